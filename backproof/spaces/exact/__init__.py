"""Exact numbers: normal forms, zero tests, and values at points."""
