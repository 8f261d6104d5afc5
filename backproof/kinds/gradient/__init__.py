"""The gradients of one expression, and the dimensions of its parts."""
