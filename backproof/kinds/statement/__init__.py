"""A statement with an argument in words, whose formula is checked numerically."""
