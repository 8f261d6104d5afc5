"""Read initial and boundary conditions of solutions: y(0) = 0, y'(0) = y(pi), a_0 = a_1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.splitting import cut, equations_of
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, names
from backproof.spaces.language.tokens import refuse

_PRIMES = r"(?:['\u2032\u2019\u2033]+|\s*\^\s*\(\s*\d+\s*\))"
_INSIDE = r"[^()=,\[\]]+(?:\([^()=,]*\)[^()=,\[\]]*)*"
_AT = re.compile(
    rf"(?<![A-Za-z])([A-Za-z])({_PRIMES})?\s*(?:\(\s*({_INSIDE})\s*\)|\[\s*({_INSIDE})\s*\]|_\{{?\s*(\d+)\s*\}}?)"
)
_APART = re.compile(
    r"\band\b|\u2227|\b(?:with|where|such\s+that|subject\s+to|satisfying|for\s+which|given|that|which)\b"
)
_HEADING = re.compile(
    r"^(?:the\s+)?(?:(?:initial|boundary)\s+)?(?:conditions?|values?)\s*:?\s*", re.IGNORECASE
)
_VANISHING = re.compile(
    r"(?:(?:(?:are|is|be)\s+)?(?:vanish(?:es|ing)?|zero|0)\s+)?at\s+([-+*/\d\s()]*(?:pi)?[/\d\s]*)",
    re.IGNORECASE,
)
_CONSTANTS = frozenset({"pi", "e"})


@dataclass(frozen=True)
class Value:
    """A derivative of some order at a point, or a member of a sequence, times a factor."""

    factor: Node
    order: int
    point: Node


SideCondition = tuple[Value, ...]


def apart(text: str) -> tuple[str, tuple[str, ...]]:
    """An equation and the conditions that stand beside it; none where the text has another form."""
    pieces = [
        _HEADING.sub("", p.strip()) for item in cut(text, ",;") for p in _APART.split(item) if p.strip()
    ]
    pieces = [*_with_places(pieces)]
    said = [piece for piece in pieces if piece and not _is_condition(piece)]
    return (said[0], tuple(p for p in pieces if p != said[0])) if len(said) == 1 else (text, ())


def _with_places(pieces: Sequence[str]) -> Iterator[str]:
    """Yield the pieces, with "at" before each further place at which a function vanishes."""
    is_after = False
    for piece in pieces:
        is_place = is_after and bool(re.fullmatch(r"[-\d/*\s]*(?:pi)?[/\d\s]*", piece))
        is_after = is_place or bool(_VANISHING.fullmatch(piece))
        yield f"at {piece}" if is_place else piece


def _is_condition(text: str) -> bool:
    """Return whether a text states values of a function at numbers, and nothing of the function elsewhere."""
    if _VANISHING.fullmatch(text):
        return True
    found = [each for each in _AT.finditer(text) if _is_number(each)]
    rest = _AT.sub(lambda each: " 1 " if _is_number(each) else each[0], text)
    return "=" in text and bool(found) and not re.search(rf"{_PRIMES}|[A-Za-z]\s*[(\[]|_|\bd[a-z]\b", rest)


def read_condition(text: str, unknown: str, variable: str) -> tuple[SideCondition, ...]:
    """Each equation of a condition as a linear form of values; InputError if it is none."""
    if found := _VANISHING.fullmatch(text):
        text = f"{unknown}({found[1]}) = 0"
    return tuple(_form(shown, sides, unknown, variable) for shown, sides in equations_of(text))


def _form(shown: str, sides: tuple[str, str], unknown: str, variable: str) -> SideCondition:
    """The factors of all values in the difference of two sides."""
    places = list[tuple[int, Node]]()

    def named(found: re.Match[str]) -> str:
        if not _is_number(found):
            return found[0]
        if found[1] != unknown:
            refuse(f"{shown} says nothing about {unknown}", expected=f"such as {unknown}(0) = 0")
        places.append((_order(found[2] or ""), parse_formula(_point(found), ())))
        return f" v{len(places)} "

    left, right = (_AT.sub(named, side) for side in sides)
    node = parse_formula(f"({left}) - ({right})", ())
    letters = [f"v{k}" for k in range(1, len(places) + 1)]
    _require_linear(to_sympy(node), letters, shown)
    if variable in names(node):
        refuse(f"{shown} depends on {variable}", expected=f"values at numbers, such as {unknown}(0) = 0")
    return tuple(
        Value(_at_unit(node, letters, letter), order, point)
        for letter, (order, point) in zip(letters, places, strict=True)
    )


def _require_linear(value: sp.Expr, letters: list[str], shown: str) -> None:
    values = [symbol(letter) for letter in letters]
    expanded = sp.expand(value)
    if not expanded.is_polynomial(*values) or (values and sp.Poly(expanded, *values).total_degree() > 1):
        refuse(f"{shown} is not linear", expected="a condition that is linear in the values")
    if expanded.subs(dict.fromkeys(values, 0)) != 0:
        refuse(f"{shown} does not hold for 0", hint="the solutions with this condition are no subspace")


def _at_unit(node: Node, letters: list[str], chosen: str) -> Node:
    if node.kind == "name" and node.value in letters:
        return Node("number", str(int(node.value == chosen)))
    return Node(
        node.kind, node.value, tuple(_at_unit(child, letters, chosen) for child in node.children), node.column
    )


def _point(found: re.Match[str]) -> str:
    return (found[3] or found[4] or found[5]).strip()


def _order(primes: str) -> int:
    if digits := re.sub(r"\D", "", primes):
        return int(digits)
    return len(primes.replace("\u2033", "''"))


def _is_number(found: re.Match[str]) -> bool:
    """Return whether a function stands at a number rather than at its variable."""
    words = set(re.findall(r"[A-Za-z]+", _point(found)))
    return words <= _CONSTANTS | {"sqrt", "log", "ln", "exp"}
