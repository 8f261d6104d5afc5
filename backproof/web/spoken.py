"""Formulas as they are said."""

from __future__ import annotations


def spoken(latex: str) -> str:
    """Return a formula in words."""
    return ""
