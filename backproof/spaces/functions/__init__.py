"""Spans of functions: coordinates, relations, values at points, Wronskians."""
