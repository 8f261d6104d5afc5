"""Matrices with sines and cosines of symbols, such as rotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from backproof.spaces.exact.angles import angles_of, in_symbols, pairs_of
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, number_text
from backproof.spaces.language.reading import read_each
from backproof.spaces.language.symbolic import to_sympy
from backproof.spaces.language.syntax import Node, to_text
from backproof.spaces.language.tokens import refuse

# A larger multiple of an angle has a polynomial of more than a line.
_LARGEST_MULTIPLE = 6
_HIGHEST_DEGREE = 8


def read_angles(nodes: Sequence[Sequence[Node]]) -> Matrix | None:
    """Return a matrix of polynomials in symbols, sines and cosines; None without these.

    Of multiples and sums of angles whose own sines and cosines occur, the polynomials in those are taken.
    Raises an InputError for other functions, and for angles that depend on one another otherwise.
    """
    if not any(_has_angle(node) for row in nodes for node in row):
        return None
    rows = read_each(nodes, lambda row, _: read_each(row, lambda node, _: to_sympy(node)))
    entries = [x for row in rows for x in row]
    angles = angles_of(*entries)
    if not angles:
        return None
    _refuse_functions(nodes, rows)
    _refuse_degrees(nodes, rows)
    if not _are_independent(angles):
        rows = tuple(tuple(normal(_expanded(x)) for x in row) for row in rows)
        angles = angles_of(*(x for row in rows for x in row))
        if not _are_independent(angles):
            listed = ", ".join(map(number_text, angles))
            hint = f"write the sines and cosines in those of one angle, a part of all: of {listed}"
            refuse(f"the angles {listed} depend on one another", expected="independent angles", hint=hint)
        _refuse_degrees(nodes, rows)
    return rows


def _has_angle(node: Node) -> bool:
    return (node.kind == "call" and node.value in ("sin", "cos")) or any(map(_has_angle, node.children))


def _refuse_functions(nodes: Sequence[Sequence[Node]], rows: Matrix) -> None:
    """Raise an InputError for an entry that is no polynomial in symbols, sines and cosines."""
    for node, value in _pairs(nodes, rows):
        pairs = pairs_of(value)
        inside = in_symbols(value, pairs)
        if not inside.is_polynomial(*inside.free_symbols) or not all(map(_is_angle, pairs)):
            refuse(
                f"{to_text(node)} is no polynomial in symbols, sines and cosines",
                node.column,
                "entries such as r*cos(t)^2",
                "give another function a name of its own, such as c1",
            )


def _refuse_degrees(nodes: Sequence[Sequence[Node]], rows: Matrix) -> None:
    """Raise an InputError for an entry with high powers of sines and cosines."""
    for node, value in _pairs(nodes, rows):
        if pairs := pairs_of(value):
            generators = [s for pair in pairs.values() for s in pair]
            if sp.Poly(in_symbols(value, pairs), *generators).total_degree() > _HIGHEST_DEGREE:
                degree = f"degree {_HIGHEST_DEGREE} at most in sines and cosines"
                refuse(f"{to_text(node)} has high powers of sines and cosines", node.column, degree)


def _pairs(nodes: Sequence[Sequence[Node]], rows: Matrix) -> Iterator[tuple[Node, sp.Expr]]:
    """Yield each entry as it is typed, with its value."""
    for pair in zip(nodes, rows, strict=True):
        yield from zip(*pair, strict=True)


def _is_angle(angle: sp.Expr) -> bool:
    return bool(angle.is_polynomial(*angle.free_symbols))


def _are_independent(angles: Sequence[sp.Expr]) -> bool:
    """Return whether no combination of the angles is constant."""
    symbols = sorted({s for angle in angles for s in angle.free_symbols}, key=str)
    terms = [sp.Poly(angle, *symbols).as_dict() for angle in angles]
    places = sorted({place for of_angle in terms for place in of_angle if any(place)})
    rows = sp.Matrix([[of_angle.get(place, 0) for place in places] for of_angle in terms])
    return bool(rows.rank() == len(angles))


def _expanded(value: sp.Expr) -> sp.Expr:
    """Return a value with sines and cosines of single angles in place of those of multiples and sums."""
    for call in value.atoms(sp.sin, sp.cos):
        factors = [addend.as_coeff_Mul()[0] for addend in sp.Add.make_args(sp.expand(call.args[0]))]
        if any(factor.is_Integer and abs(factor) > _LARGEST_MULTIPLE for factor in factors):
            refuse(
                f"{number_text(call)} beside the sine or cosine of another angle",
                expected=f"at most {_LARGEST_MULTIPLE} times an angle",
            )
    return sp.expand(sp.expand_trig(value))
