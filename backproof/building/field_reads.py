"""Dependency tracking for a term's fields: their names, and those that a solver actually reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from types import FunctionType, MethodType
from typing import Any

Fields = dict[str, str]


class Recorder:
    """Wraps a term in proxies that record every field that is read, by name and as text."""

    def __init__(self) -> None:
        self.read: Fields = {}

    def watch(self, value: Any, name: str = "") -> Any:
        """Return the value, or a recording proxy for it if it has fields of its own."""
        if _is_struct(value):
            return _Watched(value, self, name)
        if _has_structs(value):
            self.read[name] = _names(value, name)
            return type(value)(self.watch(item, _item_name(item, name, i)) for i, item in enumerate(value))
        self.read[name] = _as_text(value)
        return value


class _Watched:
    """A recording proxy; the object's methods and properties run on it, so their reads are recorded."""

    __slots__ = ("_name", "_recorder", "_subject")

    def __init__(self, subject: Any, recorder: Recorder, name: str) -> None:
        self._subject, self._recorder, self._name = subject, recorder, name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(type(self._subject), attribute, None)
        if isinstance(found, property) and found.fget:
            return found.fget(self)
        if isinstance(found, cached_property):
            return found.func(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        value = getattr(self._subject, attribute)
        if attribute in _apart(self._subject):
            return value
        return self._recorder.watch(value, _field_name(self._name, attribute))

    def __eq__(self, other: object) -> bool:
        mine, theirs = self._subject, other._subject if isinstance(other, _Watched) else other
        self._recorder.read.update(flat(mine, self._name))
        return bool(mine == theirs)

    __hash__ = None  # type: ignore[assignment]


def flat(value: Any, name: str = "") -> Fields:
    """Return every field below `value`, by name and as text."""
    return dict(_flat(value, name))


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if _is_struct(value):
        for attribute in _attributes(value):
            yield from _flat(getattr(value, attribute), _field_name(name, attribute))
    elif _has_structs(value):
        yield name, _names(value, name)
        for index, item in enumerate(value):
            yield from _flat(item, _item_name(item, name, index))
    else:
        yield name, _as_text(value)


def _is_struct(value: Any) -> bool:
    """Return whether `value` has named fields: an instance of a dataclass or of a msgspec struct."""
    return not isinstance(value, type) and (is_dataclass(value) or hasattr(value, "__struct_fields__"))


def _has_structs(value: Any) -> bool:
    """Return whether `value` is a sequence with at least one object with named fields."""
    return isinstance(value, (tuple, list)) and any(map(_is_struct, value))


def _field_name(owner: str, attribute: str) -> str:
    """Return a field's qualified name: `seed` for the term's, `q1.title` for a question's."""
    return f"{owner}.{attribute}" if owner else attribute


def _item_name(item: Any, sequence: str, index: int) -> str:
    """Return an item's name: its id if it has one (ids are unique in a term), else its index."""
    return str(item.id) if hasattr(item, "id") else f"{sequence}[{index}]"


def _as_text(value: Any) -> str:
    """Return a value as text such that equal texts mean equal values."""
    return json.dumps(value, ensure_ascii=False, default=lambda other: f"{type(other).__name__} {other!r}")


def changes(before: str, after: str, name: str) -> Iterator[str]:
    """Describe the differences between two texts of a field: `q3.activation: softplus -> tanh`."""
    try:
        yield from _differences(json.loads(before), json.loads(after), name)
    except ValueError:
        yield f"{name}: {before} -> {after}"


def _differences(before: Any, after: Any, name: str) -> Iterator[str]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            inner = f"{name.removesuffix('.data')}.{key}"
            if key not in before or key not in after:
                yield f"{inner} {'removed' if key in before else 'added'}"
            else:
                yield from _differences(before[key], after[key], inner)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences(old, new, f"{name}[{index}]")
    elif before != after:
        yield f"{name}: {before} -> {after}"


def _attributes(value: Any) -> tuple[str, ...]:
    own: tuple[str, ...] | None = getattr(value, "__struct_fields__", None)
    return own if own is not None else tuple(field.name for field in fields(value) if field.compare)


def _apart(value: Any) -> tuple[str, ...]:
    """Return the fields of a dataclass that are no part of its value, so that no result depends on them."""
    return tuple(field.name for field in fields(value) if not field.compare) if is_dataclass(value) else ()


def _names(value: Any, name: str) -> str:
    return _as_text([_item_name(item, name, index) for index, item in enumerate(value)])
