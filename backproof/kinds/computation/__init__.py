"""Formulas evaluated in exact numbers, line by line, as a kind of part."""
