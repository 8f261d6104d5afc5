"""Shapes that nobody declared: the readings of an expression, and questions about them."""
