"""Formulas that stay finite where their value is finite."""
