"""Coordinates of a vector in a basis, and changes of basis."""
