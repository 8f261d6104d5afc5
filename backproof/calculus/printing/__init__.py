"""Expressions in LaTeX and Unicode, and as rows of tables."""
