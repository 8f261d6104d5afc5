"""A linear program with its dual: all optimal points, or why there is none."""
