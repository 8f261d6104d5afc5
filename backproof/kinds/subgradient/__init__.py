"""Subdifferentials of a convex function of one number, and its minimiser."""
