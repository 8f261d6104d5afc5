"""The language of claims: Python's comparisons over the names of results, with some words of the field."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.observations.values import Series, Value
from backproof.observations.words import WORDS

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Mod: operator.mod, ast.FloorDiv: operator.floordiv,
}  # fmt: skip
RELATIONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf}


def parsed(text: str) -> ast.expr:
    """Return the tree of a claim; InputError with its column if it is none."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = getattr(error, "offset", None) or len(text) + 1
        hint = "a claim compares results, such as loss[-1] < 0.1"
        raise InputError(Diagnostic("this claim cannot be read", column=column, hint=hint)) from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(type(op) not in RELATIONS for op in node.ops):
            raise _fault(node, "claims compare by <, <=, ==, !=, >= and >")
    return tree


def value(node: ast.expr, names: Mapping[str, Value]) -> Value:  # noqa: PLR0911 (one for each kind of node)
    """Return the value of an expression; InputError with its column if it has none."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return constant
        case ast.Name(id=name):
            return _named(node, name, names)
        case ast.Attribute():
            return _named(node, ast.unparse(node), names)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return Series(value(item, names) for item in items)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _spread(node, lambda x, _: -x, value(operand, names), 0)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not value(operand, names)
        case ast.BoolOp(op=op, values=operands):
            found = [bool(value(operand, names)) for operand in operands]
            return all(found) if isinstance(op, ast.And) else any(found)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _spread(node, _OPERATORS[type(op)], value(left, names), value(right, names))
        case ast.Compare():
            return compares(node, names)
        case ast.Subscript(value=inner, slice=index):
            return _item(node, value(inner, names), index, names)
        case ast.Call(func=ast.Name(id=word), args=arguments, keywords=[]) if word in WORDS:
            return _applied(node, word, [value(argument, names) for argument in arguments])
    if isinstance(node, ast.Call):
        near = did_you_mean(ast.unparse(node.func), WORDS)
        raise _fault(node, f"'{ast.unparse(node.func)}' is no word of claims", near or ", ".join(WORDS))
    raise _fault(node, f"'{ast.unparse(node)}' is not of the language of claims")


def compares(node: ast.Compare, names: Mapping[str, Value]) -> bool:
    """Return whether each neighbouring pair of a chain of comparisons holds, for all items of series."""
    sides = [value(side, names) for side in (node.left, *node.comparators)]
    pairs = zip(sides, node.ops, sides[1:], strict=False)
    return all(_holds(node, RELATIONS[type(op)], left, right) for left, op, right in pairs)


def _holds(node: ast.AST, relation: Callable[[Any, Any], bool], left: Value, right: Value) -> bool:
    return _all(_spread(node, relation, left, right))


def _all(found: Value) -> bool:
    return all(map(_all, found)) if isinstance(found, list) else bool(found)


def _spread(node: ast.AST, operation: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
    """Apply an operation to numbers, or item by item; a number meets every item of a series."""
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            raise _fault(node, f"{len(left)} values meet {len(right)}", "take the same number of values")
        return Series(_spread(node, operation, a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, list):
        return Series(_spread(node, operation, a, right) for a in left)
    if isinstance(right, list):
        return Series(_spread(node, operation, left, b) for b in right)
    try:
        return operation(left, right)
    except ZeroDivisionError:
        return math.nan
    except (OverflowError, ArithmeticError):
        return math.inf
    except TypeError:
        raise _fault(node, f"{left!r} and {right!r} are not both numbers") from None


def _named(node: ast.AST, name: str, names: Mapping[str, Value]) -> Value:
    if name in names:
        return names[name]
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    shown = ", ".join(list(names)[:12]) or "none, as the run names no result"
    raise _fault(node, f"there is no result '{name}'", did_you_mean(name, names), f"one of {shown}")


def _item(node: ast.Subscript, inner: Value, index: ast.expr, names: Mapping[str, Value]) -> Value:
    if not isinstance(inner, list):
        raise _fault(node, f"'{ast.unparse(node.value)}' is a single value")
    if isinstance(index, ast.Slice):
        ends = [None if end is None else value(end, names) for end in (index.lower, index.upper, index.step)]
        labels = list(getattr(inner, "labels", ()))
        return Series(inner[slice(*ends)], labels[slice(*ends)])
    chosen = value(index, names)
    if isinstance(chosen, str):
        labels = list(getattr(inner, "labels", ()))
        if chosen not in labels:
            expected = f"one of {', '.join(labels)}" if labels else "a number, as its rows have no labels"
            raise _fault(node, f"there is no row '{chosen}'", did_you_mean(chosen, labels), expected)
        return inner[labels.index(chosen)]
    if not isinstance(chosen, int) or not -len(inner) <= chosen < len(inner):
        raise _fault(node, f"'{ast.unparse(node.value)}' has {len(inner)} values, from 0 on")
    return inner[chosen]


def _applied(node: ast.Call, word: str, arguments: Sequence[Value]) -> Value:
    known = WORDS[word]
    if not known.least <= len(arguments) <= known.most:
        raise _fault(node, f"'{word}' is given {len(arguments)} values", expected=known.form)
    try:
        return known.compute(*arguments)
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan
    except TypeError:
        raise _fault(node, f"'{word}' does not take these values", expected=known.form) from None


def _fault(node: ast.AST, message: str, hint: str | None = None, expected: str | None = None) -> InputError:
    column = getattr(node, "col_offset", 0) + 1
    return InputError(Diagnostic(message, column=column, hint=hint, expected=expected))
