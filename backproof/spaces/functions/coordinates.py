"""Functions of one variable as combinations of a family: x^k e^(ax) cos(bx), logarithms, roots, products.

On a piece where every absolute value has one sign, the functions are brought over a common denominator and
expanded. The resulting atoms are the family, their coefficients the coordinates. A relation among coordinates
is a relation among the functions, whatever the family; that the answer's basis is independent is proved by
values at points or by a Wronskian, never by the family. Frequencies and exponents are compared by exact
algebra, so that different spellings of one function give one member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce as fold

import sympy as sp

from backproof.spaces.domains.signs import Piece, sign_on
from backproof.spaces.exact.constants.canonical import Constants
from backproof.spaces.exact.exact import normal

_MOST_ADDENDS = 2000
_MOST_EXPANDED = 24

_Term = tuple[sp.Expr, sp.Expr]


class TooWideError(Exception):
    """Expanding the functions would take too long."""


@dataclass(frozen=True)
class Coordinates:
    """The family that spans the functions on a piece (over `denominator`) and their coefficients in it."""

    family: tuple[sp.Expr, ...]
    matrix: tuple[tuple[sp.Expr, ...], ...]
    denominator: sp.Expr


def coordinates(
    functions: Sequence[sp.Expr], piece: Piece, constants: Constants | None = None
) -> Coordinates:
    """Family and coefficients of functions whose absolute values are resolved on the piece."""
    x, known = piece.x, constants or Constants()
    written = [known.settled(_expanded_logs(_elementary(f), piece), x) for f in functions]
    tidy = [sp.together(f) for f in written]
    denominator = _common(tuple(_awkward(sp.fraction(f)[1], x) for f in tidy), x)
    numerators = [f if denominator == 1 else sp.cancel(f * denominator) for f in tidy]
    rows: dict[sp.Expr, list[sp.Expr]] = {}
    for place, numerator in enumerate(numerators):
        for element, coefficient in _family_terms(numerator, x, known).items():
            rows.setdefault(element, [sp.S.Zero] * len(functions))[place] = coefficient
    kept = {element: row for element, row in rows.items() if any(c != 0 for c in row)}
    family = sorted(kept, key=lambda element: _rank(element, x))
    return Coordinates(tuple(family), tuple(tuple(kept[element]) for element in family), denominator)


def _elementary(function: sp.Expr) -> sp.Expr:
    """Write out quotients of trigonometric and hyperbolic functions; area functions become logarithms."""
    hyperbolic = (sp.sinh, sp.cosh, sp.tanh, sp.coth, sp.sech, sp.csch)
    written = function.replace(
        _is_general_power, lambda e: sp.exp(e.exp * sp.expand_log(sp.log(e.base), factor=True))
    )
    written = written.replace(lambda e: isinstance(e, hyperbolic) and bool(e.free_symbols), _by_exponentials)
    areas = (sp.asinh, sp.acosh, sp.atanh)
    written = written.replace(lambda e: isinstance(e, areas), _area)
    quotients = {sp.tan: (sp.sin, sp.cos), sp.cot: (sp.cos, sp.sin)}
    for name, (above, below) in quotients.items():
        written = written.replace(name, lambda u, a=above, b=below: a(u) / b(u))
    return written.replace(sp.sec, lambda u: 1 / sp.cos(u)).replace(sp.csc, lambda u: 1 / sp.sin(u))


def _by_exponentials(function: sp.Expr) -> sp.Expr:
    """Write sinh, cosh and their quotients by exp; constant subexpressions are unchanged."""
    inner = sp.Dummy("u", real=True)
    return function.func(inner).rewrite(sp.exp).subs(inner, function.args[0])


def _is_general_power(expression: sp.Expr) -> bool:
    return bool(expression.is_Pow and not expression.exp.is_number and expression.base != sp.E)


def _area(function: sp.Expr) -> sp.Expr:
    """Write asinh, acosh and atanh by logarithms and roots, as valid on their real domains."""
    (u,) = function.args
    if isinstance(function, sp.atanh):
        return (sp.log(1 + u) - sp.log(1 - u)) / 2
    if isinstance(function, sp.asinh):
        return sp.log(u + sp.sqrt(1 + u**2))
    return sp.log(u + sp.sqrt(u - 1) * sp.sqrt(u + 1))


def _awkward(denominator: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """The factors of a denominator that cannot be divided out of each addend: not powers of x, not exp."""
    kept = []
    for factor in sp.Mul.make_args(sp.factor_terms(denominator)):
        base = factor.as_base_exp()[0]
        if factor.has(x) and not base.is_Symbol and not isinstance(factor, sp.exp):
            kept.append(factor)
    return sp.Mul(*kept)


def _expanded_logs(function: sp.Expr, piece: Piece) -> sp.Expr:
    """Split log and fractional powers of polynomials at their factors, each positive on the piece."""
    x = piece.x
    split = function.replace(lambda e: isinstance(e, sp.log) and e.has(x), lambda e: _split_log(e, piece))
    return split.replace(lambda e: _is_root(e) and e.has(x), lambda e: _split_root(e, piece))


def _is_root(expression: sp.Expr) -> bool:
    return bool(expression.is_Pow and expression.exp.is_Rational and not expression.exp.is_Integer)


def _split_log(logarithm: sp.Expr, piece: Piece) -> sp.Expr:
    factors = _positive_factors(logarithm.args[0], piece)
    return sp.Add(*(power * sp.log(factor) for factor, power in factors)) if factors else logarithm


def _split_root(root: sp.Expr, piece: Piece) -> sp.Expr:
    factors = _positive_factors(root.base, piece)
    if not factors:
        return root
    return sp.Mul(*(_reduced_power(factor, power * root.exp) for factor, power in factors))


def _reduced_power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """Write base^exponent as integer powers times one fractional power below 1, so that equal roots match."""
    whole = sp.floor(exponent)
    rest = exponent - whole
    return base**whole * (base**rest if rest != 0 else 1)


def _positive_factors(argument: sp.Expr, piece: Piece) -> list[_Term]:
    """Irreducible factors with exponents whose product is the argument, each made positive on the piece.

    An even number of factors may be negative on the piece. The list is empty if a factor's sign is not
    proved.
    """
    written = sp.factor(sp.together(argument))
    found: list[_Term] = []
    for factor in sp.Mul.make_args(written):
        base, exponent = factor.as_base_exp()
        if isinstance(factor, sp.exp):
            base, exponent = factor, sp.S.One
        elif not exponent.is_Rational:
            return []
        sign = sign_on(base, piece)
        if sign is None:
            return []
        found.append((sign * base, exponent))
    return [(b, e) for b, e in found if b != 1]


def _common(denominators: tuple[sp.Expr, ...], x: sp.Symbol) -> sp.Expr:
    """A common multiple of the denominators, up to constants, which go into the coefficients."""
    wide = [d for d in denominators if d.has(x)]
    if not wide:
        return sp.S.One
    try:
        return sp.factor_terms(fold(sp.lcm, wide))
    except (sp.PolynomialError, NotImplementedError):
        return sp.Mul(*dict.fromkeys(wide))


def _family_terms(numerator: sp.Expr, x: sp.Symbol, known: Constants) -> dict[sp.Expr, sp.Expr]:
    """The real coefficients of a numerator in the family."""
    pairs: dict[tuple[sp.Expr, sp.Expr], dict[int, sp.Expr]] = {}
    for coefficient, rest, exponent in _exponential_terms(numerator, x):
        real, imaginary = (_settled(part, x, known) for part in _parts(exponent))
        sign = -1 if imaginary.could_extract_minus_sign() else 1
        pair = pairs.setdefault((rest * sp.exp(real), sign * imaginary), {1: sp.S.Zero, -1: sp.S.Zero})
        pair[sign] += coefficient
    terms: dict[sp.Expr, sp.Expr] = {}
    for (envelope, angle), pair in pairs.items():
        cosine = _real(pair[1] + pair[-1])
        sine = sp.S.Zero if angle == 0 else _real(sp.I * (pair[1] - pair[-1]))
        for element, value in ((envelope * sp.cos(angle), cosine), (envelope * sp.sin(angle), sine)):
            if value != 0:
                terms[element] = normal(terms.get(element, sp.S.Zero) + value)
    return terms


def _exponential_terms(numerator: sp.Expr, x: sp.Symbol) -> list[tuple[sp.Expr, sp.Expr, sp.Expr]]:
    """The triple (coefficient, product of other atoms, exponent) of each addend of the expanded numerator.

    Symbols stand for the constants meanwhile: sympy would multiply 1/(1 + cos(1)) and exp(-i x) out as one
    denominator.
    """
    _check_size(numerator)
    symbols: dict[sp.Expr, sp.Symbol] = {}
    written = _exponentials(numerator, x, symbols)
    expanded = sp.expand(written, log=False, power_base=False)
    expanded = sp.expand(_expanded_roots(expanded, x), log=False, power_base=False)
    addends = sp.Add.make_args(expanded)
    if len(addends) > _MOST_ADDENDS:
        raise TooWideError
    constants = {name: constant for constant, name in symbols.items()}
    terms = (_term(addend, x) for addend in addends if addend != 0)
    return [(factor.xreplace(constants), rest, exponent) for factor, rest, exponent in terms]


def _exponentials(expression: sp.Expr, x: sp.Symbol, symbols: dict[sp.Expr, sp.Symbol]) -> sp.Expr:
    """Write sines and cosines of x by complex exponentials, except inside other functions.

    Irrational constants become `symbols`.
    """
    if expression.is_Rational:
        return expression
    if not expression.has(x):
        return symbols.setdefault(expression, sp.Dummy("c", real=True))
    if isinstance(expression, sp.sin | sp.cos):
        unit = sp.exp(sp.I * expression.args[0])
        return (unit + 1 / unit) / 2 if isinstance(expression, sp.cos) else (unit - 1 / unit) / (2 * sp.I)
    if expression.is_Add or expression.is_Mul:
        constant, rest = expression.as_independent(x, as_Add=bool(expression.is_Add))
        parts = (constant, *expression.func.make_args(rest))
        return expression.func(*(_exponentials(part, x, symbols) for part in parts))
    if expression.is_Pow and expression.exp.is_Integer:
        return _exponentials(expression.base, x, symbols) ** expression.exp
    return expression


def _check_size(expression: sp.Expr) -> None:
    for power in expression.atoms(sp.Pow):
        if power.exp.is_Integer and power.exp > _MOST_EXPANDED and power.base.has(sp.Add, sp.sin, sp.cos):
            raise TooWideError


def _expanded_roots(expression: sp.Expr, x: sp.Symbol) -> sp.Expr:
    return expression.replace(lambda e: _is_root(e) and e.has(x), lambda e: _reduced_power(e.base, e.exp))


def _term(addend: sp.Expr, x: sp.Symbol) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    coefficient, rest = addend.as_independent(x, as_Add=False)
    exponent, others = sp.S.Zero, []
    for factor in sp.Mul.make_args(rest):
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        elif factor.is_Pow and isinstance(factor.base, sp.exp):
            exponent += factor.base.args[0] * factor.exp
        else:
            others.append(factor)
    constant, varying = sp.expand(exponent).as_independent(x, as_Add=True)
    return coefficient * sp.exp(constant), sp.Mul(*others), varying


def _parts(exponent: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Real and imaginary part of an exponent in which I occurs in coefficients only."""
    imaginary = sp.S.Zero
    real = sp.S.Zero
    for addend in sp.Add.make_args(exponent):
        if addend.has(sp.I):
            imaginary += addend / sp.I
        else:
            real += addend
    return real, sp.expand(imaginary)


def _settled(exponent: sp.Expr, x: sp.Symbol, known: Constants) -> sp.Expr:
    """A sum of constants times functions, with each constant in canonical form."""
    factors: dict[sp.Expr, sp.Expr] = {}
    for addend in sp.Add.make_args(sp.expand(exponent)):
        constant, rest = addend.as_independent(x, as_Add=False)
        factors[rest] = factors.get(rest, sp.S.Zero) + constant
    return sp.Add(*(known.spelt(constant) * rest for rest, constant in factors.items()))


def _real(value: sp.Expr) -> sp.Expr:
    if value.is_Rational:
        return value
    return normal(sp.expand(sp.re(sp.expand(value, complex=True))))


def _rank(element: sp.Expr, x: sp.Symbol) -> tuple[int, int, str]:
    """Sort key: constants, then powers, then the rest by size."""
    if element == 1:
        return (0, 0, "")
    if element.is_polynomial(x):
        return (1, int(sp.degree(element, x)), "")
    return (2, int(element.count_ops()), str(element))
