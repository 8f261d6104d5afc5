"""Eigenvalues and eigenspaces, diagonalisations, the spectral theorem, Jordan forms, powers, exponentials."""
