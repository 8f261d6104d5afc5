"""Figures, read back from their drawn source and held against the answer."""
