"""Answers and figures that copies share, in memory and on the shelf of all, and TeX's formats."""
