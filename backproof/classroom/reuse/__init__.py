"""Answers and figures that copies share, in memory and in the store that all share, and TeX's formats."""
