"""Spans of polynomials in any number of variables: coordinates are the coefficients of the monomials."""

from __future__ import annotations

import math
import re
from collections.abc import Set

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.language.printing import Matrix, formula, number_latex, number_text
from backproof.spaces.language.reading import located, read_entries, read_list, texts, unique
from backproof.spaces.language.result import Element, Formula, Source
from backproof.spaces.language.spelling.letters import letters_apart
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, names, to_text
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.columns import Columns

_MOST_MONOMIALS = 3000
_FIRST, _LAST = re.compile(r"(?:[abcdkm]|alpha|beta|gamma|delta|lambda|lam|mu)\d*"), re.compile(r"[stu-z]\d*")
_MOST_TERMS = 250


def polynomial_columns(data: object, variables: tuple[str, ...] = ()) -> Columns:
    """Polynomials as columns of coefficients; names not in `variables` are parameters.

    By default, x, y, z, ... are variables beside a, b, c, ...; where only letters of one sort stand, all are.
    Raises InputError for an entry that is not a polynomial in the variables.
    """
    listed = read_entries(read_list(data, "the list of polynomials"), "polynomial")
    nodes = letters_apart(listed, variables)
    known = unique(variables) or _usual(frozenset[str]().union(*map(names, nodes)))
    generators = [symbol(name) for name in known]
    polynomials = [_polynomial(node, i, generators) for i, node in enumerate(nodes, 1)]
    monomials = sorted({m for p in polynomials for m in p.monoms()}, key=lambda m: (sum(m), [-e for e in m]))
    matrix: Matrix = tuple(tuple(p.coeff_monomial(m) for p in polynomials) for m in monomials)
    given = tuple(
        _element(i, node, column)
        for i, (node, column) in enumerate(zip(nodes, zip(*matrix, strict=True), strict=True), 1)
    )
    source = Source("polynomials", tuple(texts(node) for node in nodes), variables=known)
    shown = tuple(_monomial(m, generators) for m in monomials)
    return Columns(source, "span of polynomials", span_space(given), given, shown, matrix)


def _usual(found: Set[str]) -> tuple[str, ...]:
    """The names that are variables by custom, unless all others are as well."""
    last = {name for name in found if _LAST.fullmatch(name)}
    is_apart = all(_FIRST.fullmatch(name) for name in found - last)
    return tuple(sorted(last if last and is_apart else found))


def span_space(given: tuple[Element, ...]) -> Formula:
    """span{...} with the elements written out."""
    latex = r"\operatorname{span}\left\{" + r",\; ".join(e.latex for e in given) + r"\right\}"
    return Formula(Latex(latex), "span{" + ", ".join(e.text for e in given) + "}")


def _polynomial(node: Node, number: int, generators: list[sp.Symbol]) -> sp.Poly:
    try:
        _check_degree(node, len(generators))
        return sp.Poly(_expression(node, generators), *(generators or [sp.Dummy()]))
    except InputError as error:
        raise located(error, f"polynomial {number}", to_text(node)) from None


def _expression(node: Node, generators: list[sp.Symbol]) -> sp.Expr:
    expression = sp.cancel(to_sympy(node))
    if not expression.is_polynomial(*generators):
        refuse(f"{to_text(node)} is not a polynomial", node.column, "powers and products of the variables")
    return expression


def _check_degree(node: Node, variables: int) -> None:
    degree = degree_of(node)
    if math.comb(degree + variables, variables) > _MOST_MONOMIALS:
        refuse(f"a polynomial of degree {degree} in {variables} variables is too large", node.column)
    if min(_terms_of(node), math.comb(degree + variables, variables)) > _MOST_TERMS:
        refuse("the polynomial is too long when multiplied out", node.column, f"at most {_MOST_TERMS} terms")


def _terms_of(node: Node) -> int:
    """An upper bound of the number of terms after multiplication, from the syntax alone."""
    terms = [_terms_of(child) for child in node.children]
    if node.kind == "power":
        exponent = node.children[1]
        times = int(exponent.value) if exponent.kind == "number" and len(exponent.value) < 6 else 1
        return math.comb(times + terms[0] - 1, times) if terms[0] > 1 else 1
    if node.kind == "sum":
        return sum(terms)
    return math.prod(terms)


def degree_of(node: Node) -> int:
    """An upper bound of the degree, from the syntax alone."""
    degrees = [degree_of(child) for child in node.children]
    if node.kind == "name":
        return 1
    if node.kind == "power":
        exponent = node.children[1]
        times = int(exponent.value) if exponent.kind == "number" and len(exponent.value) < 6 else 10**6
        return min(degrees[0] * times, 10**6)
    if node.kind == "product":
        return sum(degrees)
    return max(degrees, default=0)


def _element(number: int, node: Node, column: tuple[sp.Expr, ...]) -> Element:
    shown = formula(node)
    entries = tuple(number_text(c) for c in column)
    return Element(Formula(Latex(""), ""), shown.latex, shown.text, entries, number - 1)


def _monomial(exponents: tuple[int, ...], generators: list[sp.Symbol]) -> Formula:
    value = sp.Mul(*(g**e for g, e in zip(generators, exponents, strict=False)))
    return Formula(number_latex(value), number_text(value))
