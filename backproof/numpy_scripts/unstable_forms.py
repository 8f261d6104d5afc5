"""Formulas in a script that overflow where their values do not, found in its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LOGARITHMS = frozenset({"log", "log1p"})
_Functions = Mapping[str, ast.AST]


@dataclass(frozen=True)
class UnstableForm:
    """An unstable formula with its 1-based position, and an equivalent formula without overflow."""

    line: int
    column: int
    written: str
    better: str


def unstable_forms(source: str, function: str) -> tuple[UnstableForm, ...]:
    """Find the unstable formulas in a script's function and in those that it calls, in source order."""
    tree = ast.parse(source)
    known: dict[str, ast.AST] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                known[name] = node
    found = {
        (node.lineno, node.col_offset): UnstableForm(
            node.lineno, _column(source, node), ast.unparse(node), better
        )
        for name in _called(function, known)
        for node, better in _forms(known[name])
    }
    return tuple(found[place] for place in sorted(found))


def _column(source: str, node: ast.expr) -> int:
    """Return the column of a node in characters; the syntax tree counts bytes."""
    line = source.encode().splitlines()[node.lineno - 1]
    return len(line[: node.col_offset].decode()) + 1


def _called(function: str, known: _Functions) -> list[str]:
    """Return the function and everything in the script that it uses, directly or indirectly."""
    found = [function] if function in known else []
    for name in found:
        used = (node.id for node in ast.walk(known[name]) if isinstance(node, ast.Name))
        found += [other for other in dict.fromkeys(used) if other in known and other not in found]
    return found


def _forms(scope: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield the unstable formulas in one function; names assigned once are replaced by their values."""
    values = _assigned_once(scope)
    inside: set[int] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.expr) and id(node) not in inside:
            better = _better(node, values)
            if better:
                inside |= {id(part) for part in ast.walk(node)}
                yield node, better


def _assigned_once(scope: ast.AST) -> dict[str, ast.expr]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case (
                ast.AugAssign(target=ast.Name(id=name), value=value)
                | ast.For(target=ast.Name(id=name), iter=value)
            ):
                found.setdefault(name, []).extend([value, value])
    return {name: assigned[0] for name, assigned in found.items() if len(assigned) == 1}


_Values = Mapping[str, ast.expr]


def _better(node: ast.expr, values: _Values) -> str | None:
    """Return a stable replacement for the formula; None if it is stable."""
    match node:
        case ast.Call(args=[argument, *_]) if _function(node) in _LOGARITHMS:
            return _better_logarithm(argument, values, plus_one=_function(node) == "log1p")
        case ast.BinOp(left=above, op=ast.Div(), right=below):
            return _better_quotient(above, below, values)
    return None


def _better_logarithm(argument: ast.expr, values: _Values, *, plus_one: bool) -> str | None:
    inner = _resolved(argument, values)
    if plus_one:
        exponent = _exponent(inner, values)
        return f"np.logaddexp(0, {exponent})" if exponent else None
    logarithms = [_logarithm(addend, values) for addend in _addends(inner, values)]
    if len(logarithms) == 2 and all(logarithms) and logarithms != ["0", "0"]:
        return f"np.logaddexp({', '.join(sorted(map(str, logarithms), key=lambda u: u != '0'))})"
    summed = _summed_exponent(inner, values)
    if summed:
        return f"m + np.log(np.sum(np.exp({summed} - m))) with m = np.max({summed})"
    return None


def _better_quotient(above: ast.expr, below: ast.expr, values: _Values) -> str | None:
    numerator = _exponent(_resolved(above, values), values)
    divisor = _resolved(below, values)
    summed = _summed_exponent(divisor, values)
    if numerator and summed == numerator:
        return f"e / np.sum(e) with e = np.exp({numerator} - np.max({numerator}))"
    if numerator and summed:
        return f"np.exp({numerator} - m) / np.sum(np.exp({summed} - m)) with m = np.max({summed})"
    exponents = [_logarithm(addend, values) for addend in _addends(divisor, values)]
    if numerator and sorted(map(str, exponents)) == sorted(["0", numerator]):
        return f"np.exp(-np.logaddexp(0, -{_within_sign(numerator)}))"
    if len(exponents) == 2 and all(exponents) and _difference(_resolved(above, values), values) == exponents:
        first, second = exponents
        if second == f"-{first}":
            return f"np.tanh({first})"
    return None


def _difference(node: ast.expr, values: _Values) -> list[str | None]:
    """Return the exponents of exp(u) - exp(v)."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return [_exponent(_resolved(side, values), values) for side in (left, right)]
    return []


def _addends(node: ast.expr, values: _Values) -> list[ast.expr]:
    """Return the addends of a sum."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [addend for side in (left, right) for addend in _addends(_resolved(side, values), values)]
    return [node]


def _logarithm(node: ast.expr, values: _Values) -> str | None:
    """Return the logarithm of exp(u) or of 1, else None."""
    match node:
        case ast.Constant(value=1 | 1.0):
            return "0"
    return _exponent(node, values)


def _summed_exponent(node: ast.expr, values: _Values) -> str | None:
    """Return u for np.sum(np.exp(u)) or np.exp(u).sum(), unless u has its maximum subtracted; else None."""
    match node:
        case ast.Call(args=[argument, *_]) if _function(node) == "sum":
            return _exponent(_resolved(argument, values), values)
        case ast.Call(func=ast.Attribute(value=base, attr="sum"), args=[]):
            return _exponent(_resolved(base, values), values)
    return None


def _exponent(node: ast.expr, values: _Values) -> str | None:
    """Return u for exp(u), as written; None for any other formula, and for u - max(u)."""
    match node:
        case ast.Call(args=[argument, *_]) if _function(node) == "exp":
            shown = _resolved(argument, values)
            parts = (part for part in ast.walk(shown) if isinstance(part, ast.expr))
            if any(_function(_resolved(part, values)) in {"max", "amax", "maximum"} for part in parts):
                return None
            return ast.unparse(argument)
    return None


def _resolved(node: ast.expr, values: _Values) -> ast.expr:
    """Follow names to their values, as far as these are known."""
    seen: set[str] = set()
    while isinstance(node, ast.Name) and node.id in values and node.id not in seen:
        seen.add(node.id)
        node = values[node.id]
    return node


def _function(node: ast.AST) -> str | None:
    """Return the last name of a call's function: exp in np.exp(u), numpy.exp(u) and exp(u)."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name
    return None


def _within_sign(text: str) -> str:
    return text if text.isidentifier() or (text.endswith(")") and text.count("(") == 1) else f"({text})"
