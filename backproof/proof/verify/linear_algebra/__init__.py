"""Checks of dimensions and of results about matrices, in exact numbers."""
