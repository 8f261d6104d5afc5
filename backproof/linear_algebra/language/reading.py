"""Matrices, vectors and equations of a term file as exact values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite

import sympy as sp

from backproof.linear_algebra.language.angles import read_angles
from backproof.linear_algebra.language.complex_numbers import UNITS, with_unit
from backproof.linear_algebra.language.denominators import refuse_gaps
from backproof.linear_algebra.language.typed_matrices import one_list, with_fractions
from backproof.spaces.exact.angles import angles_of
from backproof.spaces.language.magnitudes import refuse_huge
from backproof.spaces.language.printing import Matrix, number_text
from backproof.spaces.language.reading import (
    read_each,
    read_entries,
    read_entry,
    read_list,
    read_rows,
    values,
)
from backproof.spaces.language.reading import read_vector as read_numbers
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, names, names_in_order
from backproof.spaces.language.tokens import refuse

_USUAL_UNKNOWN = re.compile(r"[u-z](_?\d+)?")
# What is answered with all of its steps on paper.
_LARGEST = 12


def read_matrix(  # noqa: PLR0913 (by name)
    data: object,
    what: str = "the matrix",
    row: str = "row",
    *,
    with_symbols: bool = False,
    with_complex: bool = False,
    with_angles: bool = False,
) -> Matrix:
    """Return a matrix of numbers, or of rational expressions of symbols; InputError names another entry.

    Where complex numbers may stand, i is the imaginary unit; where angles may, sines and cosines do.
    """
    nodes = read_rows(_as_fractions(data), what, row)
    apart = letters_apart([node for entries in nodes for node in entries])
    width = len(nodes[0])
    _refuse_letter_e(apart)
    split = [apart[i : i + width] for i in range(0, len(apart), width)]
    rows = (read_angles(split) if with_angles else None) or values(split)
    if with_complex and {*UNITS} & {*symbols_of(rows)}:
        rows = read_each(rows, lambda entries, _: read_each(entries, lambda entry, _: with_unit(entry)))
        _refuse_beside_unit(rows, what)
    else:
        read_each(split, lambda entries, _: read_each(entries, lambda entry, _: refuse_gaps(entry)))
        _check_symbols(rows, what, with_symbols=with_symbols)
    read_each(rows, lambda entries, _: read_each(entries, lambda entry, _: refuse_huge(entry)))
    if len(rows) > _LARGEST or len(rows[0]) > _LARGEST:
        refuse(f"{what} is {len(rows)} by {len(rows[0])}", expected=f"at most {_LARGEST} each way")
    return rows


def _refuse_beside_unit(rows: Matrix, what: str) -> None:
    """Raise an InputError for a symbol beside the imaginary unit."""
    for name in symbols_of(rows):
        refuse(
            f"{what} holds the symbol '{name}' beside the imaginary unit i",
            expected="complex numbers alone, or real symbols alone",
            hint=f"choose a value for {name}",
        )


def read_square(
    data: object,
    what: str = "the matrix",
    *,
    with_symbols: bool = False,
    with_complex: bool = False,
    with_angles: bool = False,
) -> Matrix:
    """Return a square matrix; InputError for another one."""
    rows = read_matrix(
        data, what, with_symbols=with_symbols, with_complex=with_complex, with_angles=with_angles
    )
    if len(rows) != len(rows[0]):
        refuse(f"{what} is {len(rows)} by {len(rows[0])}", expected="as many rows as columns")
    return rows


def read_vector(
    data: object,
    what: str,
    length: int | None = None,
    *,
    with_symbols: bool = False,
    with_complex: bool = False,
) -> tuple[sp.Expr, ...]:
    """Return a vector, of a length if one is stated; InputError names the entry that is no number."""
    given = read_list(_as_fractions(one_list(data)), what)
    vector = read_numbers(given, what)
    _refuse_letter_e(read_entries(given, f"{what}: entry"))
    if with_complex and {*UNITS} & {*symbols_of((vector,))}:
        vector = read_each(vector, lambda entry, _: with_unit(entry))
        _refuse_beside_unit((vector,), what)
    else:
        read_each(given, lambda entry, i: refuse_gaps(read_entry(entry, f"{what}: entry {i + 1}")))
    read_each(vector, lambda entry, _: refuse_huge(entry))
    if length is not None and len(vector) != length:
        refuse(f"{what} has {len(vector)} entries", expected=f"{length}")
    _check_symbols((vector,), what, with_symbols=with_symbols)
    return vector


def _as_fractions(data: object) -> object:
    """Return a nested list with the fraction that each decimal states in place of it: 1/10 for 0.1."""
    if isinstance(data, list):
        return [_as_fractions(item) for item in data]
    if isinstance(data, str):
        return with_fractions(data)
    return Fraction(repr(data)) if isinstance(data, float) and isfinite(data) else data


def read_polynomials(data: object) -> tuple[str, Matrix]:
    """Return the variable of polynomials, and their coefficients, the constant one first."""
    nodes = read_entries(read_list(_as_fractions(data), "the list of polynomials"), "polynomial")
    found = values((nodes,))[0]
    symbols = symbols_of((found,))
    if len(symbols) > 1 or any(len(name) > 1 or name in "VWQpqiI" for name in symbols):
        refuse(
            f"the polynomials have the variables {', '.join(symbols)}",
            expected="one variable, by a letter such as x or t",
        )
    x = symbol(symbols[0] if symbols else "x")
    require_polynomials((found,))
    polynomials = [sp.Poly(sp.expand(value), x) for value in found]
    degree = max(p.degree() for p in polynomials if not p.is_zero) if any(found) else 0
    if degree >= _LARGEST:
        refuse(f"a polynomial has degree {degree}", expected=f"at most {_LARGEST - 1}")
    return x.name, tuple(tuple(p.nth(k) for k in range(degree + 1)) for p in polynomials)


def _check_symbols(rows: Matrix, what: str, *, with_symbols: bool) -> None:
    found = symbols_of(rows)
    if imaginary := next((name for name in found if name in UNITS), ""):
        hint = "give a real symbol another name"
        refuse(f"{what} holds '{imaginary}', as complex numbers do", expected="real numbers", hint=hint)
    if found and not with_symbols:
        hint = "choose values for the symbols; systems and most other kinds are answered by cases"
        refuse(f"{what} holds the symbol '{found[0]}'", expected="numbers alone", hint=hint)


def require_polynomials(rows: Matrix) -> None:
    """Raise an InputError for symbols in a denominator."""
    symbols = [symbol(name) for name in symbols_of(rows)]
    for entry in (x for row in rows for x in row):
        if not angles_of(entry) and not entry.is_polynomial(*symbols):
            refuse(
                f"the entry {number_text(entry)} divides by its symbols",
                expected="polynomials in the symbols",
                hint="give it a name of its own, such as c1",
            )


def symbols_of(*matrices: Matrix) -> tuple[str, ...]:
    """Return the names of the symbols that occur, in alphabetical order."""
    return tuple(sorted({s.name for rows in matrices for row in rows for x in row for s in x.free_symbols}))


def read_equations(
    equations: Sequence[str], unknowns: Sequence[str] = ()
) -> tuple[tuple[str, ...], Matrix, tuple[sp.Expr, ...]]:
    """Return the unknowns, the coefficients and the right-hand sides of linear equations "left = right".

    Without stated unknowns all names are unknowns, in order of first occurrence. Beside names from u to z, as
    x, y or x1, others are parameters if they stand on sides without such ones, or equations are not linear.
    """
    sides = _apart([_sides(text, number) for number, text in enumerate(equations, 1)], unknowns)
    found = [name for pair in sides for node in pair for name in names_in_order(node)]
    _refuse_letter_e([node for pair in sides for node in pair])
    units = _units(sides, unknowns)
    known = tuple(dict.fromkeys(unknowns or (name for name in found if name not in units)))
    if not unknowns and (usual := tuple(filter(_USUAL_UNKNOWN.fullmatch, known))):
        apart = {*known} - {*usual}
        if _are_linear(sides, known):
            apart = {name for name in apart if all(_stands_apart(name, pair, usual) for pair in sides)}
        known = tuple(name for name in known if name not in apart)
    for name in found:
        if name not in known and (last := next((x for x in known if name.endswith(x)), "")):
            refuse(
                f"'{name}' is one name", expected="a product", hint=f"write {name.removesuffix(last)}*{last}"
            )
    if not known:
        refuse("the equations have no unknowns", expected="equations such as x + 2*y = 3")
    rows = [_row([to_sympy(node) for node in pair], known, number) for number, pair in enumerate(sides, 1)]
    if {*units} & {*found}:
        rows = [(tuple(map(with_unit, row)), with_unit(right)) for row, right in rows]
        _refuse_beside_unit(tuple((*row, right) for row, right in rows), "the system")
    else:
        read_each(sides, lambda pair, _: tuple(map(refuse_gaps, pair)))
    return known, tuple(row for row, _ in rows), tuple(right for _, right in rows)


def _stands_apart(name: str, sides: Sequence[Node], usual: Sequence[str]) -> bool:
    """Return whether a name stands in an equation on the side without the usual unknowns, or not at all."""
    with_usual = [names(node) for node in sides if {*names(node)} & {*usual}]
    return not any(name in names(node) for node in sides) or (
        len(with_usual) == 1 and name not in with_usual[0]
    )


def _are_linear(sides: Sequence[Sequence[Node]], names: Sequence[str]) -> bool:
    """Return whether all sides are linear in names."""
    generators = [symbol(name) for name in names]
    values = [sp.expand(to_sympy(node)) for pair in sides for node in pair]
    return all(
        value.is_polynomial(*generators) and sp.Poly(value, *generators).total_degree() <= 1
        for value in values
        if generators
    )


def _units(sides: Sequence[Sequence[Node]], unknowns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the imaginary unit; none if i is an unknown.

    If no unknowns are stated, i is one, unless it is a factor of others.
    """
    if unknowns:
        return tuple(name for name in UNITS if name not in unknowns)
    values = [to_sympy(node) for pair in sides for node in pair]
    for name in UNITS:
        unit = symbol(name)
        if any(sp.diff(value, unit).free_symbols for value in values):
            return UNITS
    return ()


def _refuse_letter_e(nodes: Iterable[Node]) -> None:
    """Raise an InputError for an e in a row of letters, which is hardly meant as a number."""
    typed = list(nodes)
    found = {name for node in typed for name in names(node)}
    if {*"dfDF"} & found and any(map(_has_letter_e, typed)):
        refuse(
            "'e' is the number 2.718...",
            expected="another letter beside d and f",
            hint="write e1 for a symbol",
        )


def _has_letter_e(node: Node) -> bool:
    """Return whether e occurs other than as the base of a power, as in e^t."""
    if node.kind == "name":
        return node.value in {"e", "E"}
    children = (
        node.children[1:] if node.kind == "power" and node.children[0].kind == "name" else node.children
    )
    return any(map(_has_letter_e, children))


def _apart(sides: Sequence[list[Node]], unknowns: Sequence[str]) -> list[tuple[Node, ...]]:
    """Return the sides of equations with a*x in place of ax."""
    nodes = letters_apart([node for pair in sides for node in pair], unknowns)
    return [nodes[i : i + 2] for i in range(0, len(nodes), 2)]


def _sides(text: str, number: int) -> list[Node]:
    parts = text.split("=")
    if len(parts) != 2:
        refuse(f"equation {number} has {len(parts) - 1} equals signs", expected="left = right")
    return [read_entry(with_fractions(part.strip()), f"equation {number}") for part in parts]


def _row(
    sides: Sequence[sp.Expr], unknowns: Sequence[str], number: int
) -> tuple[tuple[sp.Expr, ...], sp.Expr]:
    generators = [symbol(name) for name in unknowns]
    expected = f"multiples of {', '.join(unknowns)}, and numbers"
    try:
        poly = sp.Poly(sp.expand(sides[0] - sides[1]), *generators)
    except sp.PolynomialError:
        refuse(f"equation {number} is not linear", expected=expected)
    if poly.total_degree() > 1:
        refuse(f"equation {number} is not linear", expected=expected)
    return tuple(poly.coeff_monomial(g) for g in generators), -poly.coeff_monomial(1)
