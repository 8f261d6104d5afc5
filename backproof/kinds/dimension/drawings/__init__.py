"""Drawings of spaces: spans, null spaces and functions, and the choice of those that show an answer."""
