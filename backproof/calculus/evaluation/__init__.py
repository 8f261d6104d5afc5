"""Values of expressions: in floats, complex steps and many digits."""
