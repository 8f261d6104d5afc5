"""A constrained problem: all KKT points with their multipliers, and which of them are optimal."""
