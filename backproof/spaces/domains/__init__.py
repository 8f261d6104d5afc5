"""Domains of definition, and the zeros and signs that determine them."""
