"""Entries with symbols in a denominator: they need a value for all values of the symbols."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from backproof.spaces.language.symbolic import to_sympy
from backproof.spaces.language.syntax import Node, names, to_text
from backproof.spaces.language.tokens import refuse
from backproof.spaces.parameters.factors_of_conditions import factors
from backproof.spaces.parameters.sums_of_squares import is_definite


def refuse_gaps(node: Node) -> Node:
    """Return an entry; InputError if it divides by what is 0, for all that is known, at some real values.

    The entry is judged as it is written: a/a has no value at 0, either.
    """
    for divisor in _divisors(node):
        above = sp.fraction(sp.together(to_sympy(divisor)))[0]
        # The zeros of other functions, such as a cosine, are not looked for.
        is_known = above.is_polynomial(*above.free_symbols)
        if not is_known or not all(is_definite(factor) for factor in factors(above) if factor.free_symbols):
            refuse(
                f"{to_text(node)} may have no value where {to_text(divisor)} = 0",
                divisor.column,
                "entries with a value for all values of their symbols",
                "multiply by the denominator, or give the quotient a name of its own, such as c1",
            )
    return node


def _divisors(node: Node) -> Iterator[Node]:
    """Yield the parts with symbols that a node divides by, innermost first."""
    for child in node.children:
        yield from _divisors(child)
    if node.kind == "product":
        divided = zip(node.value, node.children, strict=True)
        yield from (child for sign, child in divided if sign == "/" and names(child))
    elif node.kind == "power":
        base, exponent = node.children
        if names(base) and (names(exponent) or to_sympy(exponent).is_nonnegative is not True):
            yield base
