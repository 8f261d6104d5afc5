"""Exact numbers and decimals of parts, and points with exact values."""
