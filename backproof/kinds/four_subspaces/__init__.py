"""Bases of the column space, the row space, the null space and the left null space of a matrix."""
