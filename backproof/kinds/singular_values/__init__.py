"""Singular value decompositions, norms, condition numbers, pseudoinverses and best approximations."""
