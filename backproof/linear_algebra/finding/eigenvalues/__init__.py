"""Eigenvalues: the spectrum, Jordan chains, complex pairs, and the answers about them."""
