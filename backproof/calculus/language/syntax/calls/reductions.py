"""Sums, means, variances and norms, of all entries or along one axis, as in NumPy and MATLAB."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from fractions import Fraction

from backproof.calculus.language.expression import (
    Divide,
    Elementwise,
    Number,
    Power,
    Reduce,
    Structural,
    Transpose,
)
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.calls.argument import Argument
from backproof.calculus.language.syntax.spreading import Spreading
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.definition import Definition
from backproof.calculus.primitives.definitions import DEFINITION
from backproof.calculus.spelling.elsewhere import MISSING
from backproof.calculus.spelling.token import Token

# Operations along one axis, by the number of the axis that goes; "" for the transpose of the other one.
_ALONG: dict[str, tuple[str, str]] = {
    "sum": ("colsum", "rowsum"),
    "mean": ("colmean", "rowmean"),
    "lse": ("", "rowlse"),
    "softmax": ("", "rowsoftmax"),
}
_OF_SQUARES = ("var", "std")
_NORMS = {"1": "norm1", "2": "norm", "fro": "norm", "F": "norm", "inf": "norminf", "Inf": "norminf"}
_AXIS = ("axis", "dim")
_KEEPING = ("keepdims", "keepdim")
_LARGEST_ORDER = 100
_MATLAB_SUMS = ("sum", "mean")
_NO_AXIS = "the axes are 0, of columns, and 1, of rows"


class Reductions(Spreading):
    """The grammar of calls that reduce a value, or one of its axes."""

    @abstractmethod
    def of_one(self, name: Token, own: str, operand: Expression) -> Expression:
        """Construct a function of one value."""

    @abstractmethod
    def defined(self, name: Token, definition: Definition, operands: Sequence[Expression]) -> Expression:
        """Construct a definition's formula with these operands."""

    def value_of(self, name: Token, argument: Argument) -> Expression:
        """Return an argument that must be a value without a name."""
        if argument.value is None or argument.name:
            said = f"{argument.name}=" if argument.name else argument.word
            self.fail(argument.token, f"{name.text} has no argument '{said}'", "leave it out")
        return argument.value

    def counted(self, token: Token, value: Expression, axis: int | None) -> Expression:
        """Construct the number of entries, of rows or of columns."""
        taken = frozenset(self.variables) | frozenset(self.lets)
        return self.build(token, arithmetic.count, value, axis, taken)

    def is_reduction(self, own: str) -> bool:
        """True for a function that may have an axis."""
        return own in (*_ALONG, *_OF_SQUARES, "norm", "log_softmax", "max", "min", "vecnorm")

    def reduced(self, name: Token, own: str, arguments: Sequence[Argument]) -> Expression:
        """Construct a reduction with its options: an axis, an order, the degrees of freedom."""
        keeps = any(one.name in _KEEPING and one.text != "False" for one in arguments)
        kept = [one for one in arguments if one.name not in (*_KEEPING, "dtype")]
        operand = self.value_of(name, kept[0])
        if own in ("norm", "vecnorm"):
            return self._norm(name, own, kept, keeps)
        freedom, kept = self._freedom(own, kept)
        if len(kept) > 2:
            said = kept[2].text or kept[2].name
            self.fail(kept[2].token, f"{name.text} has no argument '{said}'", _NO_AXIS)
        is_all = len(kept) == 2 and kept[1].text in ("None", "all")
        at = None if is_all or len(kept) == 1 else self.axis(kept[1])
        if at is not None and self._goes_whole(operand, at, kept[1]):
            at, is_all = None, True
        if own in _OF_SQUARES:
            return self._marked(self._variance(name, own, operand, at, freedom), at, keeps)
        if at is None:
            return self._total(name, own, operand, is_all=is_all)
        return self._marked(self._along(name, own, operand, at, kept[1]), at, keeps)

    def _total(self, name: Token, own: str, operand: Expression, *, is_all: bool) -> Expression:
        """Construct a reduction of all entries; in MATLAB, one of a matrix may be meant by columns."""
        found = self.total_of(operand, own)
        if found is not None:
            return found
        found = self.of_one(name, own, operand)
        is_by_columns = self.dialect.first_axis == 1 and own in _MATLAB_SUMS and self.knows(operand)
        if is_by_columns and not is_all and 1 not in operand.shape:
            self.of_matrix(found, own)
        return found

    def _freedom(self, own: str, arguments: list[Argument]) -> tuple[int, list[Argument]]:
        """Return the number that is subtracted from the count of a variance, and the other arguments."""
        of_samples = self.dialect.first_axis == 1 or "torch" in self.source.text
        if own not in _OF_SQUARES:
            return 0, arguments
        if self.dialect.first_axis == 1 and len(arguments) > 1:
            weight, *rest = arguments[1:]
            if weight.text not in ("0", "1"):
                self.fail(weight.token, f"'{weight.text}' is no weight", "0 divides by n - 1, and 1 by n")
            return 1 - int(weight.text), [arguments[0], *rest]
        stated = [one for one in arguments if one.name in ("ddof", "correction", "unbiased")]
        rest = [one for one in arguments if one not in stated]
        if not stated:
            return int(of_samples), rest
        text = {"False": "0", "True": "1"}.get(stated[0].text, stated[0].text)
        if text not in ("0", "1"):
            self.fail(stated[0].token, f"'{stated[0].name}' is 0 or 1")
        return int(text), rest

    def axis(self, axis: Argument) -> int:
        """Return the number of an axis, counted from 0."""
        first = 0 if axis.name in _AXIS else self.dialect.first_axis
        number = axis.text.replace(" ", "")
        if axis.name not in ("", *_AXIS) or not number.lstrip("-").isdigit():
            self.fail(axis.token, f"'{axis.text or axis.name}' is no axis", _NO_AXIS)
        is_open = axis.name == "" and not self.dialect.is_numpy and first == 0
        if is_open and number == "2":
            return 1
        if is_open and number == "1":
            hint = "write rowsum(X) or rowmean(X) for rows, colsum(X) or colmean(X) for columns"
            self.fail(axis.token, "the axis 1 is of rows in NumPy, and of columns in MATLAB", hint)
        at = int(number) - first if int(number) >= 0 else 2 + int(number)
        if at not in (0, 1):
            self.fail(axis.token, f"there is no axis {number}", f"the axes are {first} and {first + 1}")
        return at

    def _goes_whole(self, operand: Expression, at: int, axis: Argument) -> bool:
        """True if the axis is all that a vector has; the last axis of a vector in NumPy is its only one."""
        if not self.knows(operand):
            return False
        return operand.shape[1 - at] == 1 or (axis.text.startswith("-") and operand.shape[1] == 1)

    def _along(self, name: Token, own: str, operand: Expression, at: int, axis: Argument) -> Expression:
        """Construct an operation along one axis."""
        if own in _ALONG:
            if along := _ALONG[own][at]:
                return self.of_one(name, along, operand)
            return self._by_rows_of_transpose(name, _ALONG[own][1], operand)
        if own == "log_softmax":
            normed = self._along(name, "lse", operand, at, axis)
            if not self.knows(operand):
                return operand
            return self.binary(name, arithmetic.minus, operand, self.as_column(normed))
        hint = f"{own}(X) is that of all entries"
        return self.fail(axis.token, f"{own} along an axis is not in the language", hint)

    def _by_rows_of_transpose(self, name: Token, own: str, operand: Expression) -> Expression:
        inner = self.build(name, Structural, own, self.build(name, Transpose, operand))
        return self.build(name, Transpose, inner)

    def _marked(self, value: Expression, at: int | None, keeps: bool) -> Expression:
        if keeps or not self.dialect.is_numpy:
            return self.as_column(value) if at == 1 else value
        return self.without_axis(value) if at == 0 else value

    def _variance(
        self, name: Token, own: str, operand: Expression, at: int | None, freedom: int
    ) -> Expression:
        """Construct a variance, or its root: of all entries, or along one axis."""
        if at is None and self.dialect.first_axis == 1 and self.knows(operand) and 1 not in operand.shape:
            hint = f"write {own}(X, 0, 1) for columns, {own}(X(:)) for all entries"
            self.fail(name, f"in MATLAB, {own} of a matrix is that of each column", hint)
        if at is None and not freedom:
            return self.defined(name, DEFINITION[own], [operand])
        along = "sum" if at is None else _ALONG["sum"][at]
        if at is not None and not self.knows(operand):
            return self.of_one(name, along, operand)
        mean = self.of_one(name, "mean" if at is None else _ALONG["mean"][at], operand)
        centred = self.binary(name, arithmetic.minus, operand, self.as_column(mean))
        squares = self.of_one(name, along, self.build(name, Power, centred, Fraction(2)))
        count = self.counted(name, operand, at)
        if freedom:
            count = arithmetic.minus(count, Number(Fraction(freedom)))
        found = self.build(name, Divide, squares, count)
        return self.of_one(name, "sqrt", found) if own == "std" else found

    def _norm(self, name: Token, own: str, arguments: Sequence[Argument], keeps: bool) -> Expression:
        """norm '(' value [',' order] [',' axis] ')'."""
        operand, *rest = arguments
        value = self.value_of(name, operand)
        axes = [one for one in rest if one.name in _AXIS]
        orders = [one for one in rest if one.name in ("", "ord", "p")]
        others = [one for one in rest if one not in (*axes, *orders)] + orders[2:]
        if others:
            self.fail(others[0].token, f"norm has no argument '{others[0].name or others[0].text}'")
        axes += orders[1:]
        at = self.axis(axes[0]) if axes else 0
        is_whole = own == "norm" and not axes
        if axes and self._goes_whole(value, at, axes[0]):
            is_whole = True
        if is_whole:
            return self._of_order(name, value, orders[0] if orders else None)
        order = orders[0].text if orders else "2"
        return self._marked(self._norms_along(name, value, at, order), at, keeps)

    def _norms_along(self, name: Token, value: Expression, at: int, order: str) -> Expression:
        """Construct the norms of rows or columns."""
        along = _ALONG["sum"][at]
        if order == "1":
            return self.of_one(name, along, self.of_one(name, "abs", value))
        if order not in ("2", "None"):
            self.fail(name, f"norms of order {order} along an axis are not in the language", "1 and 2 are")
        squares = self.of_one(name, along, self.build(name, Power, value, Fraction(2)))
        return self.of_one(name, "sqrt", squares)

    def _of_order(self, name: Token, value: Expression, order: Argument | None) -> Expression:
        if order is None or order.text == "None":
            return self.build(name, Reduce, "norm", value)
        number = order.value.value if isinstance(order.value, Number) else None
        if order.text in _NORMS:
            return self.norm_of_order(order.token, value, order.text)
        if number is None:
            hint = "an order is a number, inf or 'fro'"
            if order.text in ("nuc", "nuclear", "trace"):
                hint = MISSING["nuclear"]
            said = f"norm has no order '{order.text or order.name}'"
            self.fail(order.token, said if order.word or order.name else "norm takes one argument", hint)
        return self.of_order(order.token, value, Number(number))

    def of_order(self, token: Token, value: Expression, order: Number) -> Expression:
        """Construct the norm of a vector of an order that is a number from 1 to 100."""
        number = order.value
        if not 1 <= number <= _LARGEST_ORDER or (self.knows(value) and 1 not in value.shape):
            hint = "for a vector it is a number from 1 to 100; for a matrix there are 'fro' and norm1(A)"
            self.fail(token, f"norm has no order '{number}'", hint)
        powers = self.build(token, Power, self.of_one(token, "abs", value), number)
        return self.build(token, Power, self.build(token, Reduce, "sum", powers), 1 / number)

    def norm_of_order(self, token: Token, operand: Expression, order: str) -> Expression:
        """Construct ‖x‖₁, ‖x‖₂, ‖x‖∞ of a vector, or ‖A‖_F; norms of the operator are refused by name."""
        if order in ("2", "1", "inf") and self.knows(operand) and 1 not in operand.shape:
            what = {"2": "largest singular value", "1": "largest column sum", "inf": "largest row sum"}[order]
            hint = "the Frobenius norm is norm(A, 'fro'), the sum of absolute values norm1(A)"
            self.fail(token, f"norm(A, {order}) of a matrix, the {what}, is not in the language", hint)
        if order == "inf":
            inside = self.build(token, Elementwise, self.functions["abs"], operand)
            return self.build(token, Reduce, "max", inside)
        return self.build(token, Reduce, _NORMS.get(order, "norm"), operand)
