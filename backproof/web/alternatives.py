"""Alternative texts of figures, written from the data that they draw."""

from __future__ import annotations

from typing import Any

from backproof.web.pictures import labels_of
from backproof.web.spoken import spoken


def alternative(env: Any, figure: Any, latex: str) -> str:
    """Return the alternative text of a figure."""
    said = [spoken(label) or label for label in labels_of(latex)]
    return "Figure with the labels " + ", ".join(said)
