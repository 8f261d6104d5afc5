"""Orthogonal complements of spaces by equations: the rows of the equations span them."""

from __future__ import annotations

import re

from backproof.spaces.described.translated import translated
from backproof.spaces.descriptions.ambient import VECTORS
from backproof.spaces.descriptions.description import CONDITIONS
from backproof.spaces.descriptions.questions.wording import canonical
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.language.printing import rows_text
from backproof.spaces.linear.vectors import homogeneous_columns

_OF_SET = re.compile(
    r"(?:the\s+)?orthogonal\s+complement\s+of\s+(\{.+?[:|].+\}|(?:the\s+)?(?:line|(?:hyper)?plane)\s+.+=.+)",
    re.DOTALL,
)


def complement_part(said: str) -> dict[str, object] | None:
    """The row space that the complement of {x : A x = 0} is; None for any other description."""
    found = _OF_SET.fullmatch(said)
    if found is None:
        return None
    asked = read_described(canonical(found[1]))
    if asked.kind != CONDITIONS or asked.ambient.kind != VECTORS or not asked.conditions:
        return None
    there = translated(asked)
    columns, _ = homogeneous_columns(there.data, there.variables)
    return {"row_space": [list(row) for row in rows_text(columns.matrix)]}
