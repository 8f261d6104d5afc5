"""Factorisations of a matrix: L U, P A = L U, Cholesky, by rank, and Q R."""
