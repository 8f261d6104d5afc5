"""Spellings of entries and lists that mean the same: handwriting, LaTeX, MATLAB."""
