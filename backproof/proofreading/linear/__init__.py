"""Spaces and matrices in print: dimensions, their cases, row operations and results."""
