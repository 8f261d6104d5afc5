"""Calls of functions: their arguments, and what NumPy, MATLAB and others call operations of the language."""
