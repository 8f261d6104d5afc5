"""Matrices, vectors and polynomials as keys of parts."""
