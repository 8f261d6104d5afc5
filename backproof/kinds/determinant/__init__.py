"""The determinant of a matrix."""
