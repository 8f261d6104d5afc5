"""A numpy script whose function computes a given expression, listed and run."""
