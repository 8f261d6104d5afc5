"""Spans of functions of one variable on an interval or a union of intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.answer import Step
from backproof.spaces.columns import Columns, from_elimination
from backproof.spaces.coordinates import Coordinates, TooWideError, coordinates
from backproof.spaces.domain import Interval, check_domain, domain_formula, natural_domain, read_domain
from backproof.spaces.elimination import Elimination, reduce
from backproof.spaces.evaluation import candidates, evaluation, independent, wronskian
from backproof.spaces.exact import UndecidedError
from backproof.spaces.pieces import pieces, resolved
from backproof.spaces.polynomials import span_space
from backproof.spaces.printing import combination, formula, name_latex, number_latex, number_text
from backproof.spaces.reading import read_entry, read_list, texts
from backproof.spaces.result import Certificate, Dimension, Element, Formula, Source
from backproof.spaces.signs import Piece
from backproof.spaces.symbolic import to_sympy
from backproof.spaces.syntax import Node, names, refuse

WAVES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
MOST_FUNCTIONS = 24


@dataclass(frozen=True)
class Functions:
    """What was asked: the functions, their variable, and where they live."""

    nodes: tuple[Node, ...]
    variable: str
    domain: tuple[Interval, ...]
    source: Source

    @property
    def given(self) -> tuple[Element, ...]:
        """The functions as elements without entries."""
        shown = [formula(node) for node in self.nodes]
        return tuple(Element(Formula("", ""), f.latex, f.text, (), i) for i, f in enumerate(shown))

    @property
    def space(self) -> Formula:
        """span{...}, with the domain in the text."""
        span = span_space(self.given)
        return Formula(span.latex, f"{span.text} on {domain_formula(self.domain).text}")

    @property
    def angles(self) -> bool:
        """Whether multiples of pi are good points."""
        return any(_multiple(node) > 0 for node in self.nodes)


def read_functions(data: object, domain: object = None, variable: str = "") -> Functions:
    """The functions with their domain; without one, the first usual interval on which all are defined.

    Raises InputError for a second variable, and where a function is not defined on the domain.
    """
    listed = read_list(data, "the list of functions")
    if len(listed) > MOST_FUNCTIONS:
        refuse(f"{len(listed)} functions", expected=f"at most {MOST_FUNCTIONS}")
    nodes = tuple(read_entry(f, f"function {i}") for i, f in enumerate(listed, 1))
    found = sorted(frozenset().union(*map(names, nodes)) | ({variable} if variable else frozenset()))
    if len(found) > 1:
        refuse(
            f"the functions have the variables {', '.join(found)}",
            expected="one variable",
            hint="polynomials may have several",
        )
    name = found[0] if found else "x"
    for node in nodes:
        to_sympy(node)
    intervals = read_domain(domain) if domain is not None else natural_domain(nodes, name)
    check_domain(nodes, name, intervals)
    source = Source(
        "functions",
        tuple(texts(n) for n in nodes),
        variables=(name,),
        domain=tuple(i.text for i in intervals),
    )
    return Functions(nodes, name, intervals, source)


def functions_span(asked: Functions) -> Dimension:
    """The dimension with both bounds proved, or left open between them."""
    expressions = [to_sympy(node) for node in asked.nodes]
    parts = pieces(expressions, asked.variable, asked.domain)
    order = elimination_order(asked.nodes)
    ordered = [expressions[i] for i in order]
    try:
        blocks = [Block(piece, coordinates([resolved(f, piece) for f in ordered], piece)) for piece in parts]
        blocks = _alike(blocks)
        columns = _columns(asked, blocks, order)
        elimination = reduce(columns.matrix)
    except (TooWideError, UndecidedError, RecursionError):
        from backproof.spaces.bounds import by_values

        return by_values(asked)
    return _certified(asked, columns, elimination, blocks)


def elimination_order(nodes: Sequence[Node]) -> tuple[int, ...]:
    """Constants first, and functions of x before those of 2x, as one expresses a multiple angle; else as given."""
    return tuple(sorted(range(len(nodes)), key=lambda i: (bool(names(nodes[i])), _multiple(nodes[i]))))


def _multiple(node: Node) -> float:
    """The largest multiple of the variable inside a sine, cosine or their quotients; 0 without any."""
    inner = max((_multiple(child) for child in node.children), default=0.0)
    if node.kind != "call" or node.value not in WAVES:
        return inner
    argument = to_sympy(node.children[0])
    return max(inner, *(abs(float(c)) for c in _slopes(argument)), 0.0)


def _slopes(argument: sp.Expr) -> list[sp.Expr]:
    return [c for s in argument.free_symbols for c in [argument.coeff(s)] if c.is_number] or [sp.S.One]


@dataclass(frozen=True)
class Block:
    """The coordinates on one piece."""

    piece: Piece
    coordinates: Coordinates

    def formula(self, place: int) -> Formula:
        """An element of the family, over the common denominator."""
        element, below = self.coordinates.family[place], self.coordinates.denominator
        if below == 1:
            return Formula(number_latex(element), number_text(element))
        latex = rf"\frac{{{number_latex(element)}}}{{{number_latex(below)}}}"
        return Formula(latex, f"({number_text(element)})/({number_text(below)})")

    @property
    def where(self) -> Formula:
        """The piece as an interval."""
        ends = [str(e) if e.is_finite else None for e in (self.piece.low, self.piece.high)]
        return domain_formula([Interval(*ends)])


def _alike(blocks: Sequence[Block]) -> list[Block]:
    """One block where all pieces say the same."""
    first = blocks[0].coordinates
    return [blocks[0]] if all(b.coordinates == first for b in blocks) else list(blocks)


def _columns(asked: Functions, blocks: Sequence[Block], order: tuple[int, ...]) -> Columns:
    """The rows of all pieces, each different one once; with several pieces each names its own."""
    rows: dict[tuple[sp.Expr, ...], Formula] = {}
    for block in blocks:
        for place, row in enumerate(block.coordinates.matrix):
            shown, where = block.formula(place), block.where
            there = Formula(rf"{shown.latex} \text{{ on }} {where.latex}", f"{shown.text} on {where.text}")
            rows.setdefault(row, shown if len(blocks) == 1 else there)
    zero = (sp.S.Zero,) * len(order)
    matrix, shown_all = tuple(rows) or (zero,), tuple(rows.values()) or (Formula("1", "1"),)
    return Columns(asked.source, "span of functions", asked.space, asked.given, shown_all, matrix, order)


def _certified(
    asked: Functions, columns: Columns, elimination: Elimination, blocks: Sequence[Block]
) -> Dimension:
    """Relations bound from above; the values of the pivot functions at points bound from below."""
    claimed = from_elimination(columns, elimination)
    chosen = tuple(sorted(columns.columns[c] for c in elimination.pivots))
    basis = [asked.nodes[i] for i in chosen]
    points = lambda: candidates(asked.domain, asked.angles)  # noqa: E731
    _, at = independent(basis, asked.variable, points())
    proof = evaluation(asked.nodes, chosen, asked.variable, at) if len(at) == len(chosen) else None
    second = wronskian(asked.nodes, chosen, asked.variable, points()) if proof else None
    classical = len(blocks) == 1 and blocks[0].coordinates.classical
    if proof is None and chosen and not classical:
        from backproof.spaces.bounds import by_values

        return by_values(asked)
    lower = "values at points" if proof else "independent family"
    certificate = replace(
        claimed.certificate, lower=lower, upper="relations", evaluation=proof, wronskian=second
    )
    steps = (
        *_family_steps(columns, blocks),
        *claimed.steps[:-1],
        *evaluation_steps(asked, certificate),
        claimed.steps[-1],
    )
    return replace(claimed, certificate=certificate, steps=steps)


def _family_steps(columns: Columns, blocks: Sequence[Block]) -> tuple[Step, ...]:
    """Each function as a combination of the family, piece by piece."""
    lines = []
    for place, given in enumerate(columns.columns):
        element = columns.given[given]
        for block in blocks:
            family = [block.formula(i) for i in range(len(block.coordinates.family))]
            column = [row[place] for row in block.coordinates.matrix]
            right = combination(list(zip(column, family, strict=True)))
            if right.text.replace(" ", "") != element.text.replace(" ", ""):
                lines.append(_family_step(element, right, block.where if len(blocks) > 1 else None))
    return tuple(lines)


def _family_step(element: Element, right: Formula, where: Formula | None) -> Step:
    latex, text = f"{element.latex} = {right.latex}", f"{element.text} = {right.text}"
    if where is None:
        return Step("coordinates", latex, text)
    return Step("coordinates", rf"{latex} \quad\text{{on }} {where.latex}", f"{text} on {where.text}")


def evaluation_steps(asked: Functions, certificate: Certificate) -> tuple[Step, ...]:
    """The points, and where the determinant lies."""
    proof = certificate.evaluation
    if proof is None:
        return ()
    name = name_latex(asked.variable)
    at = ", ".join(p.latex for p in proof.points)
    latex = rf"\det\bigl(f_j({name}_i)\bigr) \in [{proof.lower}, {proof.upper}],\quad {name}_i = {at}"
    text = f"det f_j({asked.variable}_i) in [{proof.lower}, {proof.upper}] at {', '.join(p.text for p in proof.points)}"
    return (Step("values at points", latex, text),)


__all__ = ["Functions", "functions_span", "read_functions"]
