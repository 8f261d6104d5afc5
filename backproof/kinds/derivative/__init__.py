"""Derivatives of first and second order as parts: formulas, and exact numbers at a point."""
