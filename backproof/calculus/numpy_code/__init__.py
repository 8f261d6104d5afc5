"""Expressions as NumPy code that a careful person would write."""
