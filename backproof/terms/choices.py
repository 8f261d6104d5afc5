"""Words of a choice as they are typed, in any case, and one text alone where a list is expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec


def with_choices(data: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return the data with the words of choices as `kind` spells them; all else is left as it is."""
    known = _declared(kind)
    return {key: _chosen(value, known[key]) if key in known else value for key, value in data.items()}


def _declared(kind: type[Any]) -> dict[str, Any]:
    """Return the type of each key of a struct."""
    return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}


def _chosen(value: Any, declared: Any) -> Any:
    """Return the value with its words spelt as declared, those of a table in it, too."""
    if isinstance(value, Mapping) and (table := _table(declared)):
        return with_choices(value, table)
    listed = _listed(declared)
    if isinstance(value, str) and (listed is not None or _lists_texts(declared)):
        value = [value]
    if isinstance(value, list) and listed is not None:
        return [spelt(item, listed) for item in value]
    return spelt(value, _words(declared))


def spelt(value: Any, words: tuple[str, ...]) -> Any:
    """Return the one word that differs from the value at most in case and spaces, or the value."""
    if not isinstance(value, str) or value in words:
        return value
    meant = [word for word in words if _plain(word) == _plain(value)]
    return meant[0] if len(meant) == 1 else value


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())


def in_any_case(word: str) -> str:
    """Return the regular expression of all spellings of a word."""
    letters = (f"[{c.upper()}{c.lower()}]" if c.isalpha() else re.escape(c) for c in _plain(word))
    return rf"^[ _-]*{''.join(letters).replace(re.escape(' '), '[ _-]+')}[ _-]*$"


def _table(declared: Any) -> type[msgspec.Struct] | None:
    """Return the struct that is declared, alone or beside other types."""
    structs = (
        p for p in (declared, *get_args(declared)) if isinstance(p, type) and issubclass(p, msgspec.Struct)
    )
    return next(structs, None)


def _listed(declared: Any) -> tuple[str, ...] | None:
    """Return the words of which a declared list consists; None if it is no list of words."""
    for part in (declared, *get_args(declared)):
        if get_origin(part) in (list, tuple) and (words := _words(get_args(part)[0])):
            return words
    return None


def _takes_text(declared: Any) -> bool:
    return any(part is str for part in _types(declared))


def _lists_texts(declared: Any) -> bool:
    """Return True if texts are taken in a list, and none alone."""
    lists = [part for part in _types(declared) if get_origin(part) in (list, tuple)]
    return any(_takes_text(get_args(part)[0]) for part in lists) and not _takes_text(declared)


def _types(declared: Any) -> list[Any]:
    """Return the types of which one is declared: those of a union, without what restricts them."""
    if get_origin(declared) in (Annotated, Union, UnionType):
        return [part for inner in get_args(declared) for part in _types(inner)]
    return [declared]


def _words(declared: Any) -> tuple[str, ...]:
    """Return the words that a declared choice lists, alone or beside other types."""
    parts = (declared, *get_args(declared))
    return tuple(
        word
        for part in parts
        if get_origin(part) is Literal
        for word in get_args(part)
        if isinstance(word, str)
    )
