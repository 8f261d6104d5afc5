"""A statement that the template proves in words, and whose formula is checked numerically."""
