"""Gram-Schmidt: for vectors, and for polynomials on an interval."""
