"""Declarations of names: checks their shapes and properties."""

from __future__ import annotations

import keyword
import re
import unicodedata
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

_REAL_SPACE = re.compile(r"(?:R|ℝ|\\(?:mathbb|mathbf)\s*\{?R\}?|\\R)\s*(?:\^|(?=[^\x00-\x7f]))\s*(.+)")
_ENCLOSED = re.compile(r"\((.*)\)|\[(.*)\]|\{(.*)\}")
_TWO_SIZES = re.compile(r"^(\w+)\s+(\w+)$")
_NUMBERS = ("", "scalar", "number", "real", "ℝ", r"\mathbb{R}", r"\R")
LOOP = "a loop is not in the language", "sum whole arrays: sum(x*y), sum((x[1:] - x[:-1])**2)"
_OF_STATEMENTS = {
    **dict.fromkeys(("if", "else", "elif"), "write where(x > 0, a, b)"),
    **dict.fromkeys(("and", "or", "not", "is"), "both of two conditions: where((x > 0)*(y > 0), a, b)"),
    **dict.fromkeys(("import", "from", "def", "return", "assert", "class", "with"), "type the formula alone"),
}
# Between single letters and numbers, an x needs no spaces: in `nxd` it is no part of a name.
_BETWEEN_SIZES = re.compile(r",|×|\\times\b|(?<=\s)(?:[xX]|by)(?=\s)|(?<=^[A-Za-z])x(?=\w$)|(?<=\d)x(?=\w+$)")


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
    """Parse `""` to (1, 1), `"d"` to ("d", 1), `"p,d"` to ("p", "d"), `"3"` to (3, 1); raises InputError.

    NumPy's `(p, d)` and `(d,)`, MATLAB's `[p, d]`, `p x d`, `p by d`, `p×d` and `\\mathbb{R}^{p \\times d}`
    are shapes as well.
    """
    parts: Sequence[Size] = _sizes(shape) if isinstance(shape, str) else shape
    if len(parts) > 2:
        _reject(f"the shape '{shape}' of '{name}' has {len(parts)} sizes", 'at most two, as in "p,d"')
    sized = [_size(part, f"the shape '{shape}' of '{name}'") for part in parts]
    return (sized[0] if sized else 1), (sized[1] if len(sized) > 1 else 1)


def _sizes(shape: str) -> list[str]:
    """Split a shape in any spelling into its sizes."""
    bare = shape.strip().strip("$").strip()
    if found := _REAL_SPACE.fullmatch(bare):
        bare = unicodedata.normalize("NFKC", found[1])
    if found := _ENCLOSED.fullmatch(bare):
        bare = _TWO_SIZES.sub(r"\1,\2", found[found.lastindex or 0].strip())
    if bare in _NUMBERS:
        return []
    return _BETWEEN_SIZES.split(bare.removesuffix(","))


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
    if name == "for":
        return LOOP
    if keyword.iskeyword(name):
        hint = _OF_STATEMENTS.get(name, f"call it '{name}1'")
        return f"'{name}' is a word of Python and cannot be a name", hint
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        return f"'{name}' is not a name", "a name is a letter, then letters, digits and underscores"
    return None


def _reject(message: str, hint: str | None) -> NoReturn:
    raise InputError(Diagnostic(message, hint=hint))
