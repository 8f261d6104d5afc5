"""Rewriting of formulas so that they stay finite wherever their value is finite."""
