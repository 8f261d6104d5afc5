"""Evidence for solutions with initial or boundary conditions: each condition is evaluated again.

The printed solutions satisfy the equation, are as many as its order and independent at 0; their derivatives
are FLINT's power series. Members of a sequence, and derivatives at 0, are computed from the equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.conditions import span_alike, unit_vectors
from backproof.spaces.checking.descriptions.initial_values import (
    BITS,
    ball_of,
    derivatives,
    is_near,
    proportional,
    satisfies,
    settled,
)
from backproof.spaces.checking.numeric_inputs import Instance
from backproof.spaces.checking.numeric_inputs import instances as numeric_instances
from backproof.spaces.descriptions.functions.equations import RECURRENCE, Equation, read_equation, replaced
from backproof.spaces.descriptions.functions.side_conditions import SideCondition
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.enclosures import balls
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, names, parse, to_text


def checks(dimension: Dimension, asked: Equation) -> Iterator[Check]:
    """Check the printed question, the general solution, the conditions' equations, and the basis."""
    said, space = dimension.translation, dimension.space.text
    if said is None:
        return
    yield _check("description read back", space, int(not _is_asked(said.definition.text, asked)))
    functions = _functions_of(said.general.text, dimension.source.variables, asked)
    for f in functions:
        faults = sum(not satisfies(f, asked.coefficients, asked, at) for at in _instances(dimension, asked))
        yield _check("put into the equation", to_text(f), faults)
    wrong = sum(not _are_general(functions, asked, at) for at in _instances(dimension, asked))
    yield _check("all solutions are of this form", space, wrong if functions else 0)
    wrong = sum(not _same_rows(functions, asked, at) for at in _instances(dimension, asked))
    yield _check("equations against the conditions", space, wrong)
    if dimension.dimension is not None:
        for vector, shown in zip(dimension.basis, said.elements, strict=False):
            faults = sum(
                not _is_element(shown.text, vector.entries, functions, asked, at)
                for at in _instances(dimension, asked)
            )
            yield _check("conditions put in", f"{shown.name.text} = {shown.text}", faults)


def _instances(dimension: Dimension, asked: Equation) -> Iterator[Instance]:
    """Yield instances in which the parameters of the equation have values as well."""
    factors = [v.factor for condition in asked.conditions for v in condition]
    free = sorted(frozenset[str]().union(*map(names, (*asked.coefficients, *factors))))
    for place, at in enumerate(numeric_instances(dimension)):
        own = {name: Fraction(11 * k + 6 * place + 5, 7) for k, name in enumerate(free)}
        yield replace(at, point={**own, **at.point})


def _check(method: str, subject: str, wrong: int) -> Check:
    return Check(method, subject, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")


def _functions_of(general: str, unknowns: Sequence[str], asked: Equation) -> list[Node]:
    """Return the solutions that a printed general solution combines; none where it names initial values."""
    left, _, right = general.partition(" = ")
    if left != f"{asked.unknown}({asked.variable})":
        return []
    node = parse(right)
    zeros = dict.fromkeys(unknowns, Node("number", "0"))
    return [replaced(node, zeros | {name: Node("number", "1")}) for name in unknowns]


def general_holds(asked: Equation, unknowns: Sequence[str], text: str) -> bool:
    """Return whether the line is linear in the coefficients, or names the initial values in order."""
    if _functions_of(text, unknowns, asked):
        return all(text.count(name) == 1 for name in unknowns)
    marks = ["'" * k if k < 4 else f"^({k})" for k in range(len(unknowns))]
    y, is_sequence = asked.unknown, asked.kind == RECURRENCE
    shown = (f"{y}({k})" if is_sequence else f"{y}{mark}(0)" for k, mark in enumerate(marks))
    return text == ", ".join(f"{value} = {name}" for value, name in zip(shown, unknowns, strict=True))


def line_holds(dimension: Dimension, asked: Equation, text: str, nth: int) -> bool:
    """Return whether the line states a condition, and an equation with the same solutions."""
    said = dimension.translation
    stated, _, form = text.rpartition(": ")
    definition = said.definition.text if said else ""
    if stated not in definition or not form.endswith(" = 0"):
        return False
    unknowns = dimension.source.variables
    functions = _functions_of(said.general.text if said else "", unknowns, asked)
    node = parse(form.removesuffix(" = 0"))
    for at in _instances(dimension, asked):
        own = _row(asked.conditions[nth], functions, asked, at)
        shown = [
            ball_of(replaced(node, {n: Node("number", str(int(n == u))) for n in unknowns}), at.point)
            for u in unknowns
        ]
        if not all(
            is_near((balls.of_fraction(1), balls.of_fraction(-1)), pair)
            for pair in zip(own, shown, strict=True)
        ):
            return False
    return True


def _is_asked(definition: str, asked: Equation) -> bool:
    """Return whether the printed definition, read again, is the question."""
    again = read_equation(definition.partition(" = ")[2])
    if again is None or len(again.conditions) != len(asked.conditions):
        return False
    same = (again.kind, again.unknown) == (asked.kind, asked.unknown)
    return (
        same
        and proportional(again.coefficients, asked.coefficients)
        and all(map(_alike, again.conditions, asked.conditions))
    )


def _alike(first: SideCondition, second: SideCondition) -> bool:
    """Return whether two conditions have the same values with the same factors, up to order."""
    one, two = (
        {(v.order, float(ball_of(v.point, {}).mid())): v.factor for v in condition}
        for condition in (first, second)
    )
    factors = [one[place] for place in sorted(one)], [two[place] for place in sorted(two)]
    return one.keys() == two.keys() and (not one or proportional(*factors))


def _row(condition: SideCondition, functions: Sequence[Node], asked: Equation, at: Instance) -> list[Any]:
    """Return what a condition says of each solution, or of each choice of initial values."""
    order = asked.order
    if functions:
        return [_value(condition, f, asked, at) for f in functions]
    with balls.precision(BITS):
        found = []
        for unit in unit_vectors(order):
            places = [_place(v.order, v.point, asked) for v in condition]
            members = _members(unit, asked, at, max(places, default=0) + 1)
            terms = [ball_of(v.factor, at.point) * members[p] for v, p in zip(condition, places, strict=True)]
            found.append(sum(terms, balls.of_fraction(0)))
        return found


def _place(order: int, point: Node, asked: Equation) -> int:
    return int(float(ball_of(point, {}).mid())) if asked.kind == RECURRENCE else order


def _value(condition: SideCondition, f: Node, asked: Equation, at: Instance) -> Any:
    node = settled(f, at)
    with balls.precision(BITS):
        terms = (
            ball_of(v.factor, at.point)
            * derivatives(node, asked.variable, ball_of(v.point, {}), v.order + 1)[v.order]
            for v in condition
        )
        return sum(terms, balls.of_fraction(0))


def _members(values: Sequence[Any], asked: Equation, at: Instance, count: int) -> list[Any]:
    """Return members of a sequence, or derivatives at 0, by the equation."""
    factors = [ball_of(c, at.point) for c in asked.coefficients]
    found = [balls.of_fraction(v) if isinstance(v, int) else v for v in values]
    while len(found) < count:
        last = found[len(found) - asked.order :]
        total = sum((c * v for c, v in zip(factors, last, strict=False)), balls.of_fraction(0))
        found.append(-total / factors[-1])
    return found


def _are_general(functions: Sequence[Node], asked: Equation, at: Instance) -> bool:
    """Return whether functions are as many as the order, and independent at 0."""
    with balls.precision(BITS):
        zero = balls.of_fraction(0)
        rows = [derivatives(settled(f, at), asked.variable, zero, asked.order) for f in functions]
        return len(functions) == asked.order == balls.rank(rows)


def _same_rows(functions: Sequence[Node], asked: Equation, at: Instance) -> bool:
    with balls.precision(BITS):
        own = [_row(condition, functions, asked, at) for condition in asked.conditions]
        equations = [list(row) for row in zip(*at.vectors, strict=True)]
        return span_alike(own, equations, False)


def _is_element(
    text: str, entries: Sequence[str], functions: Sequence[Node], asked: Equation, at: Instance
) -> bool:
    """Return whether an element has its coefficients or its initial values."""
    one = balls.of_fraction(1)
    values = [ball_of(parse(entry), at.point) for entry in entries]
    with balls.precision(BITS):
        if not functions:
            shown = parse_formula(text.removesuffix(", ..."), ()).children
            own = _members(values, asked, at, len(shown))
            pairs = zip(own, (ball_of(node, at.point) for node in shown), strict=True)
            return all(is_near((one, -one), pair) for pair in pairs)
        zero, count = balls.of_fraction(0), asked.order
        first = derivatives(settled(parse(text), at), asked.variable, zero, count)
        rows = [derivatives(settled(f, at), asked.variable, zero, count) for f in functions]
        combined = [
            sum((c * row[k] for c, row in zip(values, rows, strict=True)), zero) for k in range(count)
        ]
        starts = all(is_near((one, -one), pair) for pair in zip(first, combined, strict=True))
        return starts and satisfies(parse(text), asked.coefficients, asked, at)
