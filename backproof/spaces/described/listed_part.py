"""Descriptions that stand for a list or a matrix: span{...}, rank [[1, 2], [3, 4]]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from backproof.spaces.described.complements import complement_part
from backproof.spaces.described.matrix_spans import matrix_span_part
from backproof.spaces.described.typed import as_typed
from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, VECTORS
from backproof.spaces.descriptions.listed import Listed, read_listed
from backproof.spaces.descriptions.questions.wording import canonical
from backproof.spaces.language.command_line import read_part, shown_in
from backproof.spaces.language.spelling.notation import plain_notation
from backproof.spaces.language.spelling.typed_lists import with_commas
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, to_text
from backproof.spaces.language.tokens import refuse


def listed_part(part: Mapping[str, object]) -> dict[str, object] | None:
    """The part by a list that a part with a description stands for: span{...}, ker [[1, 2]]; or None."""
    said = part.get("space")
    if not isinstance(said, str):
        return None
    plain = canonical(said)
    others = {key: value for key, value in part.items() if key != "space"}
    own = complement_part(plain) or matrix_span_part(plain)
    if own is not None:
        return own | others
    listed = read_listed(plain)
    if listed is None:
        return None
    text = with_commas(listed.key, plain_notation(listed.text))
    with shown_in(text):
        found = as_typed(listed.key, text) or read_part(listed.key, text, domain=listed.domain)
        _require_space(found, listed)
    return found | ({"field": listed.scalars} if listed.scalars else {}) | others


def _require_space(part: Mapping[str, object], listed: Listed) -> None:
    """Refuse elements that do not lie in the space that they are said to lie in."""
    space = listed.space
    if space is None:
        return
    if space.kind == POLYNOMIALS and isinstance(nodes := part.get("polynomials"), list):
        _require_degree(nodes, space.sizes[0])
    for key, kind in (("span", VECTORS), ("matrices", MATRICES)):
        if isinstance(items := part.get(key), list):
            sizes = {(len(item),) if kind == VECTORS else (len(item), len(item[0])) for item in items}
            if space.kind != kind or sizes != {space.sizes}:
                refuse(f"the elements do not lie in {space.formula.text}", expected="elements of this space")


def _require_degree(nodes: Sequence[Node], most: int) -> None:
    for node in nodes:
        value = sp.expand(to_sympy(node))
        names = value.free_symbols - {symbol("i")} or value.free_symbols
        degree = sp.Poly(value, *names).total_degree() if names else 0
        if degree > most:
            refuse(f"{to_text(node)} has degree {degree}", node.column, f"at most {most}")
