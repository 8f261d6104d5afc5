"""Read sums and intersections of two spaces, each a span or a set by conditions: {...} + span{...}."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, VECTORS, Ambient, common_scalars
from backproof.spaces.descriptions.description import IMAGE, SPAN, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.reading import read_described, stated_over
from backproof.spaces.descriptions.shapes import codomain
from backproof.spaces.descriptions.splitting import bare, cut
from backproof.spaces.language.syntax import Node, names_in_order
from backproof.spaces.language.tokens import refuse

SUM, _INTERSECTION = "sum", "intersection"
_SIGNS = {"+": SUM, "&": _INTERSECTION, "\u2229": _INTERSECTION, "\u2295": SUM}
_SPAN = re.compile(r"(?:the\s+)?(?:linear\s+)?(?:span|lin)\s*(?:of\s+)?(.*)", re.IGNORECASE | re.DOTALL)
_LIST = re.compile(r"\{[^:=|]*\}", re.DOTALL)
_WORDED = re.compile(r"\b(?:matrices|polynomials)\b")
# One vector or matrix with letters stands for all that these make.
_PARAMETRIC = re.compile(r"\s*\{\s*(?:\([^(){}:|=A-Z]*\)|\[[^{}:|=A-Z]*\])\s*\}\s*")
_WORDS = re.compile(r"(?:the\s+)?(sum|intersection)\s+of\s+(.+?\})\s+and\s+(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Pair:
    """U + W or the intersection of U and W, both in one ambient space."""

    text: str
    kind: str
    sides: tuple[Described, Described]

    @property
    def ambient(self) -> Ambient:
        """The space that both lie in."""
        return self.sides[0].space


def read_pair(text: str) -> Pair | None:
    """Read a sum or an intersection; None if the text is none."""
    plain = text.replace("$", "").replace(r"\{", "{").replace(r"\}", "}").replace(r"\cap", "\u2229").strip()
    plain = re.sub(r"(?<=[}\])])\s*\bcap\b\s*", " & ", plain)
    if found := _WORDS.fullmatch(plain):
        return _pair(text, found[1].lower(), (found[2], found[3]))
    for sign, kind in _SIGNS.items():
        pieces = cut(plain, sign)
        if len(pieces) == 2 and all(is_space(piece) for piece in pieces):
            return _pair(text, kind, (pieces[0], pieces[1]))
    return None


def pair_over(asked: Pair, scalars: str) -> Pair:
    """The pair with both sides over a field ("" for that which they state); InputError for two."""
    over = scalars or common_scalars(side.ambient for side in asked.sides)
    is_stated = bool(scalars) or any(side.ambient.is_over for side in asked.sides)
    if not is_stated and all(side.kind == SPAN for side in asked.sides) and _has_unit_alone(asked.sides):
        over = "C"
    first, second = (stated_over(side, over) for side in asked.sides)
    return replace(asked, sides=(first, second))


def _has_unit_alone(sides: Sequence[Described]) -> bool:
    """Return whether i is the one name beside a variable, and so the imaginary unit."""
    found = {name for side in sides for element in side.elements for name in names_in_order(element)}
    variables = {side.argument for side in sides}
    return "i" in found - variables and not found - variables - {"i"}


def is_space(piece: str) -> bool:
    """Return whether a text begins like a set or a span."""
    return piece.strip().startswith("{") or bool(re.match(r"\s*(?:span|lin|ker|im)\b", piece))


def read_side(text: str, ambient: Ambient) -> Described:
    """Read a subspace of an ambient space by conditions or by elements that span it."""
    return _in_space(_side(text), ambient)


def _pair(text: str, kind: str, sides: tuple[str, str]) -> Pair:
    read = [_side(side.strip()) for side in sides]
    fixed = next((s.ambient for s in read if isinstance(s, Described) and s.kind != IMAGE), None)
    ambient = fixed or _common([codomain(s) if isinstance(s, Described) else s.ambient for s in read])
    first, second = (_in_space(side, ambient) for side in read)
    if (first.space.kind, first.space.sizes) != (second.space.kind, second.space.sizes):
        shown = f"{first.space.formula.text} and {second.space.formula.text}"
        refuse(f"the two spaces lie in {shown}", expected="one ambient space")
    return Pair(text, kind, (first, second))


@dataclass(frozen=True)
class _Span:
    text: str
    elements: tuple[Node, ...]
    ambient: Ambient

    def described(self, ambient: Ambient) -> Described:
        """The span in a space that may have a higher degree than its elements."""
        kept = ambient if ambient.kind == self.ambient.kind == POLYNOMIALS else self.ambient
        return Described(self.text, SPAN, kept, "", (), elements=self.elements, argument=kept.argument)


def _in_space(side: Described | _Span, ambient: Ambient) -> Described:
    """The side in an ambient space, where polynomials may have a higher degree than a span or an image."""
    if isinstance(side, _Span):
        return side.described(ambient)
    if side.kind != IMAGE:
        return side
    own = codomain(side)
    is_larger = own.kind == ambient.kind == POLYNOMIALS and own.sizes[0] <= ambient.sizes[0]
    return replace(side, within=ambient if is_larger else own)


def _side(text: str) -> Described | _Span:
    found = _SPAN.fullmatch(text)
    if found is None and (_PARAMETRIC.fullmatch(text) and re.search("[a-z]", text)):
        letters = sorted(set(re.findall(r"[a-z](?:_?\d)?", text)))
        return read_described(f"{{{text.strip()[1:-1]} : {', '.join(letters)} in R}}")
    if found is None and (not _LIST.fullmatch(text) or _WORDED.search(text)):
        return read_described(text)
    listed = found[1] if found else text
    elements = tuple(parse_formula(item, ()) for item in cut(bare(listed), ","))
    return _Span(text, elements, _ambient_of(elements))


def _ambient_of(elements: Sequence[Node]) -> Ambient:
    """The space of matrices, vectors or polynomials that given elements lie in."""
    first = elements[0]
    if first.kind != "list":
        found = {name for node in elements for name in names_in_order(node)}
        variables = sorted(found - {"i"} or found)
        if len(variables) > 1:
            refuse(f"the elements have the variables {', '.join(variables)}", expected="polynomials in one")
        return Ambient(POLYNOMIALS, (max(map(_degree, elements)),), (variables or ["x"])[0])
    if first.children[0].kind == "list":
        return Ambient(MATRICES, (len(first.children), len(first.children[0].children)))
    return Ambient(VECTORS, (len(first.children),))


def _degree(node: Node) -> int:
    """An upper bound of a polynomial's degree."""
    degrees = [_degree(child) for child in node.children]
    if node.kind == "power":
        exponent = node.children[1]
        return degrees[0] * (int(exponent.value) if exponent.kind == "number" else 1)
    if node.kind == "product":
        return sum(degrees)
    return int(node.kind == "name") or max(degrees, default=0)


def _common(found: Sequence[Ambient]) -> Ambient:
    """The larger of two spaces of polynomials; else the first."""
    if all(ambient.kind == POLYNOMIALS for ambient in found):
        return replace(found[0], sizes=(max(ambient.sizes[0] for ambient in found),))
    return found[0]
