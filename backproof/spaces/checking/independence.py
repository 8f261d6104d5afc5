"""Evidence that a basis of functions is independent: new enclosures of determinants, parsed matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from flint import arb

from backproof.answer import Check
from backproof.spaces.enclosures import balls, jets
from backproof.spaces.enclosures.balls import Ball
from backproof.spaces.language.printing import text_latex
from backproof.spaces.language.result import Dimension, Evaluation, Rows, Wronskian
from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.rings.samples import stated

_NEAR = Fraction(1, 10**100)
_NEAR_DETERMINANT = Fraction(1, 10**18)
_Table = list[list[Ball]]


def _functions(dimension: Dimension, functions: Sequence[int]) -> list[Node]:
    nodes = [parse(str(item)) for item in dimension.source.items]
    return [nodes[i] for i in functions]


def _claimed_at_all(dimension: Dimension) -> Iterator[Check]:
    """Check that the certificate contains the proof it names, unless nothing is claimed to be independent."""
    found = dimension.certificate
    proofs = {"values at points": found.evaluation, "Wronskian": found.wronskian}
    is_there = dimension.at_least == 0 or proofs.get(found.lower) is not None
    yield Check(
        "a proof of independence",
        found.lower,
        float(not is_there),
        0.0,
        "a determinant",
        "" if is_there else "none",
    )


def valued(dimension: Dimension) -> Iterator[Check]:
    """Check that a new enclosure of the determinant of values lies in the claimed one, which excludes 0."""
    claimed = dimension.certificate.evaluation
    if claimed is None:
        return
    nodes, variable = _functions(dimension, claimed.functions), dimension.source.variables[0]
    points = [parse(p.text) for p in claimed.points]
    wrong = _counted_wrong(dimension, claimed.functions, points) + int(len(points) != len(nodes))
    found = jets.values_determinant(nodes, variable, points)
    wrong += _misprinted(claimed, lambda bits: jets.values(nodes, variable, points, bits), found)
    at = ", ".join(p.text for p in claimed.points)
    yield _enclosed("determinant of values excludes 0", at, (claimed.lower, claimed.upper), found, wrong)


def _by_wronskian(dimension: Dimension) -> Iterator[Check]:
    """Check the Wronskian at the claimed point by Taylor coefficients, if one is claimed."""
    claimed = dimension.certificate.wronskian
    if claimed is None:
        return
    nodes, variable = _functions(dimension, claimed.functions), dimension.source.variables[0]
    point = parse(claimed.point.text)
    wrong = _counted_wrong(dimension, claimed.functions, [point])
    found = jets.wronskian(nodes, variable, point)
    wrong += _misprinted(claimed, lambda bits: jets.derivatives(nodes, variable, point, bits), found)
    ends = (claimed.lower, claimed.upper)
    yield _enclosed("Wronskian is not 0", claimed.point.text, ends, found, wrong)


def _counted_wrong(dimension: Dimension, functions: Sequence[int], points: Sequence[Node]) -> int:
    """Count faults: points outside the domain, functions other than the basis, a wrong number of them."""
    basis = tuple(sorted(e.index for e in dimension.basis if e.index is not None))
    intervals = [stated(text) for text in dimension.source.domain]
    outside = sum(not any(interval.holds(point) for interval in intervals) for point in points)
    return outside + int(basis != tuple(functions)) + int(len(functions) != dimension.at_least)


def _misprinted(claimed: Evaluation | Wronskian, table: Callable[[int], _Table], found: Ball) -> int:
    """Count the faults in the printed matrix and determinant, if there are any."""
    wrong = int(claimed.matrix != _latex(claimed.matrix_text))
    shown = claimed.determinant
    wrong += int(bool(shown.text) != bool(shown.latex))
    if claimed.matrix_text:
        entries = [[parse(text) for text in row] for row in claimed.matrix_text]
        wrong += int(not any(_are_values(entries, table(bits), bits) for bits in jets.PRECISIONS[1:]))
    if shown.text:
        wrong += int(text_latex(shown.text) != shown.latex or not claimed.matrix_text)
        wrong += int(not _is_value(parse(shown.text), found))
    return wrong


def _are_values(entries: list[list[Node]], table: _Table, bits: int) -> bool:
    """Return whether all entries agree with the values in the table to a hundred digits."""
    with balls.precision(bits):
        return all(
            _agree(balls.ball(entry, {}), value, _NEAR, Fraction(1))
            for row, values in zip(entries, table, strict=True)
            for entry, value in zip(row, values, strict=True)
        )


def _latex(rows: Rows) -> Rows:
    return tuple(tuple(text_latex(text) for text in row) for row in rows)


def _is_value(determinant: Node, found: Ball) -> bool:
    """Return whether a printed determinant agrees with its enclosure."""
    return any(_is_value_in(determinant, found, bits) for bits in jets.PRECISIONS)


def _is_value_in(determinant: Node, found: Ball, bits: int) -> bool:
    with balls.precision(bits):
        return _agree(balls.ball(determinant, {}), found, _NEAR_DETERMINANT, Fraction(0))


def _agree(left: Ball, right: Ball, near: Fraction, least: Fraction) -> bool:
    """Return whether two balls overlap, and their numbers differ by at most near * (least + |right|)."""
    distance = left - right
    room = balls.of_fraction(near) * (balls.of_fraction(least) + abs(right))
    return not balls.is_apart(distance) and bool(abs(distance) <= room)


def _enclosed(method: str, at: str, claimed: tuple[str, str], found: Ball, wrong: int) -> Check:
    """Check that the claimed interval excludes 0 and contains the one that was found."""
    with balls.precision(jets.PRECISIONS[0]):
        low, high = map(arb, claimed)
        wrong += int(not low <= found <= high) + int(not (low > 0 or high < 0))
    return Check(method, f"at {at}", float(wrong), 0.0, f"[{claimed[0]}, {claimed[1]}]", found.str(14))


JUDGES = (_claimed_at_all, valued, _by_wronskian)
