"""Functions of numbers: the built-in and the user's own, their formulas, and these in sympy."""
