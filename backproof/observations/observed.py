"""Claims about results, evaluated: each with the figures that it is shown with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from backproof.observations.language import RELATIONS, compares, parsed, value
from backproof.observations.values import Value
from backproof.observations.words import difference

Form = Literal["comparison", "falls", "rises", "agree", "truth"]
_FEWEST_DIGITS, _MOST_DIGITS = 4, 17


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its text, and its value unless the text is the value itself."""

    text: str
    value: float | None
    digits: int = _FEWEST_DIGITS


@dataclass(frozen=True)
class Observation:
    """A claim with its verdict and figures.

    A comparison has `sides` and `relations`; `falls` and `rises` have the values at the ends and the `count`
    of values; `agree` has the two texts, the difference and the tolerance. `place` is that of the claim
    in its list.
    """

    text: str
    form: Form
    holds: bool
    sides: tuple[Side, ...] = ()
    relations: tuple[str, ...] = ()
    count: int = 0
    place: int = 0

    @property
    def figures(self) -> tuple[float, ...]:
        """The figures that are shown."""
        return tuple(side.value for side in self.sides if side.value is not None)


def observations(claim: str, names: Mapping[str, Value]) -> Iterator[Observation]:
    """Evaluate a claim: one observation for each part that `and` joins; InputError if it has no value."""
    tree = parsed(claim)
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        yield _observed(claim.strip(), part, names)


def _observed(claim: str, node: ast.expr, names: Mapping[str, Value]) -> Observation:
    text = _written(claim, node)
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            holds = compares(node, names)
            values = [value(side, names) for side in (left, *others)]
            if all(_is_number(item) for item in values):
                relations = tuple(_sign(op) for op in ops)
                return Observation(
                    text, "comparison", holds, _sides(claim, (left, *others), values, ops), relations
                )
            return Observation(text, "truth", holds)
        case ast.Call(func=ast.Name(id="falls" | "rises" as word), args=[series]):
            found = value(series, names)
            ends = tuple(Side(_written(claim, series), end) for end in (found[0], found[-1])) if found else ()
            form: Form = "falls" if word == "falls" else "rises"
            return Observation(text, form, bool(value(node, names)), ends, count=len(found))
        case ast.Call(func=ast.Name(id="agree"), args=[one, other, tolerance]):
            holds = bool(value(node, names))
            found = difference(value(one, names), value(other, names))
            results = (
                Side(_written(claim, one), None),
                Side(_written(claim, other), None),
                Side("", found),
                Side("", value(tolerance, names)),
            )
            return Observation(text, "agree", holds, results)
    return Observation(text, "truth", bool(value(node, names)))


def _written(claim: str, node: ast.expr) -> str:
    """Return an expression as the claim has it."""
    return ast.get_source_segment(claim, node) or ast.unparse(node)


def _is_number(found: Value) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


def _sides(
    claim: str, nodes: Sequence[ast.expr], values: Sequence[float], ops: Sequence[ast.cmpop]
) -> tuple[Side, ...]:
    """Return the sides with as many digits as make the printed relation the true one."""
    digits = next((n for n in range(_FEWEST_DIGITS, _MOST_DIGITS) if _tells(values, ops, n)), _MOST_DIGITS)
    return tuple(
        Side(_written(claim, node), None if _is_literal(node) else found, digits)
        for node, found in zip(nodes, values, strict=True)
    )


def _tells(values: Sequence[float], ops: Sequence[ast.cmpop], digits: int) -> bool:
    rounded = [item if isinstance(item, int) else float(f"{item:.{digits}g}") for item in values]
    pairs = zip(values, rounded, ops, values[1:], rounded[1:], strict=False)
    return all(RELATIONS[type(op)](a, c) == RELATIONS[type(op)](b, d) for a, b, op, c, d in pairs)


def _is_literal(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant)


def _sign(op: ast.cmpop) -> str:
    signs = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
    return signs[type(op)]
