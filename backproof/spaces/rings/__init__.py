"""Functions as Laurent polynomials in generators, with a zero test: for the evidence only."""
