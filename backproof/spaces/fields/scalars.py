"""Fields of scalars, by the normal form of their numbers: residues modulo a prime, and a + b*i."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sympy as sp

from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.reading import read_entries, read_list
from backproof.spaces.language.result import Certificate, Dimension, Formula, Nested
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.language.syntax import CONSTANTS, Node, names, parse
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.certificate import determinant, minor_of
from backproof.spaces.linear.columns import Columns, from_elimination
from backproof.spaces.linear.elimination import reduce_in_steps
from backproof.spaces.linear.vectors import coordinates, null_space_from

_FINITE = re.compile(
    r"(?:(?:F|Z|GF|\u2124|\U0001d53d)_?\s*[({]?\s*(\d{1,6})\s*[)}]?"
    r"|Z\s*/\s*(\d{1,6})\s*Z?|mod\s*(\d{1,6}))"
)
_MOST_ENTRIES = 150
_OF_VARIABLES = ("polynomials", "functions")
# The unit, and a variable.
_WITH_VARIABLE = 2
_WITH_ENTRIES = ("span", "matrices", "column_space", "row_space", "null_space")


@dataclass(frozen=True)
class Scalars:
    """A field: F2, F3, ... by its prime, or C with the prime 0."""

    name: str
    prime: int

    def simplify(self, value: sp.Expr) -> sp.Expr:
        """The normal form: a residue from 0 on, or a + b*i with rational a and b."""
        if self.prime:
            if not value.is_Rational or value.q % self.prime == 0:
                refuse(
                    f"{value} is no number of {self.name}", expected="whole numbers, and fractions of units"
                )
            return sp.Integer(int(value.p) * pow(int(value.q), -1, self.prime) % self.prime)
        unit = symbol("i")
        real, imaginary = value.subs(unit, sp.I).as_real_imag()
        if not (real.is_Rational and imaginary.is_Rational):
            refuse(f"{value} is not a + b*i with rational a and b", expected="such numbers alone")
        return real + imaginary * unit


def read_scalars(text: str) -> Scalars | None:
    """The field that a text names; None for R and Q, over which ranks of rational matrices are the same."""
    said = text.strip()
    if said in ("R", "Q", "\u211d", "\u211a"):
        return None
    if said in ("C", "\u2102"):
        return Scalars("C", 0)
    found = _FINITE.fullmatch(said)
    if found is None:
        refuse(f"{text!r} is no field", expected="R, Q, C, or F2, F3, F5, ...")
    prime = int(next(filter(None, found.groups())))
    if not sp.isprime(prime):
        refuse(f"{prime} is no prime", expected="the integers modulo a prime")
    return Scalars(f"F{prime}", prime)


def is_rationals(text: str) -> bool:
    """Return whether a text names the field of rational numbers."""
    return text.strip() in ("Q", "\u211a")


def over_rationals(found: Dimension) -> Dimension:
    """The same dimension over Q: elimination stays among rational numbers if it starts from them."""
    listed = found.source.items if found.source.kind in ("sum", "intersection") else ()
    terms = [c for relation in found.relations for _, c in relation.coefficients]
    texts = [*(x for row in found.matrix_text for x in row), *_flat(listed), *terms]
    irrational = next(filter(_is_irrational, texts), None)
    if irrational is not None:
        refuse(
            f"{irrational} is no number of Q", expected="rational numbers", hint="over R, leave out the field"
        )
    return found


def _flat(item: Nested) -> list[str]:
    return [item] if isinstance(item, str) else [x for part in item for x in _flat(part)]


def _is_irrational(text: str) -> bool:
    value = number(text)
    return value.is_number and not value.is_Rational


def is_complex(part: Mapping[str, object]) -> bool:
    """Return whether i is the imaginary unit: the only name in entries, or the only one beside a variable."""
    found = {name for key in _WITH_ENTRIES for name in _names(part.get(key))}
    beside = {name for key in _OF_VARIABLES for name in _names(part.get(key))} - set(CONSTANTS)
    declared = part.get("variables", ())
    is_beside = "i" in beside and "i" not in (declared if isinstance(declared, tuple | list) else (declared,))
    return found == {"i"} or (is_beside and len(beside) == _WITH_VARIABLE)


def variables_beside_unit(data: object, scalars: Scalars) -> tuple[str, ...]:
    """The names of polynomials over C that are not the imaginary unit, x if there are none; else ()."""
    found = letters_apart(read_entries(read_list(data, "the list of polynomials"), "polynomial"), ())
    listed = frozenset[str]().union(*map(names, found)) - {"i"}
    return () if scalars.prime else tuple(sorted(listed)) or ("x",)


def _names(data: object) -> frozenset[str]:
    if isinstance(data, list | tuple):
        return frozenset[str]().union(*map(_names, data))
    return names(data if isinstance(data, Node) else parse(str(data))) if data is not None else frozenset()


def coordinates_over(columns: Columns) -> tuple[Formula, ...]:
    """Names of the unknowns of a null space, other than the imaginary unit."""
    return coordinates(len(columns.given), frozenset({"i"}))


def over_scalars(columns: Columns, scalars: Scalars, unknowns: tuple[Formula, ...] = ()) -> Dimension:
    """The dimension of a span, or of the solutions for the unknowns, over this field."""
    if len(columns.matrix) * len(columns.matrix[0]) > _MOST_ENTRIES:
        size = f"{len(columns.matrix)} by {len(columns.matrix[0])}"
        refuse(f"over {scalars.name} a matrix of {size}", expected=f"at most {_MOST_ENTRIES} entries")
    matrix: Matrix = tuple(tuple(map(scalars.simplify, row)) for row in columns.matrix)
    source = replace(columns.source, scalars=scalars.name)
    own = replace(columns, matrix=matrix, source=source)
    elimination = reduce_in_steps(matrix, lambda x: x == 0, scalars.simplify)
    solved = null_space_from(own, elimination, unknowns, scalars.simplify) if unknowns else None
    found = solved or from_elimination(own, elimination)
    return replace(found, certificate=_certificate(found, matrix, scalars))


def _certificate(found: Dimension, matrix: Matrix, scalars: Scalars) -> Certificate:
    """The same minor, with its determinant in the field; A = C R holds in the field alone."""
    shown = found.certificate.minor
    if shown is None:
        return found.certificate
    value = scalars.simplify(
        determinant(tuple(tuple(matrix[i][j] for j in shown.columns) for i in shown.rows))
    )
    own = minor_of(matrix, shown.rows, shown.columns, value)
    upper = "minor" if found.certificate.upper == "minor" else "relations"
    return replace(found.certificate, minor=own, factorisation=None, upper=upper)
