"""Mistakes of templates, told at their line and column in an author's words."""
