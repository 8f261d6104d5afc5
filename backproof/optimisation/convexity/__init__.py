"""Convexity of functions: plain, strict and strong with the best modulus, or refuted by a segment."""
