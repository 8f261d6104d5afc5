"""The inverse of a matrix, by cases where it has parameters, or a proof that there is none."""
