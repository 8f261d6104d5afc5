"""Constrained optimisation: all KKT points, which of them are optimal, and dual functions."""
