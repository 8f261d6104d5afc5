"""Texts of the language as expressions, over declared variables and functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from backproof.calculus.language.declare import declare
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.functions import define_all
from backproof.calculus.language.syntax.grammar import parse_over
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Size


def parse(
    text: str,
    shapes: Mapping[str, str | Sequence[Size]],
    properties: Mapping[str, str | Iterable[str]] | None = None,
    functions: Sequence[str | Function] = (),
    sizes: Iterable[str] = (),
) -> Expression:
    """Parse `text` into an expression over variables of the given shapes.

    `shapes`: "" is a scalar, "d" a column vector, "p,d" a matrix; sizes are symbols or integers.
    `sizes`: symbols for `ones` and `eye` that occur in no shape.
    `properties`: "symmetric", "positive definite" or "positive" for any of the variables.
    `functions`: texts such as "phi(t) = log(1 + exp(t))", or functions already defined.
    Raises InputError with column, source and hint.
    """
    return parse_over(text, declare(shapes, properties or {}), define_all(functions).values(), sizes)
