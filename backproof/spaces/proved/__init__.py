"""Dimensions with their proofs: of spaces by lists, and of spaces as they are described."""
