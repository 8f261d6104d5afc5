"""Readings that the text leaves open: what was taken, and how to get the other one."""

from __future__ import annotations

from dataclasses import replace

from backproof.spaces.result import Dimension, Nested
from backproof.spaces.syntax import names, parse

_UNITS = frozenset({"i", "j"})
_SPANNED = "give (Re v, Im v) and (-Im v, Re v) for each vector v"
_SOLVED = "give the rows of (Re A, -Im A) and of (Im A, Re A)"


def with_readings(dimension: Dimension, declared: tuple[str, ...] = ()) -> Dimension:
    """The dimension with a note for each reading, the first of its notes."""
    told = (*_of_unknowns(dimension, declared), *_of_units(dimension))
    return replace(dimension, notes=(*told, *dimension.notes))


def _of_unknowns(dimension: Dimension, declared: tuple[str, ...]) -> tuple[str, ...]:
    """That unknowns which no equation names do not count, unless they are declared."""
    if dimension.source.kind != "homogeneous_system" or declared:
        return ()
    listed = ", ".join(dimension.source.variables)
    return (f"the unknowns are those that occur, {listed}; where others count, declare all with --variables",)


def _of_units(dimension: Dimension) -> tuple[str, ...]:
    """That i and j are real symbols like any other: over the complex numbers the dimension may differ."""
    source = dimension.source
    if source.kind in ("functions", "polynomials"):
        return ()
    taken = sorted((_UNITS & _symbols(source.items)) - set(source.variables))
    way = _SOLVED if source.kind in ("null_space", "homogeneous_system") else _SPANNED
    return tuple(
        f"{name} is a real symbol here, not the imaginary unit; over the complex numbers {way}, "
        "and halve the dimension"
        for name in taken
    )


def _symbols(item: Nested) -> frozenset[str]:
    if isinstance(item, str):
        return names(parse(item))
    return frozenset[str]().union(*map(_symbols, item))
