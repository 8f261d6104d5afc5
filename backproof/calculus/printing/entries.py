r"""An entry of an expression in index notation: -2 \sum_{l} W_{li} r_l σ(z_i) x_j."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from backproof.answer import Latex
from backproof.calculus.language.expression import (
    Add,
    Binary,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.letters import letter_latex, size_latex
from backproof.calculus.language.traversal import names_in, sizes
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import is_compound

_Body = Callable[[str, str], "_Text"]
# The letters of indices, and the entries that a form may have before it is longer than it helps.
_LETTERS = "ijlmnrstuvk"
_MOST_ENTRIES = 9
_LONGEST = 110
# What ends in a superscript takes no second one.
_RAISED = re.compile(r"\^(?:\{[^{}]*\}|\w)(?:_\{[^{}]*\})?$")


class _NotInIndicesError(Exception):
    """Raised for an operation that has no short form in indices, and where an index has no letter."""


class _Hold(IntEnum):
    """Precedence of a text, loosest first."""

    SUM = 0
    SIGNED = 1
    PRODUCT = 2
    ATOM = 3


@dataclass(frozen=True)
class _Text:
    """LaTeX with what it takes to put it into a larger formula; `sums` come last in a product."""

    latex: str
    hold: _Hold
    entries: int = 0
    is_big_sum: bool = False


@dataclass(frozen=True)
class EntryForm:
    """An entry in index notation, and the letters of its row and its column, "" for the only one."""

    latex: Latex
    row: str
    column: str

    @property
    def index(self) -> str:
        """The letters of the entry together: i, j or ij."""
        return self.row + self.column


def entry_form(expression: Expression, around: Sequence[Expression] = ()) -> EntryForm | None:
    """Print the general entry of a vector or matrix; None if that has no form, or none that is short enough.

    Named parts appear by their names. The letters of indices avoid all names and sizes, also those `around`.
    """
    known = (expression, *around)
    taken = {*names_in(*known), *(size for item in known for size in sizes(item))}
    letters = (letter for letter in _LETTERS if letter not in taken)
    rows, columns = expression.shape
    try:
        row = _letter(letters) if rows != 1 else ""
        column = _letter(letters) if columns != 1 else ""
        found = _Entries(letters).of(expression, row, column)
    except _NotInIndicesError:
        return None
    is_short = found.entries <= _MOST_ENTRIES and len(found.latex) <= _LONGEST
    return EntryForm(Latex(found.latex), row, column) if is_short else None


def _letter(letters: Iterator[str]) -> str:
    found = next(letters, "")
    if not found:
        raise _NotInIndicesError
    return found


@dataclass(frozen=True)
class _Entries:
    """The printer of one form, with the letters that are left for its sums."""

    letters: Iterator[str]

    def of(self, node: Expression, row: str, column: str) -> _Text:  # noqa: PLR0911 (one for each kind)
        """Print the entry in this row and column."""
        match node:
            case Number(value):
                return _number(value)
            case Ones():
                return _number(Fraction(1))
            case Variable(name) | Named(name):
                return _entry(name, row + column)
            case Negate(operand):
                return _negative(self.of(operand, row, column))
            case Transpose(operand):
                return self.of(operand, column, row)
            case Power(base, exponent):
                return self._power(base, exponent, row, column)
            case Elementwise(function, operand):
                inner = self.of(operand, row, column)
                name = {"sqrt": r"\sqrt", "abs": ""}.get(function.name, function.latex)
                return _applied(name, inner)
            case Binary():
                return self._binary(node, row, column)
            case Reduce("sum", operand):
                return self._summed(operand, lambda i, j: self.of(operand, i, j))
        raise _NotInIndicesError

    def _binary(self, node: Binary, row: str, column: str) -> _Text:
        if isinstance(node, MatMul):
            return self._product_of_matrices(node, row, column)
        left, right = (
            self.of(operand, *(("", "") if operand.is_scalar else (row, column)))
            for operand in (node.left, node.right)
        )
        if isinstance(node, Multiply):
            return _product([left, right])
        if isinstance(node, Divide):
            entries = left.entries + right.entries
            return _Text(rf"\frac{{{left.latex}}}{{{right.latex}}}", _Hold.ATOM, entries)
        if isinstance(node, Add):
            return _sum(left, right)
        if isinstance(node, Subtract):
            return _sum(left, _negative(right))
        raise _NotInIndicesError

    def _product_of_matrices(self, node: MatMul, row: str, column: str) -> _Text:
        size = node.left.shape[1]
        if size == 1:
            return _product([self.of(node.left, row, ""), self.of(node.right, "", column)])
        letter = _letter(self.letters)
        body = _product([self.of(node.left, row, letter), self.of(node.right, letter, column)])
        return _big_sum(letter, size, body)

    def _power(self, base: Expression, exponent: Fraction, row: str, column: str) -> _Text:
        if isinstance(base, Reduce) and base.name == "norm" and exponent == 2:
            return self._summed(base.operand, lambda i, j: _raised(self.of(base.operand, i, j), exponent))
        return _raised(self.of(base, row, column), exponent)

    def _summed(self, operand: Expression, body: _Body) -> _Text:
        rows, columns = operand.shape
        row = _letter(self.letters) if rows != 1 else ""
        column = _letter(self.letters) if columns != 1 else ""
        found = body(row, column)
        for letter, size in ((column, columns), (row, rows)):
            found = _big_sum(letter, size, found) if letter else found
        return found


def _number(value: Fraction) -> _Text:
    if value.denominator == 1:
        return _Text(str(value), _Hold.SIGNED if value < 0 else _Hold.ATOM)
    sign = "-" if value < 0 else ""
    text = rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return _Text(text, _Hold.SIGNED if sign else _Hold.ATOM)


def _entry(name: str, index: str) -> _Text:
    latex = letter_latex(name)
    if not index:
        return _Text(latex, _Hold.ATOM, 1)
    if "_" in latex or "'" in latex:
        raise _NotInIndicesError
    return _Text(f"{latex}_{{{index}}}", _Hold.ATOM, 1)


def _negative(part: _Text) -> _Text:
    if part.latex.startswith("-") and part.hold is _Hold.SIGNED:
        return _Text(part.latex[1:], _Hold.PRODUCT, part.entries, part.is_big_sum)
    return _Text("-" + _held(part, _Hold.PRODUCT), _Hold.SIGNED, part.entries, part.is_big_sum)


def _sum(left: _Text, right: _Text) -> _Text:
    # Whatever follows a sum sign would belong to it, so sums come last.
    first, second = (right, left) if left.is_big_sum and not right.is_big_sum else (left, right)
    start = _fenced(first.latex) if first.is_big_sum else first.latex
    rest = f"- {second.latex[1:]}" if second.hold is _Hold.SIGNED else f"+ {second.latex}"
    return _Text(f"{start} {rest}", _Hold.SUM, left.entries + right.entries, second.is_big_sum)


def _product(parts: Sequence[_Text]) -> _Text:
    entries = sum(part.entries for part in parts)
    is_negative = sum(part.hold is _Hold.SIGNED for part in parts) % 2 == 1
    bare = [_negative(part) if part.hold is _Hold.SIGNED else part for part in parts]
    # 1 disappears, numbers come first, and sum signs last.
    factors = sorted((part for part in bare if part.latex != "1"), key=_place)
    text = " ".join(_held(part, _Hold.PRODUCT) for part in factors) or "1"
    found = _Text(
        text, _Hold.PRODUCT if factors else _Hold.ATOM, entries, any(part.is_big_sum for part in factors)
    )
    return _negative(found) if is_negative else found


def _place(part: _Text) -> tuple[bool, bool]:
    return part.is_big_sum, part.entries > 0


def _big_sum(letter: str, size: Size, body: _Text) -> _Text:
    if is_compound(size):
        raise _NotInIndicesError
    upper = size_latex(size)
    if body.hold is _Hold.SIGNED:
        return _negative(_big_sum(letter, size, _negative(body)))
    text = rf"\sum_{{{letter}=1}}^{{{upper}}} {_held(body, _Hold.PRODUCT)}"
    return _Text(text, _Hold.PRODUCT, body.entries, True)


def _raised(base: _Text, exponent: Fraction) -> _Text:
    power = str(exponent) if exponent.denominator == 1 else rf"{exponent.numerator}/{exponent.denominator}"
    is_raised = _RAISED.search(base.latex)
    inner = base.latex if base.hold is _Hold.ATOM and not is_raised else _fenced(base.latex)
    return _Text(f"{inner}^{{{power}}}", _Hold.ATOM, base.entries)


def _applied(name: str, inner: _Text) -> _Text:
    if name == r"\sqrt":
        return _Text(rf"\sqrt{{{inner.latex}}}", _Hold.ATOM, inner.entries)
    if not name:
        return _Text(rf"\lvert {inner.latex} \rvert", _Hold.ATOM, inner.entries)
    return _Text(name + _fenced(inner.latex), _Hold.ATOM, inner.entries)


def _held(part: _Text, least: _Hold) -> str:
    return part.latex if part.hold >= least else _fenced(part.latex)


def _fenced(latex: str) -> str:
    is_tall = any(mark in latex for mark in (r"\sum", r"\frac"))
    return rf"\left({latex}\right)" if is_tall else f"({latex})"
