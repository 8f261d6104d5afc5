"""Errors of Python and Jinja in the words of a template's author, each with a remedy where one is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import TracebackType

_LONGEST = 240
# The functions of + and *, and Jinja's around its filters.
_UNNAMED = ("added", "multiplied", "call", "call_binop", "called", "guarded", "wrapper")
_TYPES = {
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "NoneType": "None",
    "list": "a list",
    "tuple": "a list",
    "dict": "a mapping",
    "mappingproxy": "a mapping",
}


def kind_of(name: str) -> str:
    """Return a type's name with its article; the plain word for one of Python's own."""
    plain = name.lstrip("_")
    return _TYPES.get(name, f"{'an' if plain[:1] in 'AEIOUaeiou' else 'a'} {plain}")


def _operands(found: re.Match[str]) -> str:
    first, second = kind_of(found["first"]), kind_of(found["second"])
    return f"{found['operator']} is not defined for {first} and {second}"


_PYTHON: tuple[tuple[str, Callable[[re.Match[str]], str], str | None], ...] = (
    (
        r"'(?P<type>\w+)' object is not callable",
        lambda found: f"{kind_of(found['type'])} cannot be called",
        "only macros and functions take parentheses",
    ),
    (
        r"'(?P<type>\w+)' object is not iterable",
        lambda found: f"{kind_of(found['type'])} has no elements to go through",
        None,
    ),
    (
        r"cannot unpack non-iterable (?P<type>\w+) object",
        lambda found: f"{kind_of(found['type'])} is one value, and several names are given for it",
        None,
    ),
    (
        r"too many values to unpack \(expected (?P<count>\d+)\)",
        lambda found: f"there are more values than the {found['count']} names for them",
        "a mapping goes through its names alone; .items() gives names and values",
    ),
    (
        r"not enough values to unpack \(expected (?P<count>\d+), got (?P<got>\d+)\)",
        lambda found: f"there are {found['count']} names for {found['got']} values",
        None,
    ),
    (
        r"must be real number, not (?P<type>\w+)"
        r"|Unknown format code '\w' for object of type '(?P<other>\w+)'",
        lambda found: f"a number is needed, not {kind_of(found['type'] or found['other'])}",
        None,
    ),
    (
        r"unsupported operand type\(s\) for (?P<operator>.+?): '(?P<first>\w+)' and '(?P<second>\w+)'",
        _operands,
        "texts and numbers are joined by ~",
    ),
    (
        r"can only concatenate (?P<first>\w+) \(not \"(?P<second>\w+)\"\)(?P<operator>) to \w+",
        lambda found: f"+ is not defined for {kind_of(found['first'])} and {kind_of(found['second'])}",
        "texts and numbers are joined by ~",
    ),
    (
        r"'(?P<operator>\S+)' not supported between instances of '(?P<first>\w+)' and '(?P<second>\w+)'",
        _operands,
        None,
    ),
    (
        r"'(?P<type>\w+)' object has no attribute '\w+'"
        r"|expected string or bytes-like object, got '(?P<other>\w+)'",
        lambda found: f"{kind_of(found['type'] or found['other'])} is not what it takes",
        None,
    ),
    (r"division by zero", lambda _: "this divides by zero", None),
    (r"No (?P<what>filter|test) named '(?P<name>.+?)'", lambda found: found.group(), None),
    (
        r"cannot assign attribute on non-namespace object",
        lambda _: "a value's attribute cannot be set",
        r"\BLOCK{ set name = ... } sets a name of the template's own",
    ),
)


def of_python(error: Exception) -> tuple[str, str | None]:
    """Return the message and the hint for an error raised while a template was rendered."""
    text = str(error)
    for pattern, worded, hint in _PYTHON:
        if found := re.search(pattern, text):
            called = _called(error.__traceback__)
            message = worded(found)
            return f"{called}: {message}" if called else message, hint
    return _shortened(f"{type(error).__name__}: {text}"), None


def _called(trace: TracebackType | None) -> str | None:
    """Return the name of the filter or function that the template called when the error was raised."""
    names: list[str] = []
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            names = []
        else:
            names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    plain = [re.sub(r"^(?:sync_)?do_|^test_", "", name) for name in names]
    told = (name for name in plain if name.isidentifier() and not name.startswith("_"))
    return next((name for name in told if name not in _UNNAMED), None)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_OPERATORS = r"the operators are and, or, not: \BLOCK{ if a and not b }"
_SYNTAX: tuple[tuple[str, str, str | None], ...] = (
    (r"unexpected char (?:'\"'|\"'\") at \d+", "a quote is never closed", None),
    (r"unexpected char '([&!])' at \d+", r"'\1' has no meaning here", _OPERATORS),
    (r"unexpected char '(.)' at \d+", r"'\1' has no meaning here", None),
    (r"Expected an expression, got 'end of .+'", "there is no value in this tag", None),
    (r"got '='", "", r"== compares; \BLOCK{ set name = value } gives a name to a value"),
    (r"expected token 'as'", "", r"write \BLOCK{ import 'macros.tex.j2' as set_ }"),
    (r"expected token 'in'", "", r"a loop is \BLOCK{ for x in values }, with commas between several names"),
    (r"expected token .+, got 'for'", "", "there are loops instead: | map, | select, or a for of its own"),
    (r"expected token 'end of .+', got 'if'", "", r"an else with a condition is \BLOCK{ elif ... }"),
)


def of_syntax(message: str, text: str) -> tuple[str, str | None]:
    """Return the message and the hint for what Jinja says of a tag's text."""
    if text.startswith((r"\VAR{{", r"\BLOCK{{")):
        return "a tag has one brace", rf"write {text.partition('{')[0]}{{ ... }}"
    hint = None
    for pattern, worded, remedy in _SYNTAX:
        if found := re.search(pattern, message):
            hint = hint or remedy
            message = found.expand(worded) if worded else message
            break
    return re.sub(r"'end of (?:print statement|statement block)'", "'}'", message), hint
