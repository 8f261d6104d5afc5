"""The definiteness of a quadratic form, by squares or by vectors of both signs."""
