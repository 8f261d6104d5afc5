"""Variants of a term: which values may vary, how they are drawn, and whether the sheets are equally hard."""
