"""The span of functions: coordinates piece by piece, relations, and values at points as the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.domains.points import candidates
from backproof.spaces.domains.signs import Piece
from backproof.spaces.exact.constants.canonical import Constants
from backproof.spaces.exact.exact import UndecidedError
from backproof.spaces.functions.bounds import by_values, stated
from backproof.spaces.functions.coordinates import Coordinates, TooWideError, coordinates
from backproof.spaces.functions.cramer import combinations
from backproof.spaces.functions.functions import Functions, elimination_order
from backproof.spaces.functions.grounds import common_form, ground_steps
from backproof.spaces.functions.independence import certificate, independence_steps
from backproof.spaces.functions.pieces import pieces, resolved
from backproof.spaces.language.domain import Interval, domain_formula
from backproof.spaces.language.printing import combination, is_own_coordinate, number_latex, number_text
from backproof.spaces.language.result import Dimension, Element, Formula, Relation
from backproof.spaces.language.symbolic import number, to_sympy
from backproof.spaces.language.syntax import parse
from backproof.spaces.linear.columns import Columns, from_elimination, relation, step
from backproof.spaces.linear.elimination import reduce

_TRANSCENDENTAL = (sp.Function, sp.NumberSymbol)


def functions_span(asked: Functions) -> Dimension:
    """The dimension with both bounds proved, or left open between them."""
    expressions = [to_sympy(node) for node in asked.nodes]
    parts = pieces(expressions, asked.variable, asked.domain)
    points = tuple(candidates(asked.domain, asked.angles, _special(parts)))
    try:
        found = _by_coordinates(asked, expressions, parts, points)
    except (TooWideError, UndecidedError, RecursionError):
        found = None
    return found or by_values(asked, points)


def _by_coordinates(
    asked: Functions, expressions: Sequence[sp.Expr], parts: Sequence[Piece], points: Sequence[str]
) -> Dimension | None:
    """Relations from coordinates on each piece, and values or derivatives as the proof of independence."""
    order, known = elimination_order(asked.nodes), Constants()
    ordered = [expressions[i] for i in order]
    blocks = _alike(
        [_Block(piece, coordinates([resolved(f, piece) for f in ordered], piece, known)) for piece in parts]
    )
    columns = _columns(asked, blocks, order)
    is_hard = any(entry.has(*_TRANSCENDENTAL) for row in columns.matrix for entry in row)
    return (_by_cramer if is_hard else _eliminated)(asked, columns, blocks, points)


def _special(parts: Sequence[Piece]) -> list[str]:
    """The endpoints of pieces that are short to write, and a sample point of each piece."""
    ends = {end for piece in parts for end in (piece.low, piece.high) if end.is_finite}
    short = sorted((end for end in ends if end.count_ops() < 3 and not end.has(sp.CRootOf)), key=float)
    return [number_text(point) for point in (*short, *(piece.sample for piece in parts))]


@dataclass(frozen=True)
class _Block:
    """The coordinates on one piece."""

    piece: Piece
    coordinates: Coordinates

    def formula(self, place: int) -> Formula:
        """An element of the family, over the common denominator."""
        element, below = self.coordinates.family[place], self.coordinates.denominator
        if below == 1:
            return Formula(number_latex(element), number_text(element))
        latex = rf"\frac{{{number_latex(element)}}}{{{number_latex(below)}}}"
        return Formula(Latex(latex), f"{_factor(number_text(element))}/({number_text(below)})")

    @property
    def where(self) -> Formula:
        """The piece as an interval."""
        low, high = (number_text(e) if e.is_finite else None for e in (self.piece.low, self.piece.high))
        if not self.is_nameable:
            return Formula(Latex(""), f"between {low or '-oo'} and {high or 'oo'}")
        return domain_formula([Interval(low, high)])

    @property
    def is_nameable(self) -> bool:
        """Return whether the entry language can express both ends of the piece."""
        return not any(end.has(sp.CRootOf) for end in (self.piece.low, self.piece.high))


def _factor(text: str) -> str:
    """A numerator, in parentheses unless it is a single number, name, power or call."""
    return text if parse(text).kind in ("number", "name", "power", "call") else f"({text})"


def _alike(blocks: Sequence[_Block]) -> list[_Block]:
    """A single block if all pieces have the same coordinates."""
    first = blocks[0].coordinates
    return [blocks[0]] if all(b.coordinates == first for b in blocks) else list(blocks)


def _columns(asked: Functions, blocks: Sequence[_Block], order: tuple[int, ...]) -> Columns:
    """The distinct rows of all pieces; if there are several pieces, each coordinate names its piece."""
    rows: dict[tuple[sp.Expr, ...], Formula] = {}
    for block in blocks:
        for place, row in enumerate(block.coordinates.matrix):
            shown, where = block.formula(place), block.where
            there = Formula(
                Latex(rf"{shown.latex} \text{{ on }} {where.latex}"), f"{shown.text} on {where.text}"
            )
            rows.setdefault(row, shown if len(blocks) == 1 else there)
    zero = (sp.S.Zero,) * len(order)
    matrix, shown_all = tuple(rows) or (zero,), tuple(rows.values()) or (Formula(Latex("1"), "1"),)
    return Columns(asked.source, "span of functions", asked.space, asked.given, shown_all, matrix, order)


def _by_cramer(
    asked: Functions, columns: Columns, blocks: Sequence[_Block], points: Sequence[str]
) -> Dimension | None:
    """Relations by Cramer's rule, for coordinates that are numbers such as sin(1)."""
    found = combinations(columns.matrix)
    if found is None:
        return None
    order = columns.columns
    chosen = tuple(sorted(order[c] for c in found.pivots))
    proof = certificate(asked.nodes, chosen, asked.variable, points)
    if proof is None:
        return None
    relations = [
        relation(
            columns.given,
            order[free],
            sorted((order[p], c) for p, c in zip(found.pivots, factors, strict=True) if c != 0),
        )
        for free, factors in found.factors
    ]
    relations.sort(key=lambda r: r.index)
    grounds = _common_forms(asked, columns, blocks, relations) or ground_steps(asked, relations, points)
    return stated(asked, chosen, relations, proof, grounds)


def _common_forms(
    asked: Functions, columns: Columns, blocks: Sequence[_Block], relations: Sequence[Relation]
) -> tuple[Step, ...]:
    """Both sides of each relation, expanded in the family; omitted if a side already has this form."""
    family = [blocks[0].formula(i) for i in range(len(blocks[0].coordinates.family))]
    if len(blocks) > 1 or blocks[0].coordinates.denominator != 1:
        return ()
    functions, found = [to_sympy(node) for node in asked.nodes], []
    for known in relations:
        place = columns.columns.index(known.index)
        column = [row[place] for row in blocks[0].coordinates.matrix]
        form = sp.Add(*map(sp.Mul, column, blocks[0].coordinates.family))
        right = sp.Add(*(number(c) * functions[i] for i, c in known.coefficients))
        if 0 in (sp.expand_mul(form - right), sp.expand_mul(form - functions[known.index])):
            return ()
        found.append(common_form(known, combination(list(zip(column, family, strict=True)))))
    return tuple(found)


def _eliminated(
    asked: Functions, columns: Columns, blocks: Sequence[_Block], points: Sequence[str]
) -> Dimension | None:
    """Upper bound by relations, lower bound by the pivot functions' values or derivatives."""
    elimination = reduce(columns.matrix)
    claimed = from_elimination(columns, elimination)
    chosen = tuple(sorted(columns.columns[c] for c in elimination.pivots))
    proof = certificate(asked.nodes, chosen, asked.variable, points)
    if proof is None:
        return None
    family = _family_steps(columns, blocks)
    nameable = all(block.is_nameable for block in blocks)
    if not nameable or not claimed.relations or _restates(asked, columns, blocks):
        return stated(asked, chosen, claimed.relations, proof, ground_steps(asked, claimed.relations, points))
    whole = replace(claimed.certificate, lower=proof.lower, upper="relations")
    whole = replace(whole, evaluation=proof.evaluation, wronskian=proof.wronskian)
    shown = independence_steps(asked.variable, whole)
    steps = (*family, *claimed.steps[:-1], *shown, claimed.steps[-1])
    return replace(claimed, certificate=whole, steps=steps)


def _restates(asked: Functions, columns: Columns, blocks: Sequence[_Block]) -> bool:
    """Return whether all coordinates merely restate the functions as they are written."""
    for block in blocks:
        found = block.coordinates
        for place, given in enumerate(columns.columns):
            column = [row[place] for row in found.matrix]
            total = sp.Add(*(c * member for c, member in zip(column, found.family, strict=True)))
            if found.denominator != 1 or total != to_sympy(asked.nodes[given]):
                return False
    return True


def _family_steps(columns: Columns, blocks: Sequence[_Block]) -> tuple[Step, ...]:
    """Each function as a combination of the family, piece by piece; members of it need no line."""
    lines = []
    for place, given in enumerate(columns.columns):
        element = columns.given[given]
        for block in () if _is_member(columns, place) else blocks:
            family = [block.formula(i) for i in range(len(block.coordinates.family))]
            column = [row[place] for row in block.coordinates.matrix]
            right = combination(list(zip(column, family, strict=True)))
            lines.append(_family_step(element, right, block.where if len(blocks) > 1 else None))
    return tuple(lines)


def _is_member(columns: Columns, place: int) -> bool:
    """Return whether a function's column shows it as it is written."""
    members = [coordinate.text.partition(" on ")[0] for coordinate in columns.coordinates]
    column = [number_text(row[place]) for row in columns.matrix]
    text = columns.given[columns.columns[place]].text
    return is_own_coordinate(text, list(zip(column, members, strict=False)))


def _family_step(element: Element, right: Formula, where: Formula | None) -> Step:
    latex, text = f"{element.latex} = {right.latex}", f"{element.text} = {right.text}"
    if where is None:
        return step("coordinates", latex, text)
    return step("coordinates", rf"{latex} \quad\text{{on }} {where.latex}", f"{text} on {where.text}")
