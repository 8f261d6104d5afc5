"""Justify a relation among functions as by hand: by a derivative and a value, squares, or a common form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from backproof.answer import Latex, Step
from backproof.diagnostic import InputError
from backproof.spaces.domains.points import holds
from backproof.spaces.domains.signs import Piece
from backproof.spaces.exact.exact_values import value_at
from backproof.spaces.functions.functions import Functions
from backproof.spaces.functions.pieces import pieces, resolved
from backproof.spaces.language.domain import Interval, domain_formula
from backproof.spaces.language.printing import combination, entry, number_text, text_latex
from backproof.spaces.language.result import Formula, Relation
from backproof.spaces.language.symbolic import number, symbol, to_sympy
from backproof.spaces.language.syntax import parse, to_text
from backproof.spaces.linear.columns import step, written_order

_RULE = "identity"
_MOST_POINTS = 24
_LONGEST = 90


def ground_steps(asked: Functions, relations: Sequence[Relation], points: Sequence[str]) -> tuple[Step, ...]:
    """A line for each relation that is more than arithmetic, if a short one is found."""
    found = (_ground(asked, relation, points) for relation in relations)
    return tuple(line for line in found if line is not None)


def common_form(relation: Relation, form: Formula) -> Step:
    """left = form = right, with both sides expanded to a common form."""
    (left, right), (left_latex, right_latex) = _sides(relation)
    return step(_RULE, f"{left_latex} = {form.latex} = {right_latex}", f"{left} = {form.text} = {right}")


def _sides(relation: Relation) -> tuple[tuple[str, str], tuple[str, str]]:
    text, latex = relation.text.split(" = "), relation.latex.split(" = ", 1)
    return (text[0], text[1]), (latex[0], latex[1])


def _ground(asked: Functions, relation: Relation, points: Sequence[str]) -> Step | None:
    functions = [to_sympy(node) for node in asked.nodes]
    left = functions[relation.index]
    right = sp.Add(*(number(c) * functions[i] for i, c in relation.coefficients))
    if sp.expand_mul(left - right) == 0:
        return None
    try:
        return _by_squares(asked, relation) or _by_derivative(asked, relation, (left, right), points)
    except (InputError, NotImplementedError, TypeError, ValueError, sp.PolynomialError):
        return None


def _by_squares(asked: Functions, relation: Relation) -> Step | None:
    """A root and the expression that equals it: their squares are equal, and neither is negative."""
    shares = {relation.index: sp.S.One, **{i: -number(c) for i, c in relation.coefficients}}
    roots = [i for i in shares if asked.nodes[i].value == "sqrt" and asked.nodes[i].kind == "call"]
    if not roots:
        return None
    chosen = max(roots, key=lambda i: to_sympy(asked.nodes[i]).count_ops())
    others = sorted((i, -c / shares[chosen]) for i, c in shares.items() if i != chosen)
    ordered = written_order(asked.given, others)
    other = combination([(c, Formula(asked.given[i].latex, asked.given[i].text)) for i, c in ordered])
    root, square = asked.given[chosen], entry(to_text(asked.nodes[chosen].children[0]))
    return step(
        _RULE,
        rf"\left({root.latex}\right)^2 = {square.latex} = \left({other.latex}\right)^2,"
        r"\text{ and neither root is below zero}",
        f"({root.text})**2 = {square.text} = ({other.text})**2, and neither root is below zero",
    )


def _by_derivative(
    asked: Functions, relation: Relation, sides: tuple[sp.Expr, sp.Expr], points: Sequence[str]
) -> Step | None:
    """Both sides have the same derivative on each piece, and the same value at a point of each interval."""
    x = symbol(asked.variable)
    slopes = [
        (_common_slope(sides, piece), piece) for piece in pieces(list(sides), asked.variable, asked.domain)
    ]
    values = [_common_value(sides, x, interval, points) for interval in asked.domain]
    if any(slope is None for slope, _ in slopes) or None in values:
        return None
    (left, right), (left_latex, right_latex) = _sides(relation)
    parts = list(_slopes_said([(slope, piece) for slope, piece in slopes if slope is not None]))
    latex, text = (
        [rf"\left({left_latex}\right)' = {s.latex} = \left({right_latex}\right)'{w.latex}" for s, w in parts],
        [f"({left})' = {s.text} = ({right})'{w.text}" for s, w in parts],
    )
    name = entry(asked.variable).latex
    for value, point in (pair for pair in values if pair is not None):
        latex.append(rf"\text{{both sides are }} {value.latex} \text{{ at }} {name} = {point.latex}")
        text.append(f"both sides are {value.text} at {asked.variable} = {point.text}")
    return step(_RULE, r";\quad ".join(latex), "; ".join(text))


def _slopes_said(slopes: Sequence[tuple[Formula, Piece]]) -> Iterator[tuple[Formula, Formula]]:
    """Yield each derivative with its piece, which is omitted if all derivatives are the same."""
    if len({slope.text for slope, _ in slopes}) == 1:
        yield slopes[0][0], Formula(Latex(""), "")
        return
    for slope, piece in slopes:
        low, high = (number_text(e) if e.is_finite else None for e in (piece.low, piece.high))
        where = domain_formula([Interval(low, high)])
        yield slope, Formula(Latex(rf" \text{{ on }} {where.latex}"), f" on {where.text}")


def _common_slope(sides: tuple[sp.Expr, sp.Expr], piece: Piece) -> Formula | None:
    """The derivative of both sides on a piece, in the shorter of the two forms."""
    found = []
    for side in sides:
        slope = resolved(sp.diff(resolved(side, piece), piece.x), piece)
        found += [way(slope) for way in (lambda e: e, sp.together, sp.cancel, sp.factor)]
    readable = [e for e in found if not e.has(sp.Derivative, sp.sign, sp.CRootOf, sp.Piecewise)]
    texts = sorted((number_text(resolved(e, piece)) for e in readable), key=lambda t: (len(t), t))
    return _entry(texts[0]) if texts else None


def _common_value(
    sides: tuple[sp.Expr, sp.Expr], x: sp.Symbol, interval: Interval, points: Sequence[str]
) -> tuple[Formula, Formula] | None:
    """A point of an interval at which both sides are short to write, with their value."""
    here = [p for p in points if holds(interval, number(p))][:_MOST_POINTS]
    found: list[tuple[bool, int, str, str]] = []
    for point in sorted(here, key=len):
        if found and min(found)[:2] < (False, len(point) + 1):
            break
        texts = [number_text(value_at(side, x, point)) for side in sides]
        found.append((texts[0] != texts[1], len(point) + min(map(len, texts)), point, min(texts, key=len)))
    if not found:
        return None
    _, _, point, value = min(found)
    shown = _entry(value)
    return None if shown is None else (shown, entry(point))


def _entry(text: str) -> Formula | None:
    """A text in both notations, if the entry language can express it and it is short."""
    try:
        parse(text)
    except InputError:
        return None
    return Formula(text_latex(text), text) if len(text) <= _LONGEST else None
