"""All real solutions of grad f = 0: linear systems, polynomial ones by a Gröbner basis, single equations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy

from backproof.optimisation.functions import exact_at
from backproof.optimisation.signs import sign
from backproof.optimisation.stationary.repetitions import common_ellipse, repeated
from backproof.optimisation.stationary.unsolved import UnsolvedError

Solution = Mapping[Any, Any]
_MOST = 12
__all__ = ["Solution", "System", "UnsolvedError", "all_solutions", "has_implicit_root", "systems", "vanishes"]


@dataclass(frozen=True)
class System:
    """Equations that vanish exactly where a gradient does, and an equivalent triangular system.

    `rule` is linear, triangular or single; solutions map symbols to numbers, or to formulas in free ones.
    """

    rule: str
    equations: tuple[Any, ...]
    triangular: tuple[Any, ...]
    solutions: tuple[Solution, ...]


def systems(gradient: Sequence[Any], symbols: Sequence[Any]) -> tuple[System, ...]:
    """Solve the equations in blocks that share no variable; UnsolvedError if one cannot be solved."""
    return tuple(_solved(equations, names) for equations, names in _blocks(gradient, symbols))


def all_solutions(found: Sequence[System]) -> Iterator[Solution]:
    """Yield every combination of the blocks' solutions."""
    for parts in product(*(system.solutions for system in found)):
        yield {key: value for part in parts for key, value in part.items()}


def _blocks(gradient: Sequence[Any], symbols: Sequence[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield the equations that are connected by common variables, with these variables."""
    equations = [_numerator(item) for item in gradient]
    contradictions = [item for item in equations if item.is_number and item != 0]
    if contradictions:
        yield contradictions, []
    left = list(symbols)
    while left:
        names, chosen = {left[0]}, set[int]()
        while more := {i for i, item in enumerate(equations) if item.free_symbols & names} - chosen:
            chosen |= more
            names |= {symbol for i in more for symbol in equations[i].free_symbols}
        yield [equations[i] for i in sorted(chosen)], [s for s in symbols if s in names]
        left = [symbol for symbol in left if symbol not in names]


def _numerator(value: Any) -> Any:
    """Return an expression with the same zeros: without denominator and factors such as exp(x)."""
    above, _ = sympy.fraction(sympy.together(value))
    factors = sympy.Mul.make_args(sympy.factor_terms(sympy.factor(above)))
    kept = [factor for factor in factors if factor.free_symbols and not _is_never_zero(factor)]
    if not kept:
        return sympy.S.Zero if above == 0 else sympy.S.One
    number = sympy.Mul(*(factor for factor in factors if not factor.free_symbols))
    whole = number * sympy.Mul(*kept)
    return sympy.expand(whole) if whole.is_polynomial(*whole.free_symbols) else whole


def _is_never_zero(factor: Any) -> bool:
    """Return whether a factor is an exponential, or 1 + t or 1 - t of a hyperbolic tangent t."""
    base = factor.base if factor.is_Pow and factor.exp.is_positive else factor
    number, rest = base.as_coeff_Add()
    if isinstance(base, sympy.exp | sympy.cosh):
        return True
    return (
        abs(number) == 1
        and isinstance(rest.as_coeff_Mul()[1], sympy.tanh)
        and abs(rest.as_coeff_Mul()[0]) == 1
    )


def _solved(equations: list[Any], symbols: list[Any]) -> System:
    kept = [item for item in equations if item != 0]
    if not kept:
        return System("linear", tuple(equations), (), ({},))
    if any(item.is_number for item in kept):
        return System("none", tuple(kept), (), ())
    if not all(item.is_polynomial(*symbols) for item in kept):
        return _without_roots(kept, symbols) or _single(kept, symbols)
    if all(sympy.Poly(item, *symbols).total_degree() <= 1 for item in kept):
        (found,) = sympy.linsolve(kept, *symbols) or (None,)
        given = [] if found is None else [dict(zip(symbols, found, strict=True))]
        return System("linear", tuple(kept), (), tuple(given))
    return _triangular(kept, symbols)


def _triangular(equations: list[Any], symbols: list[Any]) -> System:
    basis = sympy.groebner(equations, *symbols, order="lex")
    triangular = tuple(sympy.factor(item) for item in basis.exprs)
    if basis.exprs == [1]:
        return System("none", tuple(equations), triangular, ())
    rule = "single" if len(symbols) == 1 else "triangular"
    if basis.is_zero_dimensional:
        found = tuple(_back(basis.exprs, list(reversed(symbols)), {}))
        return System(rule, tuple(equations), triangular, found)
    return System(rule, tuple(equations), triangular, tuple(_families(equations, symbols)))


def _back(basis: Sequence[Any], symbols: list[Any], known: Solution) -> Iterator[Solution]:
    """Yield all real solutions, the last variable first."""
    if not symbols:
        yield known
        return
    first, *others = symbols
    reduced = [sympy.expand(exact_at(item, known) if known else item) for item in basis]
    usable = [
        item for item in reduced if item.free_symbols == {first} and not _is_zero_polynomial(item, first)
    ]
    if not usable:
        raise UnsolvedError
    shortest = min(usable, key=lambda item: sympy.degree(item, first))
    for root in _real_roots(shortest, first):
        at = {**known, first: root}
        if all(vanishes(exact_at(item, {first: root})) for item in usable if item is not shortest):
            yield from _back(basis, others, at)


def _is_zero_polynomial(item: Any, symbol: Any) -> bool:
    return all(vanishes(value) for value in sympy.Poly(item, symbol).all_coeffs())


def vanishes(value: Any) -> bool:
    """Return whether an exact number is 0; roots without radicals are trusted to fifty digits."""
    if has_implicit_root(value):
        return bool(abs(value.evalf(60)) < sympy.Float(10) ** -45)
    return sign(value) == 0


def has_implicit_root(value: Any) -> bool:
    """Return whether a number is written with roots of polynomials that have no short radicals."""
    return bool(sympy.sympify(value).has(sympy.CRootOf))


def _real_roots(polynomial: Any, symbol: Any) -> list[Any]:
    """Return all real roots, ascending; those without short radicals as roots of their polynomials."""
    poly = sympy.Poly(polynomial, symbol)
    if not (poly.domain.is_QQ or poly.domain.is_ZZ):
        if poly.degree() > 2 or has_implicit_root(polynomial):
            if poly.degree() == 1:
                return [sympy.expand(-poly.nth(0) / poly.nth(1))]
            raise UnsolvedError
        return sorted(
            (sympy.radsimp(root) for root in sympy.roots(poly) if _is_about_real(root)),
            key=lambda root: sympy.N(root, 40),
        )
    found: list[Any] = []
    for factor, _ in poly.factor_list()[1]:
        short = factor.degree() <= 2 or set(factor.as_dict()) <= {
            (0,),
            (factor.degree() // 2,),
            (factor.degree(),),
        }
        roots = sympy.roots(factor) if short else {}
        real = [sympy.radsimp(sympy.sqrtdenest(root)) for root in roots if _is_about_real(root)]
        is_whole = sum(roots.values()) == factor.degree() and all(root.is_real for root in real)
        found += real if is_whole else factor.real_roots()
    return sorted(found, key=lambda root: sympy.N(root, 40))


def _is_about_real(root: Any) -> bool:
    return bool(abs(sympy.im(root.evalf(50))) < sympy.Float(10) ** -40)


def _families(equations: list[Any], symbols: list[Any]) -> Iterator[Solution]:
    if len(symbols) == 2 and (found := common_ellipse(equations, symbols)):
        rest, around = found
        yield around
        others = _solved(rest, symbols).solutions
        yield from (known for known in others if not _is_on(known, equations, rest, symbols))
        return
    for found in sympy.solve(equations, symbols, dict=True):
        values = [found.get(symbol, symbol) for symbol in symbols]
        if any(value.is_real is False or value.has(sympy.I) for value in values):
            continue
        yield dict(zip(symbols, values, strict=True))


def _is_on(known: Solution, equations: list[Any], rest: list[Any], symbols: list[Any]) -> bool:
    """Return whether a solution of the other factors is one of the common factor."""
    free = any(sympy.sympify(known.get(s, s)).free_symbols for s in symbols)
    common = next(sympy.cancel(a / b) for a, b in zip(equations, rest, strict=True) if b != 0)
    return not free and vanishes(exact_at(common, known))


def _without_roots(equations: list[Any], symbols: list[Any]) -> System | None:
    """Solve polynomials in variables and roots of polynomials, with a letter for each root; or None."""
    powers = {p for item in equations for p in item.atoms(sympy.Pow) if p.exp.is_Rational and p.exp.q > 1}
    bases = sorted({p.base for p in powers if p.free_symbols}, key=str)
    letters = {base: sympy.Dummy("r", nonnegative=True) for base in bases}
    orders = {base: math.lcm(*(p.exp.q for p in powers if p.base == base)) for base in bases}
    names = {p: letters[p.base] ** (p.exp * orders[p.base]) for p in powers if p.base in letters}
    moved = [_numerator(item.xreplace(names)) for item in equations]
    moved += [letters[base] ** orders[base] - base for base in bases]
    unknown = [*letters.values(), *symbols]
    if not bases or not all(item.is_polynomial(*unknown) for item in moved):
        return None
    inner = _triangular(moved, unknown)
    if any(x.free_symbols for known in inner.solutions for x in known.values()):
        raise UnsolvedError
    found = [known for known in inner.solutions if all(sign(known[r]) >= 0 for r in letters.values())]
    given = tuple({symbol: known[symbol] for symbol in symbols} for known in found)
    return System("roots", tuple(equations), (), given)


def _single(equations: list[Any], symbols: list[Any]) -> System:
    """Solve a single equation in one variable that is no polynomial."""
    if len(symbols) != 1:
        return _by_factors(equations, symbols) or _eliminated(equations, symbols)
    (symbol,) = symbols
    found = sympy.S.Reals
    for item in equations:
        found = sympy.Intersection(found, _roots_of(item, symbol))
    if not isinstance(found, sympy.FiniteSet) and found != sympy.S.EmptySet:
        return System("single", tuple(equations), (), tuple({symbol: x} for x in repeated(found, symbol)))
    given = tuple({symbol: root} for root in sorted(found, key=lambda root: sympy.N(root, 40)))
    return System("single", tuple(equations), (), given)


def _by_factors(equations: list[Any], symbols: list[Any]) -> System | None:
    """Solve equations of waves that are products, by one factor of each at a time; None if they are not."""
    products = [[x for x in sympy.Mul.make_args(sympy.factor(item)) if x.free_symbols] for item in equations]
    is_wave = all(item.has(sympy.sin, sympy.cos) for item in equations)
    if not is_wave or all(len(factors) == 1 for factors in products):
        return None
    given: list[Solution] = []
    for chosen in product(*products):
        for known in all_solutions(systems(chosen, symbols)):
            given += [] if known in given else [known]
    if len(given) > _MOST or any(known.keys() != set(symbols) for known in given):
        raise UnsolvedError
    return System("single", tuple(equations), (), tuple(given))


def _roots_of(item: Any, symbol: Any) -> Any:
    try:
        return sympy.solveset(item, symbol, sympy.S.Reals)
    except (NotImplementedError, ValueError) as error:
        raise UnsolvedError from error


def _eliminated(equations: list[Any], symbols: list[Any]) -> System:
    """Solve one equation for a variable, or its logarithm, in which it is linear, and insert the value."""
    for solved, (item, symbol) in product((_from_logarithm, _from_linear), product(equations, symbols)):
        value = solved(item, symbol)
        if value is not None:
            rest = [other.xreplace({symbol: value}) for other in equations if other is not item]
            inner = _solved(
                [_numerator(sympy.simplify(other)) for other in rest],
                [other for other in symbols if other != symbol],
            )
            given = tuple({**known, symbol: exact_at(value, known)} for known in inner.solutions)
            return System(
                "triangular",
                tuple(equations),
                (symbol - value, *(inner.triangular or inner.equations)),
                given,
            )
    raise UnsolvedError


def _from_linear(item: Any, symbol: Any) -> Any:
    """Return the variable's value by an equation linear in it, with a factor that is never 0, or None."""
    slope = sympy.diff(item, symbol)
    if slope.has(symbol) or not slope.is_nonzero:
        return None
    return sympy.simplify(-item.xreplace({symbol: sympy.S.Zero}) / slope)


def _from_logarithm(item: Any, symbol: Any) -> Any:
    """Return the variable's value by an equation in which nothing but its logarithm occurs, or None."""
    stand_in = sympy.Dummy(real=True)
    moved = sympy.expand(item).xreplace({sympy.log(symbol): stand_in})
    if symbol in moved.free_symbols or stand_in not in moved.free_symbols:
        return None
    value = _from_linear(moved, stand_in)
    return None if value is None else sympy.exp(sympy.expand(value))
