"""Projections of points on convex sets, with the normal vectors that prove them."""
