"""Convexity of a formula in vectors and matrices: by rules for its parts, by its Hessian, or refuted."""
