"""Functions and sequences: as solutions of linear equations, and of several variables."""
