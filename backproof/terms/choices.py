"""Words of a choice as they are typed, in any case, and one text in place of a list, also of a matrix."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from backproof.diagnostic import InputError

_BETWEEN_WORDS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")


@dataclass(frozen=True)
class Typed:
    """The metadata of a list that may be typed as one text, or with a text for each item: their readers.

    Either reader returns what it can't read as it is.
    """

    of_text: Callable[[str], Any]
    of_items: Callable[[list[Any]], list[Any]] = list


def with_choices(data: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return the data with the words of choices as `kind` spells them; all else is left as it is."""
    known = _declared(kind)
    found = dict(data)
    for key in known.keys() & data.keys():
        try:
            found[key] = _chosen(data[key], known[key])
        except InputError as error:
            raise InputError(*(replace(d, entry=(key, *d.entry)) for d in error.diagnostics)) from None
    return found


def _declared(kind: type[Any]) -> dict[str, Any]:
    """Return the type of each key of a struct."""
    return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}


def _chosen(value: Any, declared: Any) -> Any:
    """Return the value with its words spelt as declared, those of a table in it, too."""
    if isinstance(value, Mapping) and (table := _table(declared)):
        return with_choices(value, table)
    if isinstance(value, str | list) and (reader := _reader(declared)):
        return reader.of_text(value) if isinstance(value, str) else reader.of_items(value)
    listed = _listed(declared)
    if isinstance(value, str) and listed is not None:
        value = (
            [word for word in _BETWEEN_WORDS.split(value) if word]
            if spelt(value, listed) not in listed
            else [value]
        )
    elif isinstance(value, str) and _lists_texts(declared):
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


def _reader(declared: Any) -> Typed | None:
    """Return the readers of texts in place of a list, if the type has some."""
    found = (item for part in (declared, *get_args(declared)) for item in getattr(part, "__metadata__", ()))
    return next((item for item in found if isinstance(item, Typed)), None)


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
