"""The inverse of a matrix, by blocks or by Sherman-Morrison if wanted, or a proof that there is none."""
