"""Disciplined convex programming on matrix expressions: the curvature of a whole by that of its parts."""
