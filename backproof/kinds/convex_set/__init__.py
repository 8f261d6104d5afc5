"""The convexity of a set that conditions state."""
