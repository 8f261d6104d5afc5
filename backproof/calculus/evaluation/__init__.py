"""Evaluation of expressions: in floats, complex steps and multiprecision."""
