"""Spans of formulas of matrices that are named: span{I, A, A^2}, A = [[0, 1], [1, 0]]."""

from __future__ import annotations

import re

import sympy as sp

from backproof.spaces.described.values import Formulas, Value, matrix_of
from backproof.spaces.descriptions.ambient import MATRICES, Ambient
from backproof.spaces.descriptions.assembling import LET
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.language.printing import rows_text
from backproof.spaces.language.tokens import refuse

_SPAN = re.compile(
    r"(?:the\s+)?(?:span|lin)\s*(?:of\s+)?(?:the\s+)?(?:matrices\s+)?\{?([^{}\[\]=]*\b[A-Z][^{}\[\]=]*?)\}?\s*"
    r"(?:,|where|with|for|if)\s*([A-Z]\s*=\s*\[\s*\[.*)",
    re.DOTALL,
)


def matrix_span_part(said: str) -> dict[str, object] | None:
    """The part by matrices that a span of formulas stands for; None for any other description."""
    found = _SPAN.fullmatch(said)
    if found is None:
        return None
    lets = [LET.fullmatch(item.strip()) for item in re.split(r",\s*(?=[A-Z]\s*=)|\band\b", found[2])]
    named = {let[1]: parse_formula(let[2], ()) for let in lets if let}
    first = next(iter(named.values()))
    bare = Formulas(Ambient(MATRICES, (len(first.children), len(first.children[0].children))), {})
    known: dict[str, Value] = {name: bare.value(node) for name, node in named.items()}
    at = Formulas(bare.ambient, known)
    elements = [item for item in re.split(r"\s*,\s*|\s+and\s+", found[1].strip()) if item]
    values = [at.value(parse_formula(item, tuple(known))) for item in elements]
    if not all(isinstance(value, sp.MatrixBase) for value in values):
        refuse("an element of the span is no matrix", expected="formulas of the named matrices and I")
    return {"matrices": [[list(row) for row in rows_text(matrix_of(value))] for value in values]}
