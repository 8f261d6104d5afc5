"""Complex elements in coordinates: by real and imaginary parts, and functions by initial values."""
