"""Formulas as they are said."""
