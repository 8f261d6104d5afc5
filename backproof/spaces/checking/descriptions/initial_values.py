"""Evidence for solutions by their initial values: each function satisfies the equation and has these values.

Derivatives are FLINT's power series, at random values of parameters; an equation is required to hold to a
hundred digits at several points, or for several members of a sequence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.numeric_inputs import Instance, instances
from backproof.spaces.descriptions.functions.equations import (
    FUNCTIONS,
    RECURRENCE,
    Equation,
    read_equation,
    replaced,
)
from backproof.spaces.enclosures import balls, jets
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, names, parse, to_text

BITS = 800
_NEAR = Fraction(1, 10**100)
_MEMBERS = 6
_POINTS = [Fraction(0), Fraction(1, 3), Fraction(-7, 5), Fraction(2), Fraction(9, 7)]


def checks(dimension: Dimension, asked: Equation) -> Iterator[Check]:
    """Check the printed question, and every function's equation and initial values."""
    said, space = dimension.translation, dimension.space.text
    if said is None:
        return
    operator = _coefficients(said.lines[0].text, asked)
    lines = [line.text.rpartition(": ") for line in said.lines[1:]]
    shown = [parse(text) for text, _, _ in lines]
    wrong = int(not _is_asked(said.definition.text, operator, shown, asked))
    yield Check("description read back", space, float(wrong), 0.0, "the question", f"{wrong} amiss")
    order = len(operator) - 1
    free = not shown and dimension.source.items == _units(order)
    count = len(dimension.source.items) if asked.kind != FUNCTIONS else len(shown)
    wrong = int(not (free or len(shown) == count) or any(len(v) != order for v in dimension.source.items))
    wrong += int(asked.kind != FUNCTIONS and count != order)
    yield Check("as many initial values as the order", space, float(wrong), 0.0, str(order), f"{wrong} amiss")
    named = [e.text for e in said.elements]
    own = [lines[e.index or 0][0] for e in dimension.basis] if shown else []
    wrong = int(named != own)
    yield Check("functions of the basis", space, float(wrong), 0.0, str(own), str(named))
    for f, (text, _, _), item in zip(shown, lines, dimension.source.items, strict=False):
        faults = sum(not satisfies(f, operator, asked, at) for at in instances(dimension))
        yield Check("put into the equation", text, float(faults), 0.0, "0", f"{faults} not 0")
        faults = sum(not _starts(f, item, asked, at) for at in instances(dimension))
        yield Check("initial values", text, float(faults), 0.0, str(item), f"{faults} differ")


def line_holds(dimension: Dimension, asked: Equation, text: str, nth: int) -> bool:
    """Return whether the line is the equation, or a function with its vector of the claim."""
    if nth == 0:
        return bool(_coefficients(text, asked))
    _, _, listed = text.rpartition(": ")
    return listed == f"[{', '.join(map(str, dimension.source.items[nth - 1]))}]"


def meaning_holds(asked: Equation, order: int, text: str) -> bool:
    """Return whether the line names the initial values in order."""
    y = asked.unknown or "y"
    if asked.kind == RECURRENCE:
        return text == f"initial values ({', '.join(f'{y}({k})' for k in range(order))})"
    marks = ("'" * k if k < 4 else f"^({k})" for k in range(order))
    return text == f"initial values ({', '.join(f'{y}{mark}(0)' for mark in marks)})"


def _units(order: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(int(i == k)) for i in range(order)) for k in range(order))


def _coefficients(text: str, asked: Equation) -> tuple[Node, ...]:
    """Return the coefficients of a printed equation, from that of the function itself on."""
    if asked.kind == FUNCTIONS and "'" not in text and "^" not in text:
        return ()
    again = read_equation(text)
    return again.coefficients if again else ()


def _is_asked(definition: str, operator: Sequence[Node], shown: Sequence[Node], asked: Equation) -> bool:
    if asked.kind == FUNCTIONS:
        listed = ", ".join(to_text(node) for node in asked.functions)
        own = [to_text(node) for node in asked.functions]
        return definition == f"W = span{{{listed}}}" and [to_text(f) for f in shown] == own
    again = read_equation(definition.partition(" = ")[2])
    if again is None or (again.kind, again.unknown) != (asked.kind, asked.unknown):
        return False
    return proportional(again.coefficients, asked.coefficients) and proportional(operator, asked.coefficients)


def proportional(first: Sequence[Node], second: Sequence[Node]) -> bool:
    """Return whether the coefficients agree up to a factor, at random values of parameters."""
    if len(first) != len(second):
        return False
    free = sorted({name for node in (*first, *second) for name in names(node)})
    at = {name: Fraction(17 * k + 5, 7) for k, name in enumerate(free)}
    a, b = ([ball_of(node, at) for node in nodes] for nodes in (first, second))
    return all(balls.is_zero(x * b[-1] - y * a[-1]) for x, y in zip(a, b, strict=True))


def ball_of(node: Node, point: Mapping[str, Any]) -> Any:
    """Return the value of an expression in balls."""
    with balls.precision(BITS):
        return balls.ball(node, point)


def settled(node: Node, at: Instance) -> Node:
    """The node with numbers in place of parameters."""
    return replaced(node, {name: parse(f"({value})") for name, value in at.point.items()})


def satisfies(f: Node, operator: Sequence[Node], asked: Equation, at: Instance) -> bool:
    """Return whether the combination of derivatives, or of later members, is 0."""
    factors = [ball_of(c, at.point) for c in operator]
    node, name, count = settled(f, at), asked.variable, len(factors)
    if asked.kind == RECURRENCE:
        return all(is_near(factors, _members(node, name, start, count)) for start in range(_MEMBERS))
    return all(
        is_near(factors, derivatives(node, name, balls.of_fraction(point), count)) for point in _POINTS
    )


def derivatives(f: Node, name: str, at: Any, count: int) -> list[Any]:
    """Return the function and its derivatives at a point, which is a ball."""
    if name not in names(f):
        return [ball_of(f, {}), *[balls.of_fraction(0)] * (count - 1)]
    found = jets.taylor(f, name, at, count - 1, BITS)
    return [c * math.factorial(k) for k, c in enumerate(found)]


def _members(f: Node, name: str, start: int, count: int) -> list[Any]:
    return [ball_of(replaced(f, {name: Node("number", str(start + k))}), {}) for k in range(count)]


def is_near(factors: Sequence[Any], values: Sequence[Any]) -> bool:
    """Return whether a combination of values is 0 to a hundred digits of its addends."""
    with balls.precision(BITS):
        total = sum((c * v for c, v in zip(factors, values, strict=True)), balls.of_fraction(0))
        size = sum((abs(c * v) for c, v in zip(factors, values, strict=True)), balls.of_fraction(1))
        return bool(abs(total) < size * balls.of_fraction(_NEAR))


def _starts(f: Node, item: Any, asked: Equation, at: Instance) -> bool:
    """Return whether the function has the claimed initial values."""
    node, count = settled(f, at), len(item)
    is_sequence, name = asked.kind == RECURRENCE, asked.variable
    own = (
        _members(node, name, 0, count)
        if is_sequence
        else derivatives(node, name, balls.of_fraction(0), count)
    )
    one = balls.of_fraction(1)
    return all(
        is_near((one, -one), (x, ball_of(parse(str(y)), at.point))) for x, y in zip(own, item, strict=True)
    )
