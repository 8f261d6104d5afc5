"""Proofreading: the finished LaTeX, read back and held against what was proved, before it is published."""
