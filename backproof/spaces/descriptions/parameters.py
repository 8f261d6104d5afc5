"""The parameters of a set: "a, b in R", "s and t are complex numbers"."""

from __future__ import annotations

import re

from backproof.spaces.descriptions.ambient import BASE

# Groups: the letters, and the field or the sort of numbers that they stand for.
PARAMETERS = (
    r"(?P<letters>[a-z]\d?(?:\s*,\s*[a-z]\d?)*)\s*(?:are\s+)?"
    rf"(?:(?:\bin\b|\u2208|\\in\b)\s*(?P<field>{BASE})"
    r"|(?:arbitrary\s+)?(?P<sort>real|complex|rational|arbitrary)(?:\s+numbers|\s+scalars)?)"
)
_SORTS = {"complex": "C", "rational": "Q"}


def field_of(found: re.Match[str]) -> str:
    """Return the field of a match of `PARAMETERS` as it is written; R if none is."""
    return found["field"] or _SORTS.get(found["sort"], "R")
