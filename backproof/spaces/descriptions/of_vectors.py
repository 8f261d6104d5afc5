"""Read eigenspaces and orthogonal complements, which are given by equations on vectors."""

from __future__ import annotations

import re

from backproof.spaces.descriptions.ambient import VECTORS, Ambient
from backproof.spaces.descriptions.assembling import Draft, described
from backproof.spaces.descriptions.description import COMPLEMENT, EIGENSPACE, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.language.syntax import names_in_order
from backproof.spaces.language.tokens import refuse

_LETTERED = re.compile(r"([a-z])\d+")
_EIGENSPACE = re.compile(
    r"(?:the\s+)?eigenspace\s+(?:of|for)\s+(?:the matrix\s+)?(?:[A-Z]\s*=\s*)?(\[.*\])\s*,?\s*"
    r"(?:(?:for|to|with|at|belonging to|of)\s+)?(?:the\s+)?(?:eigenvalue\s+)?"
    r"(?:(?:lambda|\u03bb|t)\s*=\s*)?(.+)",
    re.IGNORECASE | re.DOTALL,
)
_COMPLEMENT = re.compile(r"(?:the\s+)?(?:orthogonal\s+)?complement\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)


def read_eigenspace(text: str, plain: str) -> Described | None:
    """The solutions of A x = lambda x."""
    found = _EIGENSPACE.fullmatch(plain)
    if found is None:
        return None
    matrix = parse_formula(found[1], ())
    size = len(matrix.children)
    if any(row.kind != "list" or len(row.children) != size for row in matrix.children):
        refuse("only square matrices have eigenspaces", expected="as many rows as columns")
    names = tuple(sorted({*names_in_order(matrix), *names_in_order(parse_formula(found[2], ()))}))
    unknown = "x" if not any(_LETTERED.fullmatch(n) and n[0] == "x" for n in names) else "v"
    items = [f"A*{unknown} = ({found[2].strip()})*{unknown}", f"A = {found[1]}"]
    ambient = Ambient(VECTORS, (size,))
    return described(Draft(text, EIGENSPACE, unknown, ambient, items, label=found[2].strip()))


def read_complement(text: str, plain: str) -> Described | None:
    """The vectors that are orthogonal to given ones."""
    found = _COMPLEMENT.fullmatch(plain)
    if found is None:
        return None
    inner = found[1].strip()
    inside = (
        inner[inner.index("{") + 1 : inner.rindex("}")] if "{" in inner else re.sub(r"^span\s*", "", inner)
    )
    vectors = [parse_formula(item, ()) for item in cut(inside, ",")]
    if any(v.kind != "list" for v in vectors) or len({len(v.children) for v in vectors}) != 1:
        refuse(f"{inner} is no list of vectors of one length", expected="span{(1, 0, 2), (0, 1, 1)}")
    items = [f"{item.strip()}*x = 0" for item in cut(inside, ",")]
    return described(Draft(text, COMPLEMENT, "x", Ambient(VECTORS, (len(vectors[0].children),)), items))
