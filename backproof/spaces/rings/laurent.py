"""Laurent polynomials with fractional exponents in generators such as x, exp(x), exp(ix), log x and roots.

A generator represents one function; `inner` is its argument. Monomials are multiplied by adding exponents,
which is valid for each kind:

- "x": the variable. "pi": the number.
- "turn": exp(i pi), so that i is turn**(1/2). "prime": a prime number, with an exponent below 1.
- "exp", "wave": exp(inner) and exp(i inner), where `inner` is one monomial.
- "base": inner itself, with a negative exponent. "root": |inner|.
- "log": log |inner|. "atan", "asin": of inner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property


@dataclass(frozen=True)
class Generator:
    """A function that is not expressed in terms of others."""

    kind: str
    inner: Polynomial | None = None

    @cached_property
    def depends(self) -> bool:
        """Return whether the variable occurs."""
        return self.kind == "x" or (self.inner is not None and self.inner.depends)

    @cached_property
    def complex(self) -> bool:
        """Return whether a complex unit, exp(i u), occurs."""
        return self.kind in ("turn", "wave") or (self.inner is not None and self.inner.complex)

    @cached_property
    def digest(self) -> int:
        """The hash, computed once."""
        return hash((self.kind, self.inner))

    def __hash__(self) -> int:
        return self.digest


Monomial = frozenset[tuple[Generator, Fraction]]
UNIT: Monomial = frozenset()


@dataclass(frozen=True)
class Polynomial:
    """A sum of monomials with nonzero rational coefficients."""

    terms: frozenset[tuple[Monomial, Fraction]]

    @cached_property
    def digest(self) -> int:
        """The hash, computed once."""
        return hash(self.terms)

    def __hash__(self) -> int:
        return self.digest

    @property
    def depends(self) -> bool:
        """Return whether the variable occurs."""
        return any(generator.depends for generator in self.generators)

    @property
    def complex(self) -> bool:
        """Return whether a complex unit, exp(i u), occurs."""
        return any(generator.complex for generator in self.generators)

    @cached_property
    def generators(self) -> frozenset[Generator]:
        """The generators that occur at the top level, not inside other generators."""
        return frozenset(generator for monomial, _ in self.terms for generator, _ in monomial)

    @property
    def number(self) -> Fraction | None:
        """The value of a polynomial without generators, else None."""
        if not self.terms:
            return Fraction(0)
        ((monomial, coefficient), *others) = self.terms
        return coefficient if not others and monomial == UNIT else None

    @cached_property
    def ordered(self) -> tuple[tuple[Monomial, Fraction], ...]:
        """The terms in an order that depends on the polynomial alone."""
        return tuple(sorted(self.terms, key=lambda term: _spelt(term[0])))

    def __add__(self, other: Polynomial) -> Polynomial:
        return total(dict(self.terms), other.terms)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + other.times(Fraction(-1))

    def times(self, factor: Fraction) -> Polynomial:
        """The polynomial multiplied by a number."""
        return Polynomial(frozenset((m, c * factor) for m, c in self.terms)) if factor else ZERO

    def exponents(self, generator: Generator) -> list[Fraction]:
        """The exponent of a generator in each term."""
        return [dict(monomial).get(generator, Fraction(0)) for monomial, _ in self.terms]


def total(into: dict[Monomial, Fraction], terms: frozenset[tuple[Monomial, Fraction]]) -> Polynomial:
    """The sum of `into` and the terms; modifies `into`."""
    for monomial, coefficient in terms:
        into[monomial] = into.get(monomial, Fraction(0)) + coefficient
    return collected(into)


def collected(terms: Mapping[Monomial, Fraction]) -> Polynomial:
    """The polynomial with these terms, omitting coefficients that are 0."""
    return Polynomial(frozenset((m, c) for m, c in terms.items() if c))


def constant(value: Fraction | int) -> Polynomial:
    """A rational number as a polynomial."""
    return collected({UNIT: Fraction(value)})


def power_of(generator: Generator, exponent: Fraction | int = 1) -> Polynomial:
    """A power of one generator."""
    return Polynomial(frozenset({(frozenset({(generator, Fraction(exponent))}), Fraction(1))}))


def _every(polynomial: Polynomial) -> Iterator[Generator]:
    """All generators, including those inside others."""
    for generator in polynomial.generators:
        yield generator
        if generator.inner is not None:
            yield from _every(generator.inner)


def _spelt(monomial: Monomial) -> str:
    return " ".join(sorted(f"{_name(generator)}^{exponent}" for generator, exponent in monomial))


def _name(generator: Generator) -> str:
    if generator.inner is None:
        return generator.kind
    return f"{generator.kind}({' + '.join(f'{c} {_spelt(m)}' for m, c in generator.inner.ordered)})"


ZERO = Polynomial(frozenset())
ONE = constant(1)
X = Generator("x")
PI = Generator("pi")
TURN = Generator("turn")
I = power_of(TURN, Fraction(1, 2))  # noqa: E741
