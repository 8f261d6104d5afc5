"""Sets by conditions: convex by the form of each condition, or refuted by a segment that leaves the set."""
