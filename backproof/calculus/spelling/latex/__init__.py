"""Formulas in LaTeX: in pieces, and their translation to tokens."""
