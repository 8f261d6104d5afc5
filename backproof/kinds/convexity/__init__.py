"""Convexity of a function: plain, strict and strong with the best modulus, or refuted by a segment."""
