"""Texts of a term: Markdown with formulas, read into plain data that a printer sets."""
