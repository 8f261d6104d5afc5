"""The checks of optima: stationary, constrained, convex, and most likely."""
