"""Membership of a vector in a span, with its combination or a functional that separates it."""
