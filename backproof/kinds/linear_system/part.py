"""A linear system as one part: a matrix and a right-hand side, or equations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from msgspec import Meta

from backproof.answer import Latex, SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Augmented, Entries, Relations, Rows
from backproof.linear_algebra.finding.systems import solve_system
from backproof.linear_algebra.language.complex_numbers import UNITS, is_complex
from backproof.linear_algebra.language.letters import free_letter, refuse_shared_names
from backproof.linear_algebra.language.matrices import Vector
from backproof.linear_algebra.language.reading import read_equations, read_matrix, read_vector, symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.printing import Matrix, combination, name_latex, number_latex
from backproof.spaces.language.result import Formula
from backproof.spaces.language.tokens import refuse
from backproof.terms.fields import Name
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class System(Data, frozen=True, kw_only=True):
    """A matrix and a right-hand side, or both in one, or equations; other names are parameters."""

    matrix: Rows | None = None
    right_side: Entries | None = None
    augmented: Augmented | None = None
    equations: Relations | None = None
    unknowns: Annotated[list[Name], Meta(max_length=12)] | None = None


DATA = System


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find all solutions; InputError for a system that is missing or malformed."""
    return solved_part(part, _result(part))


def _result(part: Part) -> Result:
    data = part.data_as(System)
    unknowns, rows, right = _given(part, data)
    symbols = symbols_of(rows, (right,))
    if is_complex(rows, (right,)):
        _refuse_names(part, symbols, unknowns)
    if clash := {*symbols} & {*unknowns}:
        raise part.error(f"'{min(clash)}' is an unknown and stands in the matrix", "unknowns")
    names = tuple(
        part.names.get(key) or free_letter(letter, (*unknowns, *symbols))
        for key, letter in (("matrix", "A"), ("right_side", "b"))
    )
    result = solve_system(rows, right, unknowns, symbols, (names[0], names[1]))
    # The only unknown is the answer.
    refuse_shared_names(result, (*symbols, *(unknowns if len(unknowns) > 1 else ())))
    equations = _equations(rows, right, unknowns) if data.equations else ()
    return replace(result, words={"equations": equations, "symbols": tuple(map(name_latex, symbols))})


def _given(part: Part, data: System) -> tuple[tuple[str, ...], Matrix, Vector]:
    """Return the unknowns, the matrix and the right-hand side; InputError unless these are given once."""
    given = {
        key for key in ("matrix", "right_side", "augmented", "equations") if getattr(data, key) is not None
    }
    if data.equations is not None and given == {"equations"}:
        with part.locating("equations"):
            return read_equations(data.equations, data.unknowns or ())
    if data.augmented is not None and given == {"augmented"}:
        with part.locating("augmented"):
            rows = read_matrix(data.augmented, "the augmented matrix", with_symbols=True, with_complex=True)
            if len(rows[0]) < 2:
                refuse(
                    "the augmented matrix has one column", expected="the right-hand side behind the matrix"
                )
        right = tuple(row[-1] for row in rows)
        rows = tuple(row[:-1] for row in rows)
    elif data.matrix is not None and data.right_side is not None and given == {"matrix", "right_side"}:
        with part.locating("matrix"):
            rows = read_matrix(data.matrix, with_symbols=True, with_complex=True)
        with part.locating("right_side"):
            right = read_vector(
                data.right_side, "the right-hand side", len(rows), with_symbols=True, with_complex=True
            )
    else:
        expected = "matrix and right_side, augmented, or equations"
        raise part.error("the system is not given", expected=expected)
    return _named(part, data.unknowns, len(rows[0])), rows, right


def _refuse_names(part: Part, symbols: Sequence[str], unknowns: Sequence[str]) -> None:
    """Raise an InputError for symbols beside complex numbers, and for an unknown i."""
    if symbols:
        raise part.error(
            f"the system holds the symbol '{symbols[0]}' beside the imaginary unit i",
            expected="complex numbers alone, or real symbols alone",
            hint=f"choose a value for {symbols[0]}",
        )
    if unit := next((name for name in unknowns if name in UNITS), ""):
        raise part.error(f"'{unit}' is the imaginary unit here", "unknowns", expected="other names")


def _named(part: Part, unknowns: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """Return the names of the unknowns: the stated ones, or x1, x2 and so on."""
    if unknowns is None:
        return tuple(f"x{i + 1}" for i in range(count))
    if len(set(unknowns)) != count:
        raise part.error(
            f"there are {len(set(unknowns))} unknowns", "unknowns", expected=f"{count}, one per column"
        )
    return tuple(unknowns)


def _equations(rows: Matrix, right: Vector, unknowns: Sequence[str]) -> tuple[Latex, ...]:
    """Print the equations, with the unknowns on the left."""
    named = [Formula(name_latex(name), name) for name in unknowns]
    return tuple(
        Latex(f"{combination(list(zip(row, named, strict=True))).latex} = {number_latex(value)}")
        for row, value in zip(rows, right, strict=True)
    )
