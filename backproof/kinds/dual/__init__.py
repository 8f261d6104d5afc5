"""The dual of a quadratic program with numbers, and a pair of points with equal values."""
