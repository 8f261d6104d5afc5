"""Computation graphs of networks: their layout, their drawing, their data."""
