"""Factorisations of a matrix: L U, P A = L U, L D L^T, Cholesky, by rank, and Q R."""
