"""Texts as people type them (NumPy, MATLAB, Unicode, LaTeX), split into one kind of tokens."""
