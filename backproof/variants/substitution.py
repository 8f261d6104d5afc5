"""Values in a term's text: where it refers to them, and the text with the values in place.

A reference is written `{{ name }}` in a string or a quoted key. Where it is the whole string, the value keeps
its type: a list, a table, a number. Each value takes one line, so that every fault of a variant is told at
the line of the term file that its author wrote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.terms.places import KeyPath, Place, character_offsets, line_and_column
from backproof.terms.reading import Source
from backproof.variants.declaration import VALUES
from backproof.variants.literals import FORMS, quoted, text, toml

_REFERENCE = re.compile(r"\{\{[ \t]*([A-Za-z]\w*)((?:\.\w+)*)[ \t]*(?:\|[ \t]*(\w+)[ \t]*)?\}\}", re.ASCII)
_QUOTED_KEY = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')


@dataclass(frozen=True)
class Reference:
    """A reference to a value: the entry that it stands in, and the characters of the file that it takes.

    `keys` lead to a part of the value, and `form` names a way of writing it. `quotes` are those around the
    reference; none are left if it takes the whole string, with its quotes.
    """

    path: KeyPath
    start: int
    end: int
    name: str
    keys: tuple[str, ...]
    form: str
    quotes: str


def references(source: Source, known: Collection[str]) -> tuple[Reference, ...]:
    """Return all references of a term; InputError at one to no value of `known`, or in no known form."""
    found = sorted(_references(source), key=lambda reference: reference.start)
    for reference in found:
        _require_known(source, reference, known)
    return tuple(found)


def substituted(source: Source, found: Collection[Reference], values: Mapping[str, Any]) -> str:
    """Return the text of the term with the values, and with empty lines in place of what may vary."""
    pieces, at = [], 0
    for reference in found:
        pieces += [source.text[at : reference.start], _written(source, reference, values)]
        at = reference.end
    lines = [*"".join([*pieces, source.text[at:]]).split("\n")]
    for number in _declaring_lines(source):
        lines[number] = ""
    return "\n".join(lines)


def _references(source: Source) -> Iterator[Reference]:
    # A dotted key has a place for each of its names, with the same value.
    seen = set[int]()
    for path, place in source.places.items():
        if path[0] == VALUES[0]:
            continue
        if source.text[place.key] in "\"'" and place.key != place.value:
            yield from _in_key(source, path, place)
        if source.text[place.value] in "\"'" and place.value not in seen:
            seen.add(place.value)
            yield from _in_string(source, path, place)


def _in_key(source: Source, path: KeyPath, place: Place) -> Iterator[Reference]:
    key = _QUOTED_KEY.match(source.text, place.key)
    for match in _REFERENCE.finditer(source.text, place.key, key.end() if key else place.key):
        yield _reference(path, match, match.start(), match.end(), source.text[place.key])


def _in_string(source: Source, path: KeyPath, place: Place) -> Iterator[Reference]:
    raw = source.text[place.value : place.end]
    if "{{" not in raw:
        return
    quotes = raw[0] * (3 if raw[:3] in {'"""', "'''"} else 1)
    content = tomllib.loads(f"v = {raw}")["v"]
    offsets = character_offsets(source.text, place)
    for match in _REFERENCE.finditer(content):
        if match[0] == content.strip() and not match[3]:
            yield _reference(path, match, place.value, place.end, "")
        else:
            yield _reference(path, match, offsets[match.start()], offsets[match.end()], quotes)


def _reference(path: KeyPath, match: re.Match[str], start: int, end: int, quotes: str) -> Reference:
    keys = tuple(match[2].split(".")[1:])
    return Reference(path, start, end, match[1], keys, match[3] or "", quotes)


def _require_known(source: Source, reference: Reference, known: Collection[str]) -> None:
    if reference.name not in known:
        hint = did_you_mean(reference.name, known) or "braces of LaTeX are apart: { {x} }"
        message = f"there is no value '{reference.name}'"
        raise _error(source, reference, message, f"one of {', '.join(known)}", hint)
    if reference.form and reference.form not in FORMS:
        message = f"'{reference.form}' is no form of a value"
        near = did_you_mean(reference.form, FORMS)
        raise _error(source, reference, message, f"one of {', '.join(FORMS)}", near)


def _written(source: Source, reference: Reference, values: Mapping[str, Any]) -> str:
    value = values[reference.name]
    for key in reference.keys:
        value = _entry(source, reference, value, key)
    if not reference.quotes:
        return toml(value)
    if isinstance(value, Mapping):
        message = f"the table '{reference.name}' stands within a text"
        raise _error(source, reference, message, f"one of its keys, as {{{{ {reference.name}.key }}}}")
    if reference.form == "signed" and not isinstance(value, int | float):
        raise _error(source, reference, f"'{reference.name}' has no sign", "a number")
    return _escaped(source, reference, FORMS[reference.form](value) if reference.form else text(value))


def _entry(source: Source, reference: Reference, value: Any, key: str) -> Any:
    if isinstance(value, Mapping) and key in value:
        return value[key]
    if isinstance(value, list | tuple) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    known = list(value) if isinstance(value, Mapping) else []
    expected = f"one of {', '.join(known)}" if known else None
    if isinstance(value, list | tuple):
        expected = f"0 to {len(value) - 1}"
    raise _error(source, reference, f"'{reference.name}' has no entry '{key}'", expected)


def _escaped(source: Source, reference: Reference, written: str) -> str:
    """Return the text for the quotes that it is put into."""
    if reference.quotes[0] == '"':
        return quoted(written)[1:-1]
    if "'" in written or quoted(written)[1:-1].replace("\\\\", "").replace('\\"', "").count("\\"):
        message = f"'{reference.name}' can't stand in single quotes"
        raise _error(source, reference, message, "double quotes")
    return written


def _error(
    source: Source, reference: Reference, message: str, expected: str | None, hint: str | None = None
) -> InputError:
    line, column = line_and_column(source.text, reference.start)
    return InputError(Diagnostic(message, source.file, line, column, expected, hint, source.line(line)))


def _declaring_lines(source: Source) -> Iterator[int]:
    """Yield the lines, counted from 0, that declare what may vary."""
    line_of = partial(source.text.count, "\n", 0)
    for path, place in source.places.items():
        if path[0] == VALUES[0]:
            yield from range(line_of(place.key), line_of(place.end) + 1)
