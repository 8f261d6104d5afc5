"""Functions of NumPy, PyTorch and MATLAB that are other operations here: copies, repetition, powers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import NoReturn

from backproof.calculus.language.blocks import Blocks
from backproof.calculus.language.expression import (
    Divide,
    Joint,
    MatMul,
    Multiply,
    Number,
    Ones,
    Reduce,
    Transpose,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.calls.argument import Argument
from backproof.calculus.language.syntax.calls.reductions import Reductions
from backproof.calculus.language.syntax.vectorised import Vectorised
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.spelling.elsewhere import MISSING
from backproof.calculus.spelling.token import Token

_COPIES = (
    *("array", "asarray", "float", "float64", "float32", "double", "copy", "astype", "detach"),
    *("item", "numpy", "clone", "squeeze", "real", "conj", "tensor", "as_tensor"),
)
_BY_ROWS = ("flatten", "ravel")
_RESHAPING = ("reshape", "view")
_WITH_AXIS = ("unsqueeze", "expand_dims")
FLAT = (*_BY_ROWS, "vec", *_RESHAPING, *_WITH_AXIS)
_DECLARE_MATRIX = "declare the matrix itself, X, whose entries they are"
_CHAINS = ("multi_dot", "chain_matmul")
_LISTING = ("concatenate", "concat", "cat", *_CHAINS)
_REPEATING = ("repmat", "tile")


class Idioms(Reductions):
    """The grammar of calls that other systems need, and this language writes otherwise."""

    @abstractmethod
    def arguments(self, name: Token, opening: Token) -> list[Argument]:
        """Parse the arguments of a call."""

    @abstractmethod
    def size(self) -> Size:
        """Parse a size."""

    def idiom(self, name: str) -> Callable[[Token, Sequence[Argument]], Expression] | None:
        """Return the method that constructs a call of that name."""
        own: Mapping[str, Callable[[Token, Sequence[Argument]], Expression]] = {
            **dict.fromkeys(_COPIES, self._copy),
            **dict.fromkeys(FLAT, self.flat),
            **dict.fromkeys(("matrix_power", "mpower"), self._matrix_power),
            **dict.fromkeys(("ones_like", "zeros_like"), self._like),
            **dict.fromkeys(("as_column", "as_row"), self.of_one_index),
            "tensordot": self._tensordot,
            "average": self._average,
            "slogdet": self._slogdet,
            "mldivide": self._solved,
            "mtimes": self._multiplied,
        }
        return own.get(name)

    def columns_of(self, name: Token, value: Expression) -> Expression:
        """'(' ':' ')': all entries in a column."""
        self.at += 3
        return self.flat(replace(name, text=":"), [Argument(name, value=value)])

    def _values(self, name: Token, arguments: Sequence[Argument], count: int) -> list[Expression]:
        if len(arguments) != count:
            self.fail(name, f"{name.text} takes {count} argument{'s' * (count > 1)}")
        return [self.value_of(name, one) for one in arguments]

    def _copy(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """Construct what is a value itself, as all values are real; its other arguments are types."""
        return self.value_of(name, arguments[0])

    def flat(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """Construct a column with the entries of a vector, or of a matrix, of its columns or its rows."""
        value = self.value_of(name, arguments[0])
        axes = self._stated_axes(name, arguments[1:])
        if axes and (name.text in _WITH_AXIS or not self.may_be_matrix(value)):
            return self.with_axis(name, value, axes)
        if not self.knows(value) or value.shape[1] == 1:
            return value
        if value.shape[0] == 1:
            return self.build(name, Transpose, value)
        if name.text in (*_BY_ROWS, *_RESHAPING) and self.dialect.first_axis == 0:
            return Vectorised(Transpose(value))
        return Vectorised(value) if name.text in ("vec", ":") else self._missing(name)

    def may_be_matrix(self, value: Expression) -> bool:
        """True for a value with rows and columns."""
        return 1 not in value.shape

    def _stated_axes(self, name: Token, sizes: Sequence[Argument]) -> str:
        """Return the axes of `x.unsqueeze(1)` and `x.reshape(-1, 1)` as in `x[:, None]`; "" for one axis."""
        texts = [text for one in sizes for text in one.text.split(",")]
        if name.text in _WITH_AXIS:
            found = {"0": "None,:", "1": ":,None", "-1": ":,None"}.get(texts[0] if len(texts) == 1 else "")
            return found or self.fail(name, f"{name.text} takes an axis, 0 or 1", f"as in {name.text}(x, 1)")
        if name.text not in _RESHAPING or len(texts) < 2:
            return ""
        if len(texts) > 2 or "1" not in texts:
            self.fail(name, f"'{name.text}' to a matrix is not in the language", _DECLARE_MATRIX)
        return ":,None" if texts[1] == "1" else "None,:"

    def of_one_index(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """Construct a vector with the first or the second of two indices, which is spread over the other."""
        value = self.value_of(name, arguments[0])
        if value.is_scalar and name.text == "as_row":
            return value
        if self.knows(value) and (value.shape[1] != 1 or value.is_scalar):
            hint = "give each letter one index for each of its axes: x_i, A_{ij}"
            self.fail(name, "a value that is no vector has one index under the sum", hint)
        return self.upright(value) if name.text == "as_column" else self.build(name, Transpose, value)

    def _missing(self, name: Token) -> NoReturn:
        self.fail(name, f"'{name.text}' of a matrix is not in the language", MISSING.get(name.text))

    def _matrix_power(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        base, exponent = self._values(name, arguments, 2)
        if not isinstance(exponent, Number):
            self.fail(name, f"the exponent of {name.text} is a number", "as in matrix_power(A, 3)")
        return self.build(name, arithmetic.power, base, exponent.value)

    def _like(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        value = self.value_of(name, arguments[0])
        ones = Ones(*value.shape)
        return ones if name.text == "ones_like" else self.build(name, Multiply, arithmetic.ZERO, ones)

    def _tensordot(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        left, right = (self.value_of(name, one) for one in arguments[:2])
        axes = arguments[2].text if len(arguments) > 2 else "2"
        if axes == "1":
            return self.binary(name, MatMul, left, right)
        if axes != "2" or len(arguments) > 3:
            self.fail(name, f"tensordot over the axes '{axes}' is not in the language", MISSING["tensordot"])
        return self.build(name, Reduce, "sum", self.build(name, Multiply, left, right))

    def _average(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        value = self.value_of(name, arguments[0])
        weights = [one.value for one in arguments if one.name == "weights"]
        if len(arguments) == 1 or not weights or weights[0] is None:
            return self.reduced(name, "mean", arguments)
        total = self.build(name, Reduce, "sum", self.build(name, Multiply, weights[0], value))
        return self.build(name, Divide, total, self.build(name, Reduce, "sum", weights[0]))

    def _slogdet(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        """slogdet '(' value ')' '[' 1 ']': the logarithm of the determinant's absolute value."""
        (value,) = self._values(name, arguments, 1)
        if not (self.token.is_("[") and self.following.text == "1"):
            self.fail(name, "slogdet gives a sign and a logarithm", MISSING["slogdet"])
        opening = self.take()
        self.take()
        self.close(opening, "]")
        return self.build(name, Reduce, "logdet", value)

    def _solved(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        return self.build(name, arithmetic.over, *self._values(name, arguments, 2))

    def _multiplied(self, name: Token, arguments: Sequence[Argument]) -> Expression:
        return self.binary(name, arithmetic.dot, *self._values(name, arguments, 2))

    def of_list(self, name: Token, opening: Token) -> Expression | None:
        """Parse the call of a function that takes a list, or sizes; None for any other function."""
        if name.text in _LISTING and self.token.is_("[", "("):
            return self._of_list(name, opening)
        return self._repeated(name, opening) if name.text in _REPEATING else None

    def _of_list(self, name: Token, opening: Token) -> Expression:
        """'(' '[' value (',' value)* ']' [',' axis] ')': blocks, or a product of matrices."""
        bracket = self.take()
        values = [self.comparison()]
        while self.accept(","):
            values.append(self.comparison())
        self.close(bracket, "]" if bracket.text == "[" else ")")
        rest = self.arguments(name, opening) if self.accept(",") else []
        if not rest:
            self.close(opening)
        if name.text in _CHAINS:
            return reduce(lambda left, right: self.binary(name, MatMul, left, right), values)
        beside = bool(rest) and self.axis(rest[0]) == 1
        return self.build(name, Blocks, len(values) if beside else 1, tuple(values))

    def _repeated(self, name: Token, opening: Token) -> Expression:
        """'(' value ',' ['('] size [',' size] [')'] ')': copies of a number, a column or a row."""
        value = self.comparison()
        if not self.accept(","):
            self.fail(name, f"{name.text} takes a value and two numbers of copies", "as in repmat(x, 1, n)")
        grouped = self.accept("(", "[")
        sizes = [self.size()]
        while self.accept(","):
            sizes.append(self.size())
        if grouped:
            self.close(grouped, "]" if grouped.text == "[" else ")")
        self.close(opening)
        if len(sizes) != 2:
            self.fail(name, f"{name.text} takes two numbers of copies", "as in repmat(x, 1, n)")
        return self.as_column(self._copies(name, value, *sizes))

    def _copies(self, name: Token, value: Expression, rows: Size, columns: Size) -> Expression:
        if value.is_scalar:
            return self.binary(name, Multiply, value, Ones(rows, columns))
        if (rows, columns) == (1, 1):
            return value
        if rows == 1 and self.knows(value) and value.shape[1] == 1:
            return self.build(name, MatMul, value, Ones(1, columns))
        if columns == 1 and self.knows(value) and value.shape[0] == 1:
            return self.build(name, MatMul, Ones(rows), value)
        return self.build(name, Joint, "kron", Ones(rows, columns), value)
