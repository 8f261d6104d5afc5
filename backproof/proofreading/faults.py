"""A fault of the finished document, and its position."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A message, and the index in the LaTeX of what it is about."""

    at: int
    message: str
