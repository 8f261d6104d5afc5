"""Linear programs in exact numbers: optima with dual solutions, or certificates that there is none."""
