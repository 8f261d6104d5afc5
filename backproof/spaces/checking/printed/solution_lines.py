"""Checks of the lines about solutions: free unknowns, pivot unknowns, and rank and nullity."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache

import sympy as sp

from backproof.answer import Step
from backproof.spaces.enclosures import balls, exact_matrices
from backproof.spaces.exact.evaluate import UndefinedError, exact, fraction
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.result import Dimension, Element
from backproof.spaces.language.symbolic import number, to_sympy
from backproof.spaces.language.syntax import Node, names, parse, parse_line

_ONE = Node("number", "1")
_Basis = tuple[Element, ...]
_Form = Mapping[int, Node]


def free_unknowns(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line lists the unknowns without a pivot, in order."""
    free = [c for i, c in enumerate(dimension.coordinates) if i not in dimension.pivots]
    latex = ", ".join(c.latex for c in free) or r"\text{none}"
    text = ", ".join(c.text for c in free) or "none"
    said = rf"\text{{free variables: }} {latex}", f"free variables: {text}"
    return nth == 0 and (step.latex, step.text) == said


def nullity(dimension: Dimension, step: Step, _nth: int) -> bool:
    """Return whether the line subtracts the number of pivots from that of the unknowns."""
    count, rank = len(dimension.given), len(dimension.pivots)
    return step.text == f"{count} - {rank} = {count - rank}"


def pivot_unknown(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line gives this pivot unknown by free unknowns alone, for every basis vector."""
    unknowns = _unknowns(dimension)
    left, right = step.text.split(" = ")
    pivot = dimension.pivots[nth]
    form = {unknowns.index(n): c for n, c in _linear_form(parse_line(right), frozenset(unknowns)).items()}
    if unknowns.index(left) != pivot or not form.keys().isdisjoint(dimension.pivots):
        return False
    for holds in (_holds_in_fractions, _holds_in_balls):
        if (is_right := holds(form, pivot, dimension.basis)) is not None:
            return is_right
    return _holds_symbolically(form, pivot, dimension.basis)


def _unknowns(dimension: Dimension) -> tuple[str, ...]:
    """Return the unknowns' names; ValueError if a symbol of the entries, or another unknown, has the same."""
    unknowns = dimension.source.variables or tuple(c.text for c in dimension.coordinates)
    if len(set(unknowns)) != len(dimension.given) or not _symbols(dimension.basis).isdisjoint(unknowns):
        raise ValueError("the names of the unknowns are ambiguous")
    return unknowns


@lru_cache(maxsize=8)
def _symbols(basis: _Basis) -> frozenset[str]:
    return frozenset(name for e in basis for x in e.entries for name in names(parse(x)))


def _linear_form(node: Node, unknowns: Set[str]) -> dict[str, Node]:
    """Return the coefficient of each unknown; ValueError if the expression is not a linear form."""
    if node.kind == "name" and node.value in unknowns:
        return {node.value: _ONE}
    if node.kind == "number" and node.value == "0":
        return {}
    if node.kind == "negate":
        inner = _linear_form(node.children[0], unknowns)
        return {name: Node("negate", children=(c,)) for name, c in inner.items()}
    if node.kind == "sum":
        return _added_forms(node, unknowns)
    if node.kind == "product":
        return _multiplied_form(node, unknowns)
    raise ValueError(f"a {node.kind} is not a linear form")


def _added_forms(node: Node, unknowns: Set[str]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for sign, child in zip(node.value, node.children, strict=True):
        for name, coefficient in _linear_form(child, unknowns).items():
            if name in found:
                raise ValueError(f"{name} occurs twice")
            found[name] = coefficient if sign == "+" else Node("negate", children=(coefficient,))
    return found


def _multiplied_form(node: Node, unknowns: Set[str]) -> dict[str, Node]:
    """Return the form in the only factor with unknowns, times the other factors."""
    places = [i for i, child in enumerate(node.children) if not unknowns.isdisjoint(names(child))]
    if len(places) != 1 or node.value[places[0]] != "*":
        raise ValueError("a product is linear in one factor only")
    (place,) = places
    rest = (*node.children[:place], *node.children[place + 1 :])
    signs = node.value[:place] + node.value[place + 1 :]
    inner = _linear_form(node.children[place], unknowns)
    return {name: Node("product", "*" + signs, (c, *rest)) for name, c in inner.items()}


def _holds_in_fractions(form: _Form, pivot: int, basis: _Basis) -> bool | None:
    """Return whether the form has the pivot's value at each vector; None if not all numbers are rational."""
    try:
        table = _table(basis)
        row = [exact(node, {}) for node in form.values()]
    except UndefinedError:
        return None
    if not basis:
        return not form
    target = exact_matrices.row_of(table, pivot)
    if not form:
        return bool(target == 0 * target)
    chosen = exact_matrices.matrix([row])
    return bool(chosen * exact_matrices.rows_of(table, tuple(form)) == target)


@lru_cache(maxsize=8)
def _table(basis: _Basis) -> exact_matrices.Table:
    """Return the basis vectors as the columns of a matrix; UndefinedError if an entry is not rational."""
    vectors = [[fraction(x) for x in element.entries] for element in basis]
    return exact_matrices.matrix(list(zip(*vectors, strict=True)))


def _holds_in_balls(form: _Form, pivot: int, basis: _Basis) -> bool | None:
    """Return whether it holds for each vector at the precision its numbers need; None with symbols."""
    entries = [[parse(x) for x in element.entries] for element in basis]
    nodes = [*form.values(), *(x for row in entries for x in row)]
    if any(names(node) for node in nodes):
        return None
    with balls.precision(balls.bits_for(nodes)):
        coefficients = {column: balls.ball(node, {}) for column, node in form.items()}
        return all(
            balls.is_zero(
                sum(c * balls.ball(row[j], {}) for j, c in coefficients.items()) - balls.ball(row[pivot], {})
            )
            for row in entries
        )


def _holds_symbolically(form: _Form, pivot: int, basis: _Basis) -> bool:
    coefficients = {column: to_sympy(node) for column, node in form.items()}
    return all(
        normal(
            sp.Add(*(c * number(e.entries[j]) for j, c in coefficients.items())) - number(e.entries[pivot])
        )
        == 0
        for e in basis
    )
