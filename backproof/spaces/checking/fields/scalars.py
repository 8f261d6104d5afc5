"""Evidence over finite fields and over C: everything is computed again with residues or pairs of fractions.

Ranks are FLINT's: modulo the prime, or of the real matrix of twice the size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.fields.monomials import Exponents, polynomial_of
from backproof.spaces.checking.numeric_inputs import elements_of, instance, texts_of
from backproof.spaces.enclosures import exact_matrices
from backproof.spaces.exact.evaluate import exact
from backproof.spaces.language.result import Dimension, RowOperation, Rows
from backproof.spaces.language.syntax import parse
from backproof.spaces.linear.claims import SOLVED

Number = Any


@dataclass(frozen=True)
class Complex:
    """A complex number with rational parts."""

    real: Fraction
    imaginary: Fraction = Fraction(0)

    def __add__(self, other: Number) -> Complex:
        b = _complex(other)
        return Complex(self.real + b.real, self.imaginary + b.imaginary)

    def __neg__(self) -> Complex:
        return Complex(-self.real, -self.imaginary)

    def __sub__(self, other: Number) -> Complex:
        return self + -_complex(other)

    def __rsub__(self, other: Number) -> Complex:
        return _complex(other) - self

    def __mul__(self, other: Number) -> Complex:
        b = _complex(other)
        real = self.real * b.real - self.imaginary * b.imaginary
        return Complex(real, self.real * b.imaginary + self.imaginary * b.real)

    def __truediv__(self, other: Number) -> Complex:
        b = _complex(other)
        size = b.real**2 + b.imaginary**2
        return self * Complex(b.real / size, -b.imaginary / size)

    def __rtruediv__(self, other: Number) -> Complex:
        return _complex(other) / self

    def __pow__(self, exponent: int) -> Complex:
        total = Complex(Fraction(1))
        for _ in range(exponent):
            total = total * self
        return total

    __radd__, __rmul__ = __add__, __mul__


def _complex(value: Number) -> Complex:
    return value if isinstance(value, Complex) else Complex(Fraction(value))


@dataclass(frozen=True)
class Arithmetic:
    """The numbers of a field: residues modulo a prime, or complex numbers if the prime is 0."""

    prime: int

    @property
    def point(self) -> dict[str, Any]:
        """The imaginary unit by its name, over C."""
        return {} if self.prime else {"i": Complex(Fraction(0), Fraction(1))}

    def value(self, text: str) -> Number:
        """Return the number that a text states."""
        return self.settled(exact(parse(text), self.point))

    def settled(self, value: Number) -> Number:
        """Return the residue of a fraction; a complex number as it is."""
        if not self.prime:
            return _complex(value)
        value = Fraction(value)
        return Fraction(value.numerator * pow(value.denominator, -1, self.prime) % self.prime)

    def is_zero(self, value: Number) -> bool:
        """Return whether a number is 0 in the field."""
        return bool(self.settled(value) == 0) if self.prime else value == Complex(Fraction(0))

    def table(self, rows: Rows) -> list[list[Number]]:
        """Return the numbers of a matrix of texts."""
        return [[self.value(str(x)) for x in row] for row in rows]

    def rank(self, rows: Sequence[Sequence[Number]]) -> int:
        """Return the rank, by FLINT."""
        if not rows or not rows[0]:
            return 0
        if self.prime:
            return exact_matrices.rank_of_residues([[int(x) for x in row] for row in rows], self.prime)
        above = [[y for x in row for y in (x.real, -x.imaginary)] for row in rows]
        below = [[y for x in row for y in (x.imaginary, x.real)] for row in rows]
        return exact_matrices.rank([*above, *below]) // 2


def arithmetic(dimension: Dimension) -> Arithmetic:
    """Return the arithmetic of the field that a dimension is over."""
    name = dimension.source.scalars
    return Arithmetic(int(name[1:]) if name != "C" else 0)


def vectors_of(dimension: Dimension) -> list[list[Number]]:
    """Return the given elements: their entries, coefficients, or the equations' values at unit vectors."""
    at, source = arithmetic(dimension), dimension.source
    if source.kind == "homogeneous_system":
        found = instance(source, elements_of(source), at.point).vectors
        return [[at.settled(x) for x in row] for row in found]
    if source.kind == "polynomials":
        return _coefficients(at, dimension)
    return at.table(texts_of(source))


def _coefficients(at: Arithmetic, dimension: Dimension) -> list[list[Number]]:
    """Return the coefficients of polynomials at the printed monomials, all others being 0."""
    variables = dimension.source.variables
    monomials = [next(_terms(at, m.text, variables)) for m in dimension.coordinates]
    rows = list[list[Number]]()
    for text in dimension.source.items:
        found = {e: c for e, c in _terms(at, str(text), variables) if not at.is_zero(c)}
        if not found.keys() <= {exponents for exponents, _ in monomials}:
            raise ValueError(f"{text} has other monomials")
        rows.append([found.get(exponents, at.settled(0)) for exponents, _ in monomials])
    return rows


def _terms(at: Arithmetic, text: str, variables: tuple[str, ...]) -> Iterator[tuple[Exponents, Number]]:
    """Yield the exponents and the coefficient of each term that is not 0 before it is settled."""
    terms = polynomial_of(parse(text), variables, at.point).terms
    yield from ((exponents, at.settled(c)) for exponents, c in terms.items() if c != 0)


def _check(method: str, dimension: Dimension, wrong: int) -> Check:
    return Check(method, dimension.space.text, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")


def entries(dimension: Dimension) -> Iterator[Check]:
    """Check that the elimination starts with the given elements, in the field."""
    at, vectors = arithmetic(dimension), vectors_of(dimension)
    columns = list(zip(*at.table(dimension.matrix_text), strict=True))
    given = [vectors[i] for i in dimension.columns]
    wrong = sum(
        not at.is_zero(a - b) for p, q in zip(columns, given, strict=True) for a, b in zip(p, q, strict=True)
    )
    yield _check(f"matrix against the input, over {dimension.source.scalars}", dimension, wrong)


def replayed(dimension: Dimension) -> Iterator[Check]:
    """Replay each row operation, and require that the last matrix is reduced with these pivots."""
    at, wrong = arithmetic(dimension), 0
    rows = at.table(dimension.matrix_text)
    for operation in dimension.operations:
        rows = _applied(at, operation, rows)
        wrong += not _equal(at, rows, at.table(operation.matrix_text))
    wrong += not _equal(at, rows, at.table(dimension.reduced_text))
    wrong += sum(
        not at.is_zero(rows[i][p] - int(i == k))
        for k, p in enumerate(dimension.pivots)
        for i in range(len(rows))
    )
    wrong += sum(not at.is_zero(x) for row in rows[len(dimension.pivots) :] for x in row)
    yield _check("row operations replayed in the field", dimension, int(wrong))


def _applied(at: Arithmetic, operation: RowOperation, rows: list[list[Number]]) -> list[list[Number]]:
    found, factor = [list(row) for row in rows], at.value(operation.factor)
    target, source = operation.target, operation.source
    if operation.kind == "swap":
        found[target], found[source] = found[source], found[target]
    elif operation.kind == "scale" and not at.is_zero(factor):
        found[target] = [at.settled(factor * x) for x in rows[target]]
    elif operation.kind == "add" and target != source:
        found[target] = [at.settled(x + factor * y) for x, y in zip(rows[target], rows[source], strict=True)]
    else:
        raise ValueError(f"{operation.text} is no elementary row operation")
    return found


def _equal(at: Arithmetic, left: Sequence[Sequence[Number]], right: Sequence[Sequence[Number]]) -> bool:
    pairs = [(a, b) for p, q in zip(left, right, strict=True) for a, b in zip(p, q, strict=True)]
    return all(at.is_zero(a - b) for a, b in pairs)


def relations(dimension: Dimension) -> Iterator[Check]:
    """Multiply out each relation, or each equation at each basis vector, in the field."""
    at, vectors = arithmetic(dimension), vectors_of(dimension)
    if dimension.source.kind in SOLVED:
        combinations: list[tuple[str, list[Number], int | None]] = [
            (e.text, [at.value(x) for x in e.entries], None) for e in dimension.basis
        ]
    else:
        combinations = []
        for r in dimension.relations:
            factors = [at.value("0")] * len(vectors)
            for place, c in r.coefficients:
                factors[place] = at.value(c)
            combinations.append((r.text, factors, r.index))
    for text, factors, index in combinations:
        wrong = 0
        for place in range(len(vectors[0])):
            total = at.value("0") if index is None else -vectors[index][place]
            for c, vector in zip(factors, vectors, strict=True):
                total = total + c * vector[place]
            wrong += not at.is_zero(total)
        yield Check(
            "multiplied out in the field", text, float(wrong), 0.0, "0 entries differ", f"{wrong} differ"
        )
    basis = [[at.value(x) for x in e.entries] for e in dimension.basis]
    yield _check("basis is independent in the field", dimension, len(basis) - at.rank(basis))


def ranks(dimension: Dimension) -> Iterator[Check]:
    """Check the rank of the given elements in the field, by FLINT, and that of the minor."""
    at, vectors = arithmetic(dimension), vectors_of(dimension)
    rank = at.rank(vectors)
    claimed = dimension.dimension or 0
    expected = len(vectors) - claimed if dimension.source.kind in SOLVED else claimed
    yield _check(f"rank over {dimension.source.scalars}", dimension, abs(rank - expected))
    minor = dimension.certificate.minor
    wrong = 1
    if minor is not None:
        cut = [[at.value(dimension.matrix_text[i][j]) for j in minor.columns] for i in minor.rows]
        wrong = int(at.rank(cut) != len(cut) or len(cut) != expected)
        wrong += at.is_zero(at.value(minor.determinant.text))
    yield _check(f"minor is not 0 over {dimension.source.scalars}", dimension, int(wrong))


JUDGES = (entries, replayed, relations, ranks)
