"""Orthogonal projections of vectors, their matrices, and nearest points."""
