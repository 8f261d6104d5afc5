"""Declarations of names: checks their shapes and properties."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from backproof.calculus.language.expression import (
    PROPERTIES,
    ROWS_SUM_TO_1,
    SQUARE_PROPERTIES,
    SUMS_TO_1,
    SYMMETRIC_PROPERTIES,
    Variable,
)
from backproof.calculus.primitives.shapes import Shape, Size, describe_shape
from backproof.calculus.primitives.sizes import product as size_product
from backproof.calculus.primitives.sizes import total as size_total
from backproof.calculus.spelling.names import plain_name
from backproof.diagnostic import Diagnostic, InputError, did_you_mean


def declare(
    shapes: Mapping[str, str | Sequence[Size]], properties: Mapping[str, str | Iterable[str]]
) -> dict[str, Variable]:
    """Return the variables with the given shapes and properties, by plain names; raises InputError."""
    shapes = {plain_name(name): shape for name, shape in shapes.items()}
    properties = {plain_name(name): words for name, words in properties.items()}
    for name in properties:
        if name not in shapes:
            _reject(f"a property is given for '{name}', which has no shape", did_you_mean(name, shapes))
    return {
        name: _variable(name, parse_shape(shape, name), properties.get(name, ()))
        for name, shape in shapes.items()
    }


def parse_shape(shape: str | Sequence[Size], name: str = "") -> Shape:
    """Parse `""` to (1, 1), `"d"` to ("d", 1), `"p,d"` to ("p", "d"), `"3"` to (3, 1); raises InputError."""
    parts: Sequence[Size] = shape.split(",") if isinstance(shape, str) else shape
    if isinstance(shape, str) and not shape.strip():
        return 1, 1
    if len(parts) > 2:
        _reject(f"the shape '{shape}' of '{name}' has {len(parts)} sizes", 'at most two, as in "p,d"')
    sized = [_size(part, f"the shape '{shape}' of '{name}'") for part in parts]
    return (sized[0] if sized else 1), (sized[1] if len(sized) > 1 else 1)


def _size(part: Size, where: str) -> Size:
    word = str(part).strip()
    terms = [term.split("*") for term in word.split("+")]
    factors = [[_factor(factor.strip(), word, where) for factor in term] for term in terms]
    return size_total(*(size_product(*term) for term in factors))


def _factor(word: str, size: str, where: str) -> Size:
    if word.isascii() and word.isdigit() and 0 < len(word) < 10 and int(word) > 0:
        return int(word)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", word):
        hint = 'a size is a symbol or a positive integer, as in "p,3", or a product of these, as in "m*p"'
        _reject(f"'{size}' in {where} is not a size", hint)
    return word


def _variable(name: str, shape: Shape, given: str | Iterable[str]) -> Variable:
    fault_of_name = name_fault(name)
    if fault_of_name:
        _reject(*fault_of_name)
    words = given.split(",") if isinstance(given, str) else given
    properties = frozenset(word.strip() for word in words if word.strip())
    for item in properties:
        if item not in PROPERTIES:
            hint = did_you_mean(item, PROPERTIES) or "one of " + ", ".join(PROPERTIES)
            _reject(f"'{item}' is not a property of a variable ('{name}')", hint)
    if (found := properties & {*SQUARE_PROPERTIES}) and shape[0] != shape[1]:
        _reject(f"'{name}' is {describe_shape(shape)} and cannot be {min(found)}", "give it a square shape")
    if "unit" in properties and shape[1] != 1:
        _reject(f"'{name}' is {describe_shape(shape)} and cannot be a unit vector", "give it one column")
    if (SUMS_TO_1 in properties and shape[1] != 1) or (ROWS_SUM_TO_1 in properties and shape[1] == 1):
        message = f"'{name}' is {describe_shape(shape)}: a column has entries that sum to 1, a matrix rows"
        _reject(message, f"declare '{SUMS_TO_1}' of a column, or '{ROWS_SUM_TO_1}' of a matrix")
    if properties & SYMMETRIC_PROPERTIES:
        properties |= {"symmetric"}
    return Variable(name, shape, properties)


def name_fault(name: str) -> tuple[str, str] | None:
    """Return the message and hint explaining why `name` is not a valid name, or None."""
    if keyword.iskeyword(name):
        return f"'{name}' is a word of Python and cannot be a name", f"call it '{name}1'"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        return f"'{name}' is not a name", "a name is a letter, then letters, digits and underscores"
    return None


def _reject(message: str, hint: str | None) -> NoReturn:
    raise InputError(Diagnostic(message, hint=hint))
