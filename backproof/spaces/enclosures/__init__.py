"""Rigorous enclosures of values by FLINT's ball arithmetic: for the evidence only."""
