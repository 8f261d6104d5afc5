"""Shape inference: the readings of an expression with undeclared shapes, and questions about them."""
