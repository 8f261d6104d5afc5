"""Scalars other than real numbers: elimination over finite fields and over the complex numbers."""
