"""The projection of a point on a convex set: box, ball, halfspace, affine set, simplex, cones."""
