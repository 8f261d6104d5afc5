"""A function of several numbers: as its text states it, and as an expression of sympy with derivatives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.calculus.checking.along import Place
from backproof.calculus.evaluation.arithmetic import multiprecision, symbolic
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.expression import MatMul, Reduce, Transpose
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.calculus.language.tree import Expression, to_text, walk
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.spelling.names import GREEK
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.calculus.spelling.tokens import Source
from backproof.diagnostic import Diagnostic, InputError
from backproof.optimisation.printing import at_latex, formula_text, symbol_latex
from backproof.spaces.parameters.sums_of_squares import sum_of_squares

_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w*\s*\()|(?<=\d)[^\W\d_]\w*(?!\w*\s*\()")
_KNOWN = {"pi", "e", "np", "T", "ln"}
_DIGITS = 120


def variables_of(*formulas: str) -> tuple[str, ...]:
    """Return the names in formulas, in their natural order: x2 before x10.

    A word of letters that are names by themselves, such as xy beside x and y, is their product.
    """
    found = {name for text in formulas for name in _names_in(text)} - _KNOWN - set(FUNCTIONS)
    letters = {name for name in found if len(name) == 1}
    found = {name for name in found if len(name) == 1 or name in GREEK or not letters.issuperset(name)}
    return tuple(sorted(found, key=lambda name: (name.rstrip("0123456789"), len(name), name)))


def _names_in(text: str) -> list[str]:
    """Return the names in a formula that no parenthesis follows, but for single letters before a sum."""
    try:
        tokens = Source(text).tokens()
    except InputError:
        # Whoever reads the formula tells what is wrong with it.
        return _WORD.findall(text)
    return [
        one.text
        for one, after in pairwise(tokens)
        if one.kind == "name" and (not after.is_("(") or (len(one.text) == 1 and Source(text).is_latex))
    ]


def _require_numbers(whole: Expression) -> None:
    """Refuse letters that are meant as vectors or matrices: by a transpose, a sum, a norm, or @."""
    for part in walk(whole):
        if isinstance(part, Transpose | MatMul | Reduce) and all(of.is_scalar for of in part.children):
            raise InputError(
                Diagnostic(
                    f"every letter is a number here, and {to_text(part)} is about a vector or a matrix",
                    expected="a formula in numbers, such as norm([x1, x2]) or x1**2 + x2**2",
                    hint='vectors in letters are answered by kind = "matrix_convexity", "matrix_minimiser" '
                    'or "derivative"',
                )
            )


@dataclass(frozen=True, eq=False)
class Function:
    """A function with a single value: its text, its variables in order, and what was understood."""

    typed: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, value: Any, names: Sequence[str]) -> Function:
        """Return the function that an expression of sympy states."""
        return cls(typed(value), tuple(names))

    @cached_property
    def expression(self) -> Expression:
        """The expression as stated; InputError at the column that cannot be read."""
        found = parse(self.typed, dict.fromkeys(self.names, ""))
        if not found.is_scalar:
            raise InputError(Diagnostic("this is no number", expected="a formula with one value"))
        _require_numbers(found)
        return found

    @property
    def text(self) -> str:
        """The formula in NumPy's form; one with norms or vectors written out in numbers."""
        if any(isinstance(part, Reduce) or not part.is_scalar for part in walk(self.expression)):
            return formula_text(self.value)
        return numpy_form(self.typed.strip(), to_text(self.expression))

    @property
    def latex(self) -> Latex:
        """The formula as stated."""
        return to_latex(self.expression, {name: symbol_latex(name) for name in self.names})

    @property
    def says(self) -> dict[str, Any]:
        """The definition f(x, y) = ... as plain data."""
        return {"sides": [{"name": at_latex("f", self.names)}, self.text], "signs": ["="]}

    @cached_property
    def symbols(self) -> tuple[Any, ...]:
        """The variables as real symbols of sympy."""
        return tuple(sympy.Symbol(name, real=True) for name in self.names)

    @cached_property
    def value(self) -> Any:
        """The function in sympy."""
        at = {
            name: np.array([[symbol]], dtype=object)
            for name, symbol in zip(self.names, self.symbols, strict=True)
        }
        return sympy.sympify(run(written_out(self.expression), at, {}, symbolic())[0, 0])

    @cached_property
    def gradient(self) -> tuple[Any, ...]:
        """The partial derivatives."""
        return tuple(_usual(sympy.diff(self.value, symbol)) for symbol in self.symbols)

    @cached_property
    def hessian(self) -> Any:
        """The matrix of second derivatives."""
        return sympy.Matrix(
            [[_usual(sympy.diff(item, symbol)) for symbol in self.symbols] for item in self.gradient]
        )

    @cached_property
    def has_kinks(self) -> bool:
        """True if it has a value, but no gradient, somewhere inside of its domain, as a norm has at 0."""
        if self.value.has(sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.Heaviside):
            return True
        roots = (part.base for part in self.value.atoms(sympy.Pow) if _is_root(part.exp))
        return any(_touches_zero(base) for base in roots)

    def at(self, value: Any, point: Sequence[Any]) -> Any:
        """Return an expression's exact value at a point."""
        return exact_at(value, dict(zip(self.symbols, point, strict=True)))

    def place(self, point: Sequence[Any]) -> Place:
        """Return the function as stated at a point in many digits, for differences."""
        values = {name: _digits(value) for name, value in zip(self.names, point, strict=True)}
        return Place(self.expression, values, {})

    def slope_check(self, point: Sequence[Any], gradient: Sequence[Any], subject: str) -> list[Check]:
        """Hold a claimed gradient at a point against central differences, along each axis."""
        place = self.place(point)
        return [
            place.check([{name: _digits(1)}], _digits(claimed), subject)
            for name, claimed in zip(self.names, gradient, strict=True)
        ]

    def hessian_check(self, point: Sequence[Any], hessian: Any, subject: str) -> list[Check]:
        """Hold a claimed Hessian at a point against central differences of second order."""
        place, one = self.place(point), _digits(1)
        return [
            place.check([{self.names[i]: one}, {self.names[j]: one}], _digits(hessian[i, j]), subject)
            for i in range(len(self.names))
            for j in range(i + 1)
        ]


def typed(value: Any) -> str:
    """Return an expression of sympy as a formula states it, which knows no letter e."""
    return re.sub(r"\be\b", "exp(1)", formula_text(value))


def _digits(value: Any) -> Any:
    """Return an exact number in many digits, as a matrix."""
    exact: Any = multiprecision(110).exact
    return np.array([[exact(str(sympy.sympify(value).evalf(_DIGITS)))]], dtype=object)


def exact_at(value: Any, at: Any) -> Any:
    """Return the exact value of an expression with its symbols replaced."""
    found = sympy.sympify(value).xreplace({key: sympy.sympify(item) for key, item in at.items()})
    if found.has(sympy.CRootOf):
        return found
    found = found.doit() if found.is_number and not found.is_Rational else found
    return found if found.is_Rational else sympy.nsimplify(found) if found.is_Float else sympy.simplify(found)


def _is_root(power: Any) -> bool:
    return bool(power.is_Rational and not power.is_Integer and power.is_positive)


def _touches_zero(base: Any) -> bool:
    """Return whether a polynomial is a sum of squares that can be 0, so never negative."""
    if not base.free_symbols or not base.is_polynomial(*base.free_symbols):
        return False
    found = sum_of_squares(sympy.expand(base))
    return found is not None and found.constant == "0"


def _usual(value: Any) -> Any:
    """Return a derivative as it is usually written: expanded if it is a polynomial."""
    if value.is_polynomial(*value.free_symbols) and value.free_symbols:
        expanded = sympy.expand(value)
        return min(expanded, value, key=lambda item: (sympy.count_ops(item), item is value))
    return min(sympy.factor(value), value, key=sympy.count_ops)
