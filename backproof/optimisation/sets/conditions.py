"""Conditions g(x) <= 0, g(x) < 0 or g(x) = 0, and the forms in which they state a convex set.

The forms: affine functions, sublevel sets of convex functions, preimages of the second-order cone, products
that are at least a positive number, and intervals of one number (Boyd and Vandenberghe, Convex Optimization,
2.2 and 2.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import sympy

from backproof.answer import Latex
from backproof.calculus.language.parsing import parse
from backproof.optimisation.constraints import Constraint, constraint
from backproof.optimisation.convexity.verdicts import Ends, decide
from backproof.optimisation.definedness import UndefinedError, natural_box
from backproof.optimisation.disciplined.analysis import analyse
from backproof.optimisation.disciplined.node import UndecidedError
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import formula_text
from backproof.optimisation.signs import definiteness
from backproof.optimisation.stationary.solving import UnsolvedError

_STRICT = {"<": "<=", ">": ">="}


@dataclass(frozen=True, eq=False)
class Condition:
    """A condition with its function g, strict or not."""

    stated: Constraint
    is_strict: bool

    @property
    def function(self) -> Function:
        """The function that is compared with 0."""
        return self.stated.function

    @property
    def sign(self) -> str:
        """The sign between g and 0."""
        return "==" if self.stated.is_equation else "<" if self.is_strict else "<="

    @property
    def latex(self) -> Latex:
        """The condition as it is stated."""
        shown = self.stated.latex
        if not self.is_strict:
            return shown
        return Latex(shown.replace(r" \le ", " < ").replace(r" \ge ", " > "))

    @property
    def says(self) -> dict[str, Any]:
        """The condition as it is stated, as plain data."""
        found = self.stated.says
        strict = {r"\le": "<", r"\ge": ">"} if self.is_strict else {}
        return {**found, "signs": [strict.get(sign, sign) for sign in found["signs"]]}

    @property
    def sides(self) -> tuple[Any, Any]:
        """The smaller and the larger side, in sympy."""
        left, right = (
            Function(text, self.stated.names).value for text in (self.stated.left, self.stated.right)
        )
        return (right, left) if self.stated.sign == ">=" else (left, right)


@dataclass(frozen=True)
class Form:
    """A form of a condition: its name, a convex G with G <= 0 in place of g, and what is shown of it."""

    name: str
    text: str
    shown: tuple[Any, ...] = ()


def condition(text: str, names: Sequence[str]) -> Condition:
    """Read a condition; InputError at the column that cannot be read."""
    for sign, weak in _STRICT.items():
        if sign in text and weak not in text:
            # As wide as the stated sign, so that columns stay.
            at = text.index(sign)
            read = constraint(text[:at] + weak + text[at + 1 :], names)
            return Condition(read, is_strict=True)
    return Condition(constraint(text, names), is_strict=False)


def box(conditions: Sequence[Condition], symbols: Sequence[Any]) -> list[Ends]:
    """Return the bounds of single variables that conditions state."""
    ends = [[-sympy.oo, sympy.oo] for _ in symbols]
    for item in conditions:
        value = item.function.value
        own = value.free_symbols
        if item.sign == "==" or len(own) != 1 or not value.is_polynomial() or sympy.degree(value, *own) != 1:
            continue
        (symbol,), place = own, symbols.index(next(iter(own)))
        slope = value.coeff(symbol)
        bound = -value.subs(symbol, 0) / slope
        low, high = ends[place]
        ends[place] = [low, min(high, bound)] if slope > 0 else [max(low, bound), high]
    return [(low, high) for low, high in ends]


def form_of(item: Condition, conditions: Sequence[Condition], ends: Sequence[Ends]) -> Form | None:
    """Return the form that shows that a condition states a convex set, with the others; None if none does."""
    f = item.function
    if all(not slope.free_symbols for slope in f.gradient):
        return Form("hyperplane" if item.sign == "==" else "halfspace", f.text)
    if item.sign == "==":
        return None
    found = _sublevel(f, ends) or _cone(item, conditions, ends) or _product(item, ends)
    return found or _quotient(item, conditions, ends) or _interval(item)


def _sublevel(f: Function, ends: Sequence[Ends]) -> Form | None:
    """Recognise a convex g, by its Hessian or by rules for its parts."""
    try:
        verdict = decide(f, natural_box(f.value, f.symbols, list(ends)))
        if verdict.convex:
            return Form("sublevel", f.text, (verdict.reason, verdict.minors))
    except (UndefinedError, UnsolvedError, ArithmeticError):
        pass
    try:
        node = analyse(parse(f.text, dict.fromkeys(f.names, "")), frozenset(f.names))
    except UndecidedError:
        return None
    return Form("sublevel", f.text, ("rules", ())) if node.curvature == "convex" and not node.domain else None


def _cone(item: Condition, conditions: Sequence[Condition], ends: Sequence[Ends]) -> Form | None:
    """Recognise L <= u v with affine u, v >= 0 and a sum of squares L: |(2 sqrt(L), u - v)| <= u + v."""
    f = item.function

    def is_nonnegative(value: Any) -> bool:
        return _is_nonnegative(sympy.expand(value), conditions, ends, f.symbols)

    for less, u, v in _splits(item):
        # With L >= 0 both factors have the sign of their sum, and with L > 0 that of either.
        both = (is_nonnegative(u) and is_nonnegative(v)) or is_nonnegative(u + v)
        either = less.is_number and less > 0 and (is_nonnegative(u) or is_nonnegative(v))
        if (both or either) and _is_sum_of_squares(less, f.symbols):
            square = sympy.expand(4 * less + (u - v) ** 2)
            return Form("cone", f"sqrt({formula_text(square)}) - ({formula_text(u + v)})", (less, u, v))
    return None


def _splits(item: Condition) -> Iterator[tuple[Any, Any, Any]]:
    """Yield L, u and v for which a condition says that L <= u v: as it is stated, or with two variables."""
    less, more = item.sides
    f = item.function
    if split := _two_factors(more, f.symbols):
        yield (less, *split)
    value = f.value
    if value.is_polynomial(*f.symbols) and sympy.Poly(value, *f.symbols).total_degree() == 2:
        whole = sympy.Poly(value, *f.symbols)
        for u, v in combinations_with_replacement(f.symbols, 2):
            number = -whole.coeff_monomial(u * v)
            if number > 0:
                yield sympy.expand(value + number * u * v), number * u, v


def _two_factors(value: Any, symbols: Sequence[Any]) -> tuple[Any, Any] | None:
    """Return the affine factors u and v of a product u v."""
    if not value.is_polynomial(*symbols):
        return None
    number, factors = sympy.factor_list(value, *symbols)
    listed = [base for base, power in factors for _ in range(power)]
    if number <= 0 or len(listed) != 2 or any(sympy.Poly(x, *symbols).total_degree() != 1 for x in listed):
        return None
    return number * listed[0], listed[1]


def _is_sum_of_squares(value: Any, symbols: Sequence[Any]) -> bool:
    """Return whether a polynomial of degree 2 at most is a sum of squares of affine functions."""
    one = sympy.Symbol("one_")
    if not value.is_polynomial(*symbols) or sympy.Poly(value, *symbols).total_degree() > 2:
        return False
    whole = sympy.Poly(value, *symbols).homogenize(one).as_expr()
    if sympy.Poly(value, *symbols).total_degree() < 2:
        whole = sympy.expand(whole * one ** (2 - sympy.Poly(value, *symbols).total_degree()))
    matrix = sympy.hessian(whole, [*symbols, one])
    return definiteness(matrix).word in ("positive definite", "positive semidefinite")


def _is_nonnegative(
    value: Any, conditions: Sequence[Condition], ends: Sequence[Ends], symbols: Sequence[Any]
) -> bool:
    """Return whether an affine function is at least 0, by the bounds of variables or by a condition."""
    least = value.subs(dict.fromkeys(symbols, 0))
    for symbol, (low, high) in zip(symbols, ends, strict=True):
        slope = value.coeff(symbol)
        least += slope * (low if slope > 0 else high) if slope != 0 else 0
    if least.is_number and least.is_finite and least >= 0:
        return True
    others = (-item.function.value for item in conditions if item.sign != "==")
    return any(
        (ratio := sympy.cancel(value / other)).is_number and ratio > 0 for other in others if other != 0
    )


def _product(item: Condition, ends: Sequence[Ends]) -> Form | None:
    """Recognise a product of powers of variables x >= 0 that is at least a positive number, by logarithms."""
    less, more = item.sides
    f = item.function
    if not less.is_number or not less > 0:
        return None
    number, rest = more.as_coeff_Mul()
    powers = dict(part.as_base_exp() for part in sympy.Mul.make_args(rest))
    bounds = dict(zip(f.symbols, ends, strict=True))
    fits = all(base in bounds and bounds[base][0] >= 0 and power > 0 for base, power in powers.items())
    if not number > 0 or not powers or not fits:
        return None
    logs = sympy.log(less) - sympy.log(number)
    return Form("product", formula_text(logs - sympy.Add(*(p * sympy.log(b) for b, p in powers.items()))))


def _quotient(item: Condition, conditions: Sequence[Condition], ends: Sequence[Ends]) -> Form | None:
    """Recognise a quotient by an affine function, which is positive wherever it has a value in the set."""
    f = item.function
    over, under = sympy.fraction(sympy.cancel(f.value)) if f.value.is_rational_function() else (f.value, 1)
    for above, below in ((over, under), (-over, -under)):
        if not sympy.sympify(below).free_symbols or sympy.Poly(below, *f.symbols).total_degree() != 1:
            continue
        if not _is_nonnegative(sympy.expand(below), conditions, ends, f.symbols):
            continue
        turned = Function.of(sympy.expand(above), f.names)
        if all(not slope.free_symbols for slope in turned.gradient):
            return Form("quotient", turned.text, (below, "affine"))
        if _sublevel(turned, ends):
            return Form("quotient", turned.text, (below, "convex"))
    return None


def _interval(item: Condition) -> Form | None:
    """Recognise a condition on one number that holds on an interval."""
    f = item.function
    own = f.value.free_symbols
    if len(own) != 1:
        return None
    (symbol,) = own
    try:
        relation = f.value < 0 if item.is_strict else f.value <= 0
        where = sympy.solve_univariate_inequality(relation, symbol, relational=False)
    except (NotImplementedError, ValueError, TypeError):
        return None
    if not isinstance(where, sympy.Interval):
        return None
    gaps = [end - symbol if end == where.start else symbol - end for end in _finite(where)]
    text = formula_text(gaps[0]) if len(gaps) == 1 else f"maximum({', '.join(map(formula_text, gaps))})"
    return Form("interval", text, (symbol, where)) if gaps else None


def _finite(where: Any) -> Iterator[Any]:
    yield from (end for end in dict.fromkeys((where.start, where.end)) if end.is_finite)


def natural(forms: Sequence[Form], names: Sequence[str], ends: Sequence[Ends]) -> list[Ends]:
    """Return the part of a box in which the functions of all forms have values, as far as it is known."""
    found = list(ends)
    for form in forms:
        f = Function(form.text, tuple(names))
        with suppress(UndefinedError):
            found = natural_box(f.value, f.symbols, found)
    return found
