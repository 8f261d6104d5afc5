"""The determinant of a matrix of integers."""
