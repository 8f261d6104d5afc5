"""Descriptions of spaces, read: sets by conditions, kernels and images, eigenspaces."""
