"""Reading and editing a Python script by its syntax tree, without ever running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from backproof.diagnostic import Diagnostic, InputError, did_you_mean

_NUMPY_ONLY = frozenset({"numpy"})

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = _Function | ast.ClassDef | ast.Assign
_EVASIONS = frozenset({"__import__", "eval", "exec", "compile", "__builtins__", "__loader__", "__spec__"})
_LOADERS = frozenset({"importlib", "imp", "pkgutil", "runpy", "zipimport", "ctypes", "code", "codeop"})


@dataclass(frozen=True)
class Excerpt:
    """Lines of a script, counted from 1, both ends included."""

    text: str
    first_line: int
    last_line: int


def parse(source: str, file: str) -> ast.Module:
    """Parse the script into a syntax tree. Raises InputError, with line and column, if it is not Python."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        line = error.text.rstrip("\n") if error.text else None
        found = Diagnostic(f"not Python: {error.msg}", file, error.lineno, error.offset, source=line)
        raise InputError(found) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(Diagnostic(f"not Python: {error}", file)) from None


def check_imports(source: str, file: str, allowed: Collection[str] = _NUMPY_ONLY) -> None:
    """Refuse imports of anything but `allowed` and the standard library, and what would import unseen.

    Raises one InputError with a Diagnostic for each place. It keeps an honest script to the assignment's
    rule; it is no boundary, as a script that wants to can hide an import from any reading of its text.
    """
    faults = [
        Diagnostic(message, file, *_position(source, node), expected, source=_line(source, node))
        for node in ast.walk(parse(source, file))
        for message, expected in _faults(node, frozenset(allowed))
    ]
    if faults:
        raise InputError(*sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0)))


def excerpt(source: str, name: str, file: str = "script") -> Excerpt:
    """A top-level function or class (`Class.method` for a method) with its decorators and its comments."""
    definition = _definition(parse(source, file), name, file)
    lines = lines_of(source)
    first = min(node.lineno for node in (definition, *getattr(definition, "decorator_list", ())))
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    last = definition.end_lineno or definition.lineno
    return Excerpt("".join(lines[first - 1 : last]), first, last)


def signature(source: str, name: str, file: str = "script") -> tuple[str, ...]:
    """The names of a function's positional arguments, in order."""
    definition = _definition(parse(source, file), name, file)
    if isinstance(definition, ast.ClassDef):
        raise InputError(Diagnostic(f"'{name}' is a class", file, definition.lineno, None, "a function"))
    arguments = arguments_of(definition)
    return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args))


def arguments_of(definition: _Function | ast.Assign) -> ast.arguments:
    """Return the arguments of a function's definition, or of the lambda that a name is given."""
    if isinstance(definition, ast.Assign):
        assert isinstance(definition.value, ast.Lambda)
        return definition.value.args
    return definition.args


def functions(tree: ast.Module) -> dict[str, _Function | ast.Assign]:
    """Return the definitions of a script's top-level functions by name; the last one of a name counts."""
    found = _definitions([node for node in tree.body if not isinstance(node, ast.ClassDef)])
    return {name: node for name, node in found if not isinstance(node, ast.ClassDef)}


def fill(source: str, replacements: Mapping[str, str], file: str = "script") -> str:
    """The script with the named top-level functions, classes and constants replaced by new source text.

    Everything else stays as it is, byte for byte. A function's new text takes the place of its decorators
    and body and of the comments directly above it only if it brings comments of its own.
    """
    tree = parse(source, file)
    encoded = source.encode()
    starts = _line_starts(encoded)
    known = {name: node for node in tree.body for name in _names(node)}
    spans = []
    for name, text in replacements.items():
        if name not in known:
            raise _missing(name, known, file)
        spans.append((*_span(known[name], encoded, starts, text), text))
    for start, end, text in sorted(spans, reverse=True):
        encoded = encoded[:start] + _with_line_ends_of(encoded, text).encode() + encoded[end:]
    filled = encoded.decode()
    parse(filled, file)
    return filled


def _faults(node: ast.AST, allowed: frozenset[str]) -> Iterator[tuple[str, str | None]]:
    expected = f"{', '.join(sorted(allowed))} and the standard library alone"
    for module in _imported(node):
        top = module.partition(".")[0]
        if top in _LOADERS:
            yield f"import of '{module}', which can import or run anything", None
        elif top not in allowed and top not in sys.stdlib_module_names:
            yield f"import of '{module or '.'}'", expected
    if isinstance(node, ast.Name) and node.id in _EVASIONS:
        yield f"'{node.id}' can import or run what can't be seen here", None
    if isinstance(node, ast.Attribute) and node.attr in _EVASIONS - {"compile", "eval", "exec"}:
        yield f"'.{node.attr}' can import what can't be seen here", None
    if isinstance(node, ast.Constant) and node.value in _EVASIONS - {"compile", "eval", "exec"}:
        yield f"the name '{node.value}' can import what can't be seen here", None
    if _reaches_modules(node):
        yield "'sys.modules' can reach what was not imported here", None


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def _reaches_modules(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "modules"
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    )


def _definition(tree: ast.Module, name: str, file: str) -> _Definition:
    known = dict(_definitions(tree.body))
    if name not in known:
        raise _missing(name, known, file)
    return known[name]


def _definitions(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, _Definition]]:
    for node in body:
        if isinstance(node, _Function | ast.ClassDef):
            yield inside + node.name, node
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            yield from ((inside + name.id, node) for name in node.targets if isinstance(name, ast.Name))
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node.body, f"{inside}{node.name}.")


def _missing(name: str, known: Collection[str], file: str) -> InputError:
    expected = f"one of {', '.join(known)}" if known else None
    return InputError(
        Diagnostic(f"there is no '{name}'", file, expected=expected, hint=did_you_mean(name, known))
    )


def _names(node: ast.stmt) -> list[str]:
    """Return the names that a top-level statement defines, if it can be replaced as a whole."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _span(node: ast.stmt, encoded: bytes, starts: list[int], text: str) -> tuple[int, int]:
    """The offsets of the bytes that `text` takes the place of."""
    first = min(other.lineno for other in (node, *getattr(node, "decorator_list", ())))
    # A decorator's line begins with its @, which the tree leaves out; only whole lines carry decorators.
    start = starts[first - 1] + (node.col_offset if first == node.lineno else 0)
    if text.lstrip().startswith("#"):
        while first > 1 and encoded[starts[first - 2] : starts[first - 1]].startswith(b"#"):
            first -= 1
            start = starts[first - 1]
    return start, starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)


def _line_starts(encoded: bytes) -> list[int]:
    starts = [0]
    for line in encoded.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _with_line_ends_of(encoded: bytes, text: str) -> str:
    text = text.strip("\n")
    return text.replace("\n", "\r\n") if b"\r\n" in encoded else text


def lines_of(source: str) -> list[str]:
    """Lines as Python counts them: a form feed or a Unicode separator ends none."""
    return [line.decode() for line in source.encode().splitlines(keepends=True)]


def _line(source: str, node: ast.AST) -> str:
    return lines_of(source)[getattr(node, "lineno", 1) - 1].rstrip("\r\n")


def _position(source: str, node: ast.AST) -> tuple[int, int]:
    """Line and column, both from 1 and in characters; the syntax tree counts a column in bytes."""
    before = _line(source, node).encode()[: getattr(node, "col_offset", 0)]
    return getattr(node, "lineno", 1), len(before.decode()) + 1
