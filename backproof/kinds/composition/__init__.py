"""The gradient of a scalar function composed with a function of a vector."""
