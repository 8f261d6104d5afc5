"""Functions that a course's starter file leaves empty, and what their names say that they compute."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Collection, Iterator, Mapping
from operator import itemgetter
from typing import TypeGuard

from backproof.running.script import functions

_SLOPES = ("d{}", "d_{}", "{}_prime", "{}_grad", "{}_gradient", "{}_derivative", "{}_deriv", "grad_{}")


def empty_functions(source: str) -> dict[str, ast.FunctionDef]:
    """Return the top-level functions that compute nothing: pass, an error, or only None returned."""
    found = functions(ast.parse(source))
    return {
        name: node for name, node in found.items() if isinstance(node, ast.FunctionDef) and _is_empty(node)
    }


def _is_empty(function: ast.FunctionDef) -> bool:
    blank: set[str] = set()
    for statement in function.body:
        match statement:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Raise(exc=ast.Name(id=error) | ast.Call(func=ast.Name(id=error))):
                return error == "NotImplementedError"
            case ast.Assign(value=ast.Constant(value=None), targets=targets):
                blank.update(node.id for target in targets for node in ast.walk(target) if _is_name(node))
            case ast.Return(value=value):
                return value is None or all(_is_blank(node, blank) for node in ast.walk(value))
            case _:
                return False
    return True


def _is_name(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


def _is_blank(node: ast.AST, blank: Collection[str]) -> bool:
    """Return whether a part of a returned value is None, or a name that has no other value."""
    if isinstance(node, ast.Name):
        return node.id in blank
    if isinstance(node, ast.Constant):
        return node.value is None
    return isinstance(node, ast.Tuple | ast.expr_context)


def names_for(needed: Mapping[str, Collection[str]], empty: Collection[str]) -> dict[str, str]:
    """Return the names in the file of functions that it leaves empty, by the names in `needed`.

    `needed` has the other names under which a function is known; those of its derivative follow from them.
    """
    found: dict[str, str] = {}
    for function, known in needed.items():
        names = [name for name in (function, *known) if name]
        slopes = [pattern.format(name) for name in names for pattern in _SLOPES]
        for key, candidates in ((function, names), (f"{function}_prime", slopes)):
            fitting = next((name for name in candidates if name in empty), None)
            if fitting:
                found[key] = fitting
    return found


def renamed(source: str, names: Mapping[str, str]) -> str:
    """Replace names in a program, other than in its texts and comments."""
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for token in reversed(tokens):
        if token.type == tokenize.NAME and token.string in names:
            (row, start), (_, end) = token.start, token.end
            line = lines[row - 1]
            lines[row - 1] = f"{line[:start]}{names[token.string]}{line[end:]}"
    return "".join(lines)


def used_though_empty(source: str) -> Iterator[tuple[str, int]]:
    """Yield the functions that are empty though their value is used, with their lines."""
    tree, empty = ast.parse(source), empty_functions(source)
    used: dict[str, int] = {}
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in alone:
            continue
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in empty:
                used[name] = empty[name].lineno
    yield from sorted(used.items(), key=itemgetter(1))
