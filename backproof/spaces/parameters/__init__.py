"""Dimensions that depend on parameters: the cases, and conditions that no real parameter meets."""
