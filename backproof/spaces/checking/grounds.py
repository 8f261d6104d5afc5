"""Evidence for the lines that justify relations: derivatives, values, squares and forms of both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.answer import Step
from backproof.spaces.checking import rewriting as verify_rewriting
from backproof.spaces.checking.functions import NEAR, apart
from backproof.spaces.enclosures import balls, jets
from backproof.spaces.enclosures.balls import Ball
from backproof.spaces.language.printing import entry, text_latex
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.function_reading import UnreadableError, read
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.samples import sample_points, stated

_BITS = 640
_SLOPE = re.compile(r"\((.+)\)' = (.+) = \((.+)\)'(?: on (.+))?")
_VALUE = re.compile(r"both sides are (.+) at (\w+) = (.+)")
_SQUARES = re.compile(r"\((sqrt\(.+\))\)\*\*2 = (.+) = \((.+)\)\*\*2, and neither root is below zero")


def reads_right(dimension: Dimension, step: Step) -> bool:
    """Return whether the line belongs to one of the relations, and all its statements are true."""
    if squares := _SQUARES.fullmatch(step.text):
        root, square, other = squares.groups()
        return _shows(step, square) and _squares(dimension, root, square, other)
    if "both sides are" in step.text:
        return _derivatives(dimension, step)
    left, form, right = step.text.split(" = ")
    sides = _relation_of(dimension, left, right)
    return sides and _equal(dimension, form, left) and _equal(dimension, form, right)


def _relation_of(dimension: Dimension, left: str, right: str) -> bool:
    return f"{left} = {right}" in [relation.text for relation in dimension.relations]


def _shows(step: Step, *texts: str) -> bool:
    """Return whether the LaTeX of the line contains these formulas."""
    return all(entry(text).latex in step.latex or text_latex(text) in step.latex for text in texts)


def _equal(dimension: Dimension, left: str, right: str) -> bool:
    source = dimension.source
    return apart(parse(left), parse(right), source.variables[0], source.domain) < NEAR


def _squares(dimension: Dimension, root: str, square: str, other: str) -> bool:
    """Return whether root is a given function with the square of other, which is nonnegative at samples."""
    source = dimension.source
    node, variable = parse(other), source.variables[0]
    is_above = all(
        balls.sign(jets.value(node, {variable: point}, _BITS)) >= 0 for point in sample_points(source.domain)
    )
    return (
        is_above
        and root in [element.text for element in dimension.given]
        and _equal(dimension, f"({root})**2", square)
        and _equal(dimension, f"({other})**2", square)
    )


def _derivatives(dimension: Dimension, step: Step) -> bool:
    """Return whether both sides have the printed derivatives and values.

    There is a derivative on each piece of a partition of the domain, and a value on each of its intervals.
    """
    said = step.text.split("; ")
    slopes = [found.groups() for part in said if (found := _SLOPE.fullmatch(part))]
    values = [found.groups() for part in said if (found := _VALUE.fullmatch(part))]
    source = dimension.source
    if len(slopes) + len(values) != len(said) or not slopes:
        return False
    pieces = [where for *_, where in slopes]
    wheres = source.domain if pieces == [None] else pieces
    if None in wheres or not verify_rewriting.covers([str(w) for w in wheres], source.domain):
        return False
    domains = [source.domain] if pieces == [None] else [(str(where),) for where in pieces]
    points = [parse(point) for _, _, point in values]
    return (
        all(_relation_of(dimension, left, right) for left, _, right, _ in slopes)
        and all(_have_slope(dimension, s, domain) for s, domain in zip(slopes, domains, strict=True))
        and all(any(stated(text).holds(point) for point in points) for text in source.domain)
        and all(_have_value(dimension, slopes[0], value, point) for value, _, point in values)
        and _shows(step, *(s for _, s, _, _ in slopes), *(v for v, _, _ in values))
    )


def _have_slope(dimension: Dimension, slope: Sequence[str], domain: Sequence[str]) -> bool:
    variable = dimension.source.variables[0]
    sides, claimed = (parse(slope[0]), parse(slope[2])), parse(slope[1])
    found = [_slope_near(sides, claimed, variable, parse(f"({at})")) for at in sample_points(domain)]
    return any(found) and False not in found


def _slope_near(sides: Sequence[Node], claimed: Node, variable: str, point: Node) -> bool | None:
    """Return whether both derivatives at a point agree with the claimed one; None if they have no value."""
    seen = None
    for bits in (_BITS, *jets.PRECISIONS[1:]):
        try:
            found = jets.derivatives(sides, variable, point, bits)[1]
            value = jets.values([claimed], variable, [point], bits)[0][0]
        except NoValueError:
            continue
        seen = all(_are_near(side, value, bits) for side in found)
        if seen:
            break
    return seen


def _have_value(dimension: Dimension, slope: Sequence[str], claimed: str, at: str) -> bool:
    """Return whether both sides have the claimed value at a point, by expansion or to a hundred digits."""
    variable = dimension.source.variables[0]
    return all(_is_value(parse(side), variable, claimed, at) for side in (slope[0], slope[2]))


def _is_value(side: Node, variable: str, claimed: str, at: str) -> bool:
    ring = Ring()
    try:
        found = read(ring, side, {variable: read(ring, parse(at), {})})
        if ring.is_zero(found - read(ring, parse(claimed), {})):
            return True
    except (NoValueError, GiveUpError, UnreadableError):
        pass
    value = jets.value(parse(claimed), {}, _BITS)
    return _are_near(jets.values([side], variable, [parse(at)], _BITS)[0][0], value, _BITS)


def _are_near(left: Ball, right: Ball, bits: int) -> bool:
    """Return whether two numbers agree to a hundred digits, relative to 1 + the second."""
    with balls.precision(bits):
        return bool(abs(left - right) < (1 + abs(right)) * NEAR)
