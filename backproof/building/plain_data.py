"""Serialization of values as plain data, which can be read without the modules that computed them.

Templates and figures see only the fields and properties of a solution's own dataclasses, whether the solution
was just computed or comes from the cache. So reading it imports nothing heavy, and a file in `out/` can
create no objects other than the types listed here.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, ClassVar

from backproof import answer, diagnostic

_VOCABULARY: tuple[type, ...] = (
    answer.Answer, answer.Check, answer.Claim, answer.Figure, answer.Latex, answer.Solution,
    answer.SolvedPart, answer.Step, diagnostic.Diagnostic,
)  # fmt: skip
_PLAIN = (str, int, float, complex, bool, bytes, type(None), Fraction, date, time, timedelta, timezone)
# Properties can create new objects indefinitely, such as the transpose of a transpose.
_DEEPEST_PROPERTY = 3


class Record:
    """The snapshot of a solution's dataclass: its fields and properties as attributes."""

    __dataclass_fields__: ClassVar[dict[str, Any]] = {}

    def __init__(self, values: Mapping[str, Any], text: str | None) -> None:
        vars(self).update(values)
        self._text = text

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __str__(self) -> str:
        return repr(self) if self._text is None else self._text

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if name[0] != "_")
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        values = {name: value for name, value in vars(self).items() if name != "_text"}
        return record, (type(self).__name__, values, self._text)


def record(kind: str, values: Mapping[str, Any], text: str | None = None) -> Record:
    """Create a record whose type has the name of the original dataclass."""
    return _kind(kind)(values, text)


@cache
def _kind(name: str) -> type[Record]:
    return type(name, (Record,), {})


def plain(value: Any) -> Any:
    """Return the value with each dataclass outside the shared vocabulary replaced by a record.

    Raises TypeError for anything that is neither data nor a dataclass of data.
    """
    return _Snapshot().of(value)


class _Snapshot:
    def __init__(self) -> None:
        self.known: dict[int, tuple[Any, Any]] = {}

    def of(self, value: Any, depth: int = 0) -> Any:
        if type(value) in _PLAIN or isinstance(value, (answer.Latex, datetime)):
            return value
        if id(value) not in self.known:
            # The original is kept alive, so no other object can get its id.
            self.known[id(value)] = (value, self._made(value, depth))
        return self.known[id(value)][1]

    def _made(self, value: Any, depth: int) -> Any:
        if isinstance(value, _VOCABULARY):
            names = getattr(type(value), "__dataclass_fields__", ())
            return type(value)(**{name: self.of(getattr(value, name), depth) for name in names})
        if is_dataclass(value) or isinstance(value, Record):
            return self._record(value, depth)
        if isinstance(value, Mapping):
            return {self.of(key, depth): self.of(item, depth) for key, item in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return self._record(value, depth, value._asdict())
        if isinstance(value, (list, tuple, set, frozenset)):
            return type(value)(self.of(item, depth) for item in value)
        # A numpy scalar or array has `tolist`.
        return self.of(value.tolist(), depth) if hasattr(value, "tolist") else _without_subclass(value)

    def _record(self, value: Any, depth: int, values: Mapping[str, Any] | None = None) -> Any:
        if isinstance(value, Record):
            return value
        stated = {f.name: getattr(value, f.name) for f in fields(value)} if values is None else dict(values)
        kept = {name: self.of(item, depth) for name, item in stated.items()}
        for name in _properties(type(value)):
            if depth < _DEEPEST_PROPERTY:
                self._keep_property(value, name, kept, depth + 1)
        says_itself = any("__str__" in vars(ancestor) for ancestor in type(value).__mro__[:-1])
        return record(type(value).__name__, kept, str(value) if says_itself else None)

    def _keep_property(self, value: Any, name: str, kept: dict[str, Any], depth: int) -> None:
        """Store a property's value; one that raises, or whose value is not data, is left out."""
        try:
            kept[name] = self.of(getattr(value, name), depth)
        except Exception:
            return


def _without_subclass(value: Any) -> Any:
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    raise TypeError(f"a {type(value).__name__} is not plain data")


def _properties(kind: type) -> tuple[str, ...]:
    names = [
        name
        for ancestor in kind.__mro__
        for name, value in vars(ancestor).items()
        if isinstance(value, (property, cached_property)) and not name.startswith("_")
    ]
    return tuple(dict.fromkeys(names))


def dumps(value: Any) -> bytes:
    """Serialize plain data to bytes, the same for equal data."""
    return pickle.dumps(value, protocol=5)


def loads(content: bytes) -> Any:
    """Deserialize the bytes of `dumps`. Raises pickle.UnpicklingError for anything but plain data."""
    return _Unpickler(io.BytesIO(content)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ADMITTED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not plain data") from None


_ADMITTED = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (*_VOCABULARY, Fraction, date, datetime, time, timedelta, timezone, set, frozenset, complex)
} | {(__name__, "record"): record}
