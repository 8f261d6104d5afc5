"""A network's gradients, the numpy function that computes them, and the run of its script."""
