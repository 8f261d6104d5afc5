"""Sums of products of matrices, multiplied out: words of letters with commuting scalars in front.

A letter is a matrix that is not taken apart, such as A, its transpose or its inverse. A word is split
wherever an inner size is 1, so that every number in it, such as x^T A y, commutes. Nothing but the laws of
all matrices is used here: hypotheses such as Q^T Q = I are `reductions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce

import sympy

from backproof.calculus.language.expression import (
    SYMMETRIC_PROPERTIES,
    Eye,
    MatMul,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.tree import Expression, kept, to_text
from backproof.calculus.primitives.shapes import Shape, Size


@dataclass(frozen=True)
class Letter:
    """A matrix that is not taken apart, or its transpose."""

    node: Expression
    is_turned: bool = False

    @property
    def shape(self) -> Shape:
        """The shape of the letter as it stands."""
        rows, columns = self.node.shape
        return (columns, rows) if self.is_turned else (rows, columns)

    @cached_property
    def expression(self) -> Expression:
        """The letter as an expression."""
        return Transpose(self.node) if self.is_turned else self.node

    @property
    def properties(self) -> frozenset[str]:
        """The declared properties of the matrix."""
        return self.node.properties if isinstance(self.node, Variable) else frozenset()

    @property
    def is_symmetric(self) -> bool:
        """True if the matrix is declared to be its own transpose."""
        return "symmetric" in self.properties or bool(self.properties & SYMMETRIC_PROPERTIES)

    @property
    def is_inverse(self) -> bool:
        """True for the inverse of a matrix."""
        return isinstance(self.node, Structural) and self.node.name == "inv"

    @property
    def transposed(self) -> Letter:
        """The transpose; a diagonal matrix is its own."""
        is_own = isinstance(self.node, Structural) and self.node.name == "diag"
        return self if is_own else Letter(self.node, not self.is_turned)

    @cached_property
    def text(self) -> str:
        """The letter's text."""
        return kept(self.expression, to_text)


Word = tuple[Letter, ...]


def _word_text(word: Word) -> str:
    """Return the text of a product."""
    return " @ ".join(letter.text for letter in word)


def word_order(word: Word) -> tuple[int, int, str]:
    """Return the key by which words are compared: longer ones are greater, and those with more transposes."""
    transposes = sum(letter.is_turned and 1 not in letter.shape for letter in word)
    return len(word), transposes, _word_text(word)


def turned(word: Word) -> Word:
    """Return the transpose of a product."""
    return tuple(letter.transposed for letter in reversed(word))


def product_of(word: Word, size: Size = 1) -> Expression:
    """Return a product as an expression; the identity of that size for none."""
    return reduce(MatMul, [letter.expression for letter in word]) if word else Eye(size)


@dataclass(frozen=True)
class Polynomial:
    """A sum of words of one shape, each with a commuting coefficient; the empty word is the identity."""

    shape: Shape
    terms: Mapping[Word, sympy.Expr]

    @property
    def scalar(self) -> sympy.Expr:
        """The value of a number."""
        return self.terms.get((), sympy.S.Zero)

    @property
    def is_zero(self) -> bool:
        """True if no term is left."""
        return not self.terms

    def plus(self, other: Polynomial) -> Polynomial:
        """Return the sum."""
        return collected(self.shape, [*self.terms.items(), *other.terms.items()])

    def times(self, factor: sympy.Expr) -> Polynomial:
        """Return a multiple."""
        return collected(self.shape, ((word, factor * value) for word, value in self.terms.items()))

    @property
    def transposed(self) -> Polynomial:
        """The transpose."""
        flipped = ((turned(word), value) for word, value in self.terms.items())
        return collected((self.shape[1], self.shape[0]), flipped)

    @property
    def leading(self) -> Word:
        """The greatest word."""
        return max(self.terms, key=word_order)


def collected(shape: Shape, terms: Iterable[tuple[Word, sympy.Expr]]) -> Polynomial:
    """Add up terms with the same word; those that cancel as they stand are left out."""
    found: dict[Word, sympy.Expr] = {}
    for word, value in terms:
        found[word] = found.get(word, sympy.S.Zero) + value
    return Polynomial(shape, {word: value for word, value in found.items() if value != 0})


def simplified(polynomial: Polynomial) -> Polynomial:
    """Bring the coefficients to a common form, in which those that are 0 vanish."""
    found = ((word, _in_common_form(value)) for word, value in polynomial.terms.items())
    return collected(polynomial.shape, found)


def _in_common_form(value: sympy.Expr) -> sympy.Expr:
    """Return a number as a polynomial, or as a quotient in lowest terms."""
    expanded = sympy.expand(value)
    if expanded.is_polynomial(*expanded.free_symbols):
        return expanded
    return sympy.cancel(sympy.together(expanded))


def segments(word: Word) -> list[Word]:
    """Split a word wherever an inner size is 1."""
    found: list[list[Letter]] = [[]]
    for letter in word:
        if found[-1] and letter.shape[0] == 1:
            found.append([])
        found[-1].append(letter)
    return [tuple(segment) for segment in found]


def shape_of(word: Word) -> Shape:
    """Return the shape of a product."""
    return word[0].shape[0], word[-1].shape[1]


def rational(value: Fraction) -> sympy.Rational:
    """Return a fraction as sympy's number."""
    return sympy.Rational(value.numerator, value.denominator)


def rotations(word: Word) -> Iterator[Word]:
    """Yield the words with the same trace: the cyclic ones, and their transposes."""
    for place in range(len(word)):
        rotated = word[place:] + word[:place]
        yield rotated
        yield turned(rotated)
