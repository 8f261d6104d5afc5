"""Printing of expressions in LaTeX and Unicode, and as rows of tables."""
