"""Observations: what a run has shown, by name, and claims about it that are evaluated."""
