"""Matrices as questions ask about them: exact answers, the steps to them, and their evidence.

`language` holds matrices as data, in print and with their row operations; `finding` computes answers with
sympy; and `checking` judges them by fractions and FLINT, from their texts alone.
"""
