"""A result in numbers, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backproof.answer import Check, Latex
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import Found
from backproof.kinds.shared.numbers.point import Numbers


@dataclass(frozen=True)
class Value:
    """A result in numbers, or as a polynomial of displacements: its text, its LaTeX and the evidence.

    `inline` is its LaTeX in a line of text, where a column is a transposed row.
    """

    found: Found
    text: str
    latex: Latex
    inline: Latex
    space_latex: Latex
    at: Mapping[str, Any]
    checks: tuple[Check, ...]


def require_value(derived: Derived, found: Found, value: Numbers | None) -> Numbers:
    """Return the value; InputError if there is none."""
    if value is None:
        asked = derived.problem
        message = f"the {found.key} of {asked.name} has no value at this point"
        raise asked.part.error(message, "at", expected="a point at which it is defined")
    return value
