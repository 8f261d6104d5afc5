"""Formulas by entries, such as ∂F/∂W_ij = -2 r_i h_j: both sides as numbers at chosen indices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.parsing import read, slope
from backproof.proofreading.scalars import UnreadableError, evaluate

_INDEXED = re.compile(
    r"(?P<name>(?:\\(?:bar|hat|tilde)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])(?:\^\{\(\d+\)\})?)_\{(?P<indices>[a-z]{1,2})\}"
)
_SUM = re.compile(r"\\sum_\{(?P<index>[a-z])=1\}\^\{(?P<size>[^{}]*)\}\s*")
_CALL = re.compile(r"(?P<name>\\[a-z]+|[a-z])(?P<prime>'?)\((?P<inside>[^()]*(?:\([^()a-z]*\)[^()]*)*)\)")
_LEFT = re.compile(
    r"\\[td]?frac\{\\partial (?P<f>[^{}]+)\}\{\\partial (?P<x>.+)_\{(?P<indices>[a-z]{1,2})\}\}"
)
# The factors of a composition's chain rule: f'(g(x)), and dg/dx by an entry.
_OUTER = re.compile(r"[a-z]'\([a-z]\([a-z]\)\)")
_INNER = re.compile(r"\\[td]?frac\{\\partial ([a-z])\}\{\\partial ([a-z])_\{([a-z])\}\}")


def equation(reading: Any, sides: list[str]) -> str:
    """Return what is wrong with an equation whose left side is a derivative by an entry, or ""."""
    left = _LEFT.fullmatch(sides[0])
    if left is None or len(sides) < 2:
        return ""
    try:
        key = reading.partial(rf"\frac{{\partial {left['f']}}}{{\partial {left['x']}}}")
    except UnclearError as error:
        return f"{sides[0]} cannot be read back: {error}"
    for side in sides[1:] if key else ():
        try:
            if not _holds(reading, side, key, left["indices"]):
                return f"{sides[0]} = {side} does not hold"
        except IndexError:
            return f"the indices of {side} are not those of {sides[0]}"
        except (UnreadableError, UnclearError, KeyError, TypeError):
            continue  # It names what has no value here.
    return ""


def _holds(reading: Any, side: str, key: str, indices: str) -> bool:
    """Return whether a formula has the value of the derivative's entry, at several indices."""
    for point in reading.points:
        for at in _places(indices, point.names[key].shape):
            wanted = _entry(point.names[key], [at[letter] for letter in indices])
            if abs(_number(reading, side, point, at) - wanted) > 1e-8 * max(1.0, abs(wanted)):
                return False
    return True


def _places(indices: str, shape: tuple[int, ...]) -> list[dict[str, int]]:
    """Return all combinations of the first and the last value of each index."""
    ends = [sorted({0, size - 1}) for size in shape[: len(indices)]]
    return [dict(zip(indices, chosen, strict=True)) for chosen in product(*ends)]


def _entry(value: Any, indices: list[int]) -> float:
    """Return an entry of a matrix, or of a column or row by one index."""
    return float(value[tuple(indices)] if len(indices) == 2 else np.ravel(value)[indices[0]])


def _number(reading: Any, latex: str, point: Any, at: Mapping[str, int]) -> float:
    """Return the value of a formula at indices: sums written out, entries and functions as numbers."""
    text = re.sub(r"\\left|\\right|\\[,;]", "", latex)
    if found := _SUM.search(text):
        end = _end_of_product(text, found.end())
        count = reading.shape(found["size"], point)[0]
        terms = [
            _number(reading, text[found.end() : end], point, {**at, found["index"]: place})
            for place in range(count)
        ]
        return _number(reading, text[: found.start()] + _literal(sum(terms)) + text[end:], point, at)
    text = _of_composition(reading, text, point, at)
    text = _INDEXED.sub(lambda name: _literal(_value(reading, name, point, at)), text)
    while found := next((call for call in _CALL.finditer(text) if _function(reading, call, point)), None):
        argument = float(evaluate(found["inside"], _scalars(point)))
        value = float(np.ravel(_function(reading, found, point)(np.full((1, 1), argument)))[0])
        text = text[: found.start()] + _literal(value) + text[found.end() :]
    return float(evaluate(text, _scalars(point)))


def _of_composition(reading: Any, text: str, point: Any, at: Mapping[str, int]) -> str:
    """Return the formula with numbers for the outer slope and an entry of the inner one."""
    number = reading.points.index(point)

    def outer(found: re.Match[str]) -> str:
        values = reading.composed(found[0])
        return found[0] if values is None else _literal(float(np.ravel(values[number])[0]))

    def inner(found: re.Match[str]) -> str:
        values = reading.composed(rf"\frac{{\partial {found[1]}}}{{\partial {found[2]}}}")
        return found[0] if values is None else _literal(_entry(values[number], [at[found[3]]]))

    return _INNER.sub(inner, _OUTER.sub(outer, text))


def _end_of_product(text: str, at: int) -> int:
    """Return where the product that a sum is over ends: at a sign or a bracket outside of its own."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] in "({[") - (text[place] in ")}]")
        if depth < 0 or (depth == 0 and place > at and text[place] in "+-"):
            return place
    return len(text)


def _literal(number: float) -> str:
    return f" ({number:.17f}) " if abs(number) < 1e15 else " (0/0) "


def _value(reading: Any, found: re.Match[str], point: Any, at: Mapping[str, int]) -> float:
    node = read(found["name"], tuple(reading.variables), tuple(reading.own))
    if node.kind != "name":
        raise UnreadableError(found[0])
    return _entry(point.names[node.says], [at[letter] for letter in found["indices"]])


def _function(reading: Any, call: re.Match[str], point: Any) -> Any:
    """Return the function that a call names: one of the user's, its slope, or the logistic function."""
    name = call["name"].removeprefix("\\")
    if name in reading.own:
        function = point.functions[name]
        return (lambda x: slope(function, reading.relu_at_zero, x)) if call["prime"] else function
    return (lambda x: 1 / (1 + np.exp(-x))) if name == "sigma" and not call["prime"] else None


def _scalars(point: Any) -> dict[str, float]:
    return {name: float(np.ravel(value)[0]) for name, value in point.names.items() if np.size(value) == 1}
