"""Images, coefficients and combinations of polynomials in FLINT's polynomials, against what is stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import fmpq, fmpq_poly

from backproof.answer import Check
from backproof.linear_algebra.language.polynomial_maps import PolynomialMap
from backproof.spaces.language.syntax import parse
from backproof.spaces.language.tokens import refuse
from backproof.spaces.language.walks import Arithmetic, NoValueError, walked

_METHOD = "polynomials by FLINT"


def images_check(
    asked: PolynomialMap,
    variable: str,
    bases: tuple[Sequence[str], Sequence[str]],
    texts: Sequence[Sequence[str]],
) -> Check:
    """Compare each image with the combination that a column of the matrix states."""
    inner, outer = ([_polynomial(text, variable) for text in basis] for basis in bases)
    wrong = 0
    for j, polynomial in enumerate(inner):
        names = {variable: fmpq_poly([0, 1])}
        for order in asked.derivatives:
            names[f"p{order}"] = _derivative(polynomial, order)
        for name, text in asked.arguments.items():
            names[name] = polynomial(_polynomial(text, variable))
        image = _read(asked.text, names)
        stated = sum((_number(row[j]) * p for row, p in zip(texts, outer, strict=True)), fmpq_poly([0]))
        wrong += image != stated
    return Check(_METHOD, f"{len(inner)} columns", float(wrong), 0.0)


def coefficients_check(
    polynomials: Sequence[str],
    rows: Sequence[Sequence[str]],
    variable: str,
    found: Sequence[str],
) -> Check:
    """Compare polynomials with rows of their coefficients, and the last one with a combination.

    `found` are the factors of the others in it, in their order; none if it is not claimed to be one.
    """
    values = [_polynomial(text, variable) for text in polynomials]
    wrong = sum(
        value != fmpq_poly([_number(x) for x in row]) for value, row in zip(values, rows, strict=True)
    )
    if found:
        stated = sum((_number(x) * p for x, p in zip(found, values[:-1], strict=True)), fmpq_poly([0]))
        wrong += stated != values[-1]
    return Check(_METHOD, f"{len(rows)} polynomials", float(wrong), 0.0)


def _number(text: str) -> fmpq:
    value = Fraction(text)
    return fmpq(value.numerator, value.denominator)


def _derivative(polynomial: fmpq_poly, order: int) -> fmpq_poly:
    for _ in range(order):
        polynomial = polynomial.derivative()
    return polynomial


def _polynomial(text: str, variable: str) -> fmpq_poly:
    return _read(text, {variable: fmpq_poly([0, 1])})


def _read(text: str, names: Mapping[str, fmpq_poly]) -> fmpq_poly:
    """Return the polynomial that a text states; InputError for functions, whose values are not computed."""
    try:
        found: fmpq_poly = walked(parse(text), names, _POLYNOMIALS)
    except NoValueError:
        refuse("a coefficient is written with a function", expected="fractions as coefficients")
    return found


def _raised(base: fmpq_poly, to: Fraction) -> fmpq_poly:
    if to.denominator > 1 or (to < 0 and base.degree() > 0):
        raise NoValueError
    found: fmpq_poly = base ** int(to) if to >= 0 else fmpq_poly([fmpq(1) / base[0]]) ** int(-to)
    return found


def _call(name: str, argument: fmpq_poly) -> fmpq_poly:  # noqa: ARG001 (an arithmetic's signature)
    raise NoValueError(name)


_POLYNOMIALS = Arithmetic(lambda value: fmpq_poly([value]), _raised, _call)
