"""Braces, formulas and environments of LaTeX: their pairs, and what lacks its partner."""
