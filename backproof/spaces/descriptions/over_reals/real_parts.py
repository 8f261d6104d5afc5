"""Complex vectors, matrices and polynomials over the real numbers: C^2, span{(1, i), (i, -1)} over R."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backproof.spaces.descriptions.ambient import MATRICES, POLYNOMIALS, Ambient, read_ambient
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.language.syntax import Node, names_in_order, to_text
from backproof.spaces.language.tokens import refuse

_START = re.compile(r"real combinations(?: in all (\S+))? of ")
_OVER_R = re.compile(
    r"(?:the\s+)?(?:linear\s+)?(?:\\?(?:span|lin))\s*(?:of\s+)?(\{.+\}|\(\s*[(\[].+\))\s*,?\s*\(?\s*"
    r"(?:over\s+(?:Q|\u211a|R|\u211d|\\mathbb\{R\}|the\s+reals?(?:\s+numbers)?)|as\s+a\s+real\s+(?:vector\s+)?space)\s*\)?",
    re.DOTALL,
)
_UNIT = re.compile(r"(?<![A-Za-z])i(?![A-Za-z])")


_CONDITIONS = {"hermitian": "A* = A", "skew-hermitian": "A* = -A", "traceless": "tr(A) = 0"}
_PRINTED = {"A* = A": "A^{*} = A", "A* = -A": "A^{*} = -A", "tr(A) = 0": r"\operatorname{tr}(A) = 0"}


@dataclass(frozen=True)
class RealParts:
    """Elements with complex entries or coefficients, of which real combinations are meant.

    `variable` is that of polynomials, "" for vectors and matrices; `width` counts entries or coefficients;
    `whole` is the complex space that these make, if they make one, or that of the matrices with `conditions`.
    """

    text: str
    elements: tuple[Node, ...]
    variable: str
    width: int
    whole: Ambient | None = None
    conditions: tuple[str, ...] = ()


def over_reals(text: str) -> str:
    """Return the real combinations that a span over R of complex elements is; any other text as it is.

    >>> over_reals("span{(1, i), (i, -1)} over R")
    'real combinations of (1, i); (i, -1)'
    """
    found = _OVER_R.fullmatch(text.strip())
    if found is None or not _UNIT.search(found[1]):
        return text
    if re.search(r"over\s+[Q\u211a]", text.strip()[found.end(1) :]):
        refuse("complex elements over Q", hint="over R, their dimension is that of real combinations")
    return f"real combinations of {'; '.join(piece.strip() for piece in cut(found[1].strip()[1:-1], ','))}"


def whole_over_reals(space: Ambient) -> str:
    """Return a complex space as the real combinations of its standard basis, and of i times these."""
    units = [[int(i == k) for i in range(space.dimension)] for k in range(space.dimension)]
    shown = [_element(space, [str(x) for x in unit]) for unit in units]
    shown += [_element(space, ["i" if x else "0" for x in unit]) for unit in units]
    name = space.formula.text.replace("P", "P_") + ("(C)" if space.kind == POLYNOMIALS else "")
    return f"real combinations in all {name} of {'; '.join(shown)}"


def _element(space: Ambient, entries: Sequence[str]) -> str:
    if space.kind == POLYNOMIALS:
        place = next(k for k, entry in enumerate(entries) if entry != "0")
        power = "" if place == 0 else space.variable if place == 1 else f"{space.variable}**{place}"
        return "*".join(part for part in ("i" * (entries[place] == "i"), power) if part) or "1"
    if space.kind != MATRICES:
        return f"[{', '.join(entries)}]"
    width = space.sizes[1]
    rows = (", ".join(entries[i : i + width]) for i in range(0, len(entries), width))
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def real_parts_of(text: str) -> RealParts | None:
    """The elements that `over_reals` or `whole_over_reals` has written; None for another text."""
    if (opened := _START.match(text)) is None:
        return None
    nodes = tuple(parse_formula(piece, ()) for piece in text[opened.end() :].split("; "))
    if not all(map(_is_rational, nodes)):
        refuse("functions, or powers of i, over R", expected="vectors, matrices or polynomials")
    found = {name for node in nodes for name in names_in_order(node)} - {"i", "e", "pi"}
    if len(found) > 1 or (found and nodes[0].kind == "list"):
        refuse(f"{', '.join(sorted(found))} in complex elements over R", expected="numbers a + b*i")
    sizes = {_size(node) for node in nodes}
    if len(sizes) > 1:
        refuse("the elements differ in size", expected="elements of one space")
    variable = next(iter(found), "" if nodes[0].kind == "list" else "x")
    width = max(map(_degree, nodes)) + 1 if variable else sizes.pop()[0]
    kind, _, size = (opened[1] or "").partition(":")
    whole = read_ambient(f"C^{{{size}x{size}}}" if size else kind) if kind else None
    conditions = tuple(_CONDITIONS[name] for name in kind.split(",")) if size else ()
    return RealParts(text, nodes, variable, width, whole, conditions)


def _is_rational(node: Node) -> bool:
    """Return whether a formula has no functions, and whole exponents alone."""
    if node.kind == "power":
        return node.children[1].kind == "number" and _is_rational(node.children[0])
    return node.kind not in ("call", "applied") and all(map(_is_rational, node.children))


def _size(node: Node) -> tuple[int, int]:
    """Return how many entries an element has, and how many rows."""
    if node.kind != "list":
        return 0, 0
    rows = [child.children if child.kind == "list" else (child,) for child in node.children]
    return sum(map(len, rows)), len(rows) * any(child.kind == "list" for child in node.children)


def _degree(node: Node) -> int:
    degrees = [_degree(child) for child in node.children]
    if node.kind == "power":
        exponent = node.children[1]
        return degrees[0] * (int(exponent.value) if exponent.kind == "number" else 1)
    if node.kind == "product":
        return sum(degrees)
    return int(node.kind == "name" and node.value != "i") or max(degrees, default=0)


def whole_name(asked: RealParts) -> tuple[str, str]:
    """The whole space as it is written, in LaTeX and as a text; nothing for a part of one."""
    if asked.whole is None:
        return "", ""
    latex, text = asked.whole.formula.latex, asked.whole.formula.text
    if asked.conditions:
        printed = r",\; ".join(_PRINTED[condition] for condition in asked.conditions)
        said = f"{{A in {text} : {', '.join(asked.conditions)}}}"
        return rf"\{{ A \in {latex} : {printed} \}}", said
    is_polynomial = asked.whole.kind == POLYNOMIALS
    return (rf"{latex}(\mathbb{{C}})", f"{text}(C)") if is_polynomial else (latex, text)


def defined(asked: RealParts) -> str:
    """The definition of the space as a text: W = C^2 over R, or W = span_R{...}."""
    whole = whole_name(asked)[1]
    return f"W = {whole} over R" if whole else f"W = span_R{{{', '.join(shown_elements(asked))}}}"


def shown_elements(asked: RealParts) -> list[str]:
    """The elements as they are printed in texts."""
    return [to_text(node) for node in asked.elements]
