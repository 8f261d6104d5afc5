"""Vectors, matrices, systems and polynomials: elimination, and the dimension with its basis."""
