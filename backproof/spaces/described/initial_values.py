"""Functions and sequences by their initial values, which determine the solutions of a linear equation.

The solutions of an equation of order n correspond to the n values f(0), f'(0), ... or f(0), f(1), ...; given
functions with parameters are solutions of one such equation, found from their exponents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.described.complex_elements.complex_values import (
    complex_annihilator,
    complex_function,
    with_unit,
)
from backproof.spaces.described.exponentials import characteristic, multiplicities
from backproof.spaces.descriptions.functions.equations import FUNCTIONS, RECURRENCE, Equation
from backproof.spaces.language.printing import combination, formula, name_latex, number_latex, number_text
from backproof.spaces.language.result import Dimension, Element, Formula, Translation
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import parse
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.columns import named

Vectors = tuple[tuple[str, ...], ...]
_MOST_EXPONENTS = 60
_EXPECTED = "with parameters sums of x**k, exp(a*x), sin(b*x), cos(b*x) and their products"


@dataclass(frozen=True)
class InitialValues:
    """Vectors of initial values, the name of the space, and the lines that say where they come from."""

    vectors: Vectors
    space: Formula
    translation: Translation
    functions: tuple[Formula, ...] = ()


def initial_values(asked: Equation) -> InitialValues:
    """The initial values of a basis of solutions, or of given functions."""
    x = symbol(asked.variable)
    if asked.kind == FUNCTIONS:
        read = complex_function if asked.is_complex else to_sympy
        functions = [read(node) for node in asked.functions]
        coefficients = (complex_annihilator if asked.is_complex else _annihilator)(functions, x)
        shown = [formula(node) for node in asked.functions]
    else:
        coefficients = [to_sympy(node) for node in asked.coefficients]
        functions = basis_of_solutions(coefficients, x, asked.kind)
        shown = [shown_value(f) for f in functions]
    order = len(coefficients) - 1
    if not functions:
        return _by_freedom(asked, coefficients, order)
    of = with_unit if asked.is_complex else (lambda value: value)
    vectors = tuple(
        tuple(number_text(of(value)) for value in _values(f, x, order, asked.kind)) for f in functions
    )
    lines = [operator_line(coefficients, asked), *(_line(f, v) for f, v in zip(shown, vectors, strict=True))]
    return _with_lines(asked, vectors, lines, shown)


def _by_freedom(asked: Equation, coefficients: Sequence[sp.Expr], order: int) -> InitialValues:
    """Solutions that no short formula describes: each choice of initial values belongs to one of them."""
    units = tuple(tuple(str(int(i == k)) for i in range(order)) for k in range(order))
    return _with_lines(asked, units, (operator_line(coefficients, asked),), ())


def _with_lines(
    asked: Equation, vectors: Vectors, lines: Sequence[Formula], shown: Sequence[Formula]
) -> InitialValues:
    space, defined = _defined(asked, shown)
    sort = "functions" if asked.kind == FUNCTIONS else "equation"
    meaning = _meaning(asked, len(vectors[0]))
    translation = Translation(asked.text, defined, meaning, tuple(lines), sort=sort)
    return InitialValues(vectors, space, translation, tuple(shown))


def with_functions(found: InitialValues, core: Dimension) -> Translation:
    """The translation with the functions whose initial values are the basis."""
    chosen = [e for e in core.basis if e.index is not None] if found.functions else []
    pairs = [(found.functions[e.index or 0], e.entries) for e in chosen]
    elements = tuple(
        Element(named("f", place), f.latex, f.text, entries) for place, (f, entries) in enumerate(pairs, 1)
    )
    return replace(found.translation, elements=elements)


def _values(f: sp.Expr, x: sp.Symbol, order: int, kind: str) -> list[sp.Expr]:
    if kind == RECURRENCE:
        return [sp.radsimp(sp.expand(f.subs(x, k))) if k else f.subs(x, 0) for k in range(order)]
    found = []
    for _ in range(order):
        found.append(sp.expand(f.subs(x, 0)))
        f = sp.diff(f, x)
    return found


# Equations that given functions satisfy.
def _annihilator(functions: Sequence[sp.Expr], x: sp.Symbol) -> list[sp.Expr]:
    """The coefficients of an equation that sums of x**k exp(m x) satisfy, with parameters in m."""
    exponents = multiplicities(functions, x, _EXPECTED)
    if len(exponents) > _MOST_EXPONENTS or sum(exponents.values()) > 2 * _MOST_EXPONENTS:
        refuse("the functions are too many to be compared", expected="fewer exponents")
    found = [sp.expand(sp.re(c) if c.has(sp.I) else c) for c in characteristic(exponents)]
    if any(c.has(sp.re, sp.im) for c in found):
        refuse("the exponents are not those of real functions")
    return found


# Solutions of equations.
def basis_of_solutions(coefficients: Sequence[sp.Expr], x: sp.Symbol, kind: str) -> list[sp.Expr]:
    """A basis of real solutions from the characteristic roots; none if these have no short form."""
    r = sp.Dummy("r")
    if coefficients[-1].free_symbols:
        shown = number_text(coefficients[-1])
        refuse(f"the order depends on {shown}", expected="a number in front of the highest")
    if any(not c.is_Rational for c in coefficients):
        return []
    poly = sp.Poly(sp.Add(*(c * r**k for k, c in enumerate(coefficients))), r)
    factors = poly.factor_list()[1]
    if any(factor.degree() > 2 for factor, _ in factors):
        return []
    roots = {root: times for factor, times in factors for root in sp.roots(factor)}
    make = _sequences if kind == RECURRENCE else _functions
    ordered = sorted(roots, key=lambda root: (abs(sp.im(root)) != 0, sp.re(root), sp.im(root)), reverse=False)
    found = [f for root in ordered for f in make(root, roots[root], x)]
    return found if len(found) == poly.degree() else []


def _functions(root: sp.Expr, times: int, x: sp.Symbol) -> list[sp.Expr]:
    real, imaginary = sp.re(root), sp.im(root)
    if imaginary < 0:
        return []
    waves = [sp.S.One] if imaginary == 0 else [sp.cos(imaginary * x), sp.sin(imaginary * x)]
    return [x**k * sp.exp(real * x) * wave for k in range(times) for wave in waves]


def _sequences(root: sp.Expr, times: int, n: sp.Symbol) -> list[sp.Expr]:
    """Powers of real roots; other roots have no short real form, and 0 needs another one."""
    if sp.im(root) != 0 or root == 0:
        return []
    return [n**k * root**n for k in range(times)]


# Lines.
def shown_value(f: sp.Expr) -> Formula:
    """A number or a function as it is written."""
    return Formula(number_latex(f), number_text(f))


def _names(asked: Equation, count: int) -> list[Formula]:
    """y, y', y'', ...; f(n), f(n + 1), ..."""
    y, n = asked.unknown or "y", asked.variable
    if asked.kind == RECURRENCE:
        shifts = [f"{y}({n})", *(f"{y}({n} + {k})" for k in range(1, count))]
        return [Formula(Latex(name), name) for name in shifts]
    marks = ["'" * k if k < 4 else f"^({k})" for k in range(count)]
    latex = ["'" * k if k < 4 else f"^{{({k})}}" for k in range(count)]
    return [Formula(Latex(f"{y}{a}"), f"{y}{b}") for a, b in zip(latex, marks, strict=True)]


def value_name(asked: Equation, order: int, point: sp.Expr) -> Formula:
    """A derivative at a point, y'(0), or a member of a sequence, a(1)."""
    at, y = shown_value(point), asked.unknown or "y"
    marks = "'" * order if order < 4 else f"^({order})"
    latex = "'" * order if order < 4 else f"^{{({order})}}"
    return Formula(Latex(f"{name_latex(y)}{latex}({at.latex})"), f"{y}{marks}({at.text})")


def operator_line(coefficients: Sequence[sp.Expr], asked: Equation) -> Formula:
    """The equation with the highest derivative or shift in front."""
    pairs = list(zip(coefficients, _names(asked, len(coefficients)), strict=True))[::-1]
    said = combination(pairs)
    return Formula(Latex(f"{said.latex} = 0"), f"{said.text} = 0")


def _line(shown: Formula, vector: Sequence[str]) -> Formula:
    latex = ",\\; ".join(number_latex(to_sympy(parse(entry))) for entry in vector)
    return Formula(Latex(rf"{shown.latex}:\quad {latex}"), f"{shown.text}: [{', '.join(vector)}]")


def _meaning(asked: Equation, order: int) -> Formula:
    """The initial values that are the coordinates."""
    y, names = asked.unknown or "y", _names(asked, order)
    if asked.kind == RECURRENCE:
        shown = [Formula(Latex(f"{y}({k})"), f"{y}({k})") for k in range(order)]
    else:
        shown = [Formula(Latex(f"{name.latex}(0)"), f"{name.text}(0)") for name in names]
    latex, text = (", ".join(parts) for parts in ([s.latex for s in shown], [s.text for s in shown]))
    return Formula(Latex(rf"\text{{initial values }} ({latex})"), f"initial values ({text})")


def _defined(asked: Equation, shown: Sequence[Formula]) -> tuple[Formula, Formula]:
    if asked.kind == FUNCTIONS:
        latex = rf"\operatorname{{span}}\left\{{{r',; '.join(s.latex for s in shown)}\right\}}".replace(
            ",; ", r",\; "
        )
        text = f"span{{{', '.join(s.text for s in shown)}}}"
        name = Formula(Latex("W"), "W")
        return name, Formula(Latex(f"W = {latex}"), f"W = {text}")
    name = Formula(Latex("L"), "L")
    said = operator_line([to_sympy(node) for node in asked.coefficients], asked)
    latex = rf"L = \{{ {name_latex(asked.unknown)} : {said.latex} \}}"
    return name, Formula(Latex(latex), f"L = {{{asked.unknown} : {said.text}}}")
