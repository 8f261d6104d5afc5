"""Other libraries' verdicts on answers: numpy, scipy, mpmath and FLINT, from keys and formulas."""
