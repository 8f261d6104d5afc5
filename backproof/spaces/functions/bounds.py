"""Bounds for functions whose coordinates do not decide the dimension, each as sharp as can be proved.

The lower bound is the size of the largest set found whose determinant of values is proved non-zero; the upper
bound counts relations found to 60 digits, made rational, and then proved. The rest is reported as open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import mpmath as mp
import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.exact.counted_work import limited
from backproof.spaces.exact.evaluate import UndefinedError, digits
from backproof.spaces.exact.exact import TooLongError
from backproof.spaces.functions.evaluation import independent
from backproof.spaces.functions.functions import Functions, elimination_order
from backproof.spaces.functions.grounds import ground_steps
from backproof.spaces.functions.independence import VALUES, certificate, independence_steps
from backproof.spaces.functions.vanishing import vanishes
from backproof.spaces.language.result import Certificate, Dimension, Formula, Relation
from backproof.spaces.language.syntax import parse
from backproof.spaces.linear.columns import dimension_step, open_step, relation, relation_steps

_DIGITS = 60
_MOST_CALLS = 12_000_000
_CONSTANTS = (sp.pi, sp.log(2), sp.sqrt(2), sp.sqrt(3), sp.E)


def by_values(asked: Functions, points: Sequence[str]) -> Dimension:
    """The dimension if both bounds meet, else the bounds."""
    found, proof = _lower(asked, elimination_order(asked.nodes), points)
    relations = sorted(_proved(asked, found, points), key=lambda r: r.index)
    return stated(asked, found, relations, proof, ground_steps(asked, relations, points))


def stated(
    asked: Functions,
    found: tuple[int, ...],
    relations: Sequence[Relation],
    proof: Certificate,
    grounds: Sequence[Step] = (),
) -> Dimension:
    """A dimension without coordinates: independent functions, dependent ones, and those left open."""
    low, high = len(found), len(asked.nodes) - len(relations)
    shown = str(low) if low == high else f"between {low} and {high}"
    answer = Formula(Latex(shown if low == high else rf"\text{{{shown}}}"), shown)
    steps = (
        *relation_steps(relations),
        *grounds,
        *independence_steps(asked.variable, proof),
        dimension_step(asked.space, shown) if low == high else open_step(asked.space, answer),
    )
    basis = tuple(asked.given[i] for i in found)
    proof = replace(proof, grounds=len(grounds))
    notes = () if low == high else _open(asked, found, relations)
    return Dimension(
        asked.source, "span of functions", asked.space, low if low == high else None, low, high, answer,
        asked.given, (), (), (), (), (), (), (), (), basis, tuple(relations), steps, proof, notes=notes,
    )  # fmt: skip


def _open(asked: Functions, found: Sequence[int], relations: Sequence[Relation]) -> tuple[str, ...]:
    settled = {*found, *(r.index for r in relations)}
    left = [e.text for e in asked.given if e.index not in settled]
    return (f"open: whether {', '.join(left)} {'depends' if len(left) == 1 else 'depend'} on the others",)


def _lower(
    asked: Functions, order: Sequence[int], points: Sequence[str]
) -> tuple[tuple[int, ...], Certificate]:
    """A set of functions proved independent, as large as possible, with the proof."""
    columns, _ = independent([asked.nodes[i] for i in order], asked.variable, points)
    while columns:
        chosen = tuple(sorted(order[c] for c in columns))
        proof = certificate(asked.nodes, chosen, asked.variable, points)
        if proof is not None:
            return chosen, proof
        columns = columns[:-1]
    return (), Certificate(VALUES, "relations")


def _proved(asked: Functions, basis: tuple[int, ...], points: Sequence[str]) -> list[Relation]:
    """The provable relations of functions outside the basis, as far as the limit on the work allows."""
    found: list[Relation] = []
    with suppress(TooLongError):
        limited(lambda: found.extend(_provable(asked, basis, points)), _MOST_CALLS)
    return found


def _provable(asked: Functions, basis: tuple[int, ...], points: Sequence[str]) -> Iterator[Relation]:
    for index in range(len(asked.nodes)):
        coefficients = None if index in basis else _guess(asked, index, basis, points)
        if coefficients is None:
            continue
        total = {index: sp.S.One, **{i: -c for i, c in coefficients}}
        if vanishes(asked.nodes, total, asked.variable, asked.domain):
            yield relation(asked.given, index, coefficients)


def _guess(
    asked: Functions, index: int, basis: tuple[int, ...], points: Sequence[str]
) -> list[tuple[int, sp.Expr]] | None:
    """Coefficients that fit to 60 digits at points of the domain, made exact; None if none fit."""
    with mp.workdps(_DIGITS):
        rows = []
        for text in points:
            try:
                point = {asked.variable: digits(parse(text), {})}
                rows.append([digits(asked.nodes[i], point) for i in (*basis, index)])
            except UndefinedError:
                continue
        values = _least_squares(rows)
    if values is None:
        return None
    exact = [_exact(value) for value in values]
    if any(c is None for c in exact):
        return None
    return [(i, c) for i, c in zip(basis, exact, strict=True) if c is not None and c != 0]


def _least_squares(rows: list[list[mp.mpf]]) -> list[mp.mpf] | None:
    width = len(rows[0]) - 1 if rows else 0
    if width == 0:
        return [] if rows and all(abs(row[0]) < mp.mpf(10) ** -40 for row in rows) else None
    left, right = mp.matrix([row[:-1] for row in rows]), mp.matrix([row[-1] for row in rows])
    try:
        found = mp.lu_solve(left, right)
    except (ZeroDivisionError, ValueError):  # the values are too small or too similar to distinguish
        return None
    off = mp.norm(left * found - right, mp.inf)
    return list(found) if off < mp.mpf(10) ** -25 * (1 + mp.norm(right, mp.inf)) else None


def _exact(value: mp.mpf) -> sp.Expr | None:
    """A rational of small height near a number, or a combination of well-known constants; else None."""
    shown = sp.Float(mp.nstr(value, 30), 30)
    simple = sp.nsimplify(shown, rational=True, tolerance=sp.Float("1e-20"))
    if simple.q < 10**6 and abs(simple.p) < 10**9:
        return simple
    guess = sp.nsimplify(shown, _CONSTANTS, tolerance=sp.Float("1e-20"))
    return guess if not guess.has(sp.Float) and guess.count_ops() < 12 else None
