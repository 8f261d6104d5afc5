"""The objects of a PDF by ISO 32000, section 7.3, read strictly: whatever TeX never writes is an error.

A lenient reader and a viewer could differ in what they see; nothing is skipped here in order to go on.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_SPACE = rb"\x00\t\n\f\r "
_SKIPPED = rb"(?:[%b]+|%%[^\r\n]*+)*+" % _SPACE
_TOKEN = re.compile(
    rb"%(skipped)s"
    rb"(?:(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|/(?P<name>[^%(space)s()<>\[\]{}/%%]*)"
    rb"|(?P<word>[^%(space)s()<>\[\]{}/%%]+)"
    rb"|\((?P<string>[^()\\]*)\)|<(?P<hex>[0-9A-Fa-f%(space)s]*)>"
    rb"|(?P<begun>\())" % {b"space": _SPACE, b"skipped": _SKIPPED}
)
_REST = re.compile(_SKIPPED)
_IN_STRING = re.compile(rb"[^()\\]+|\\\r\n|\\.|[()]", re.DOTALL)
_ESCAPES = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_END_OF_STREAM = re.compile(rb"[\r\n ]{0,2}endstream")
_LINE_ENDS = (b"", b"\n", b"\r", b"\r\n")
_LONGEST_OBJECT_STREAM = 50_000_000


class MalformedError(Exception):
    """The file is not as TeX writes it."""


class Name(str):
    """A name, without its slash and with its escapes decoded."""

    __slots__ = ()


class Keyword(str):
    """A word such as `obj`, `R` or `true`, or a number with a point."""

    __slots__ = ()


class Reference(NamedTuple):
    """A reference to an object by its number."""

    number: int


@dataclass
class Dictionary:
    """A dictionary as its pairs, in which a key may occur more than once; `is_stream` if a stream follows."""

    pairs: list[tuple[Name, object]] = field(default_factory=list)
    is_stream: bool = False

    def values(self, key: str) -> list[object]:
        """Return all values of the key."""
        return [value for name, value in self.pairs if name == key]


_STREAM, _END, _REFERENCE = map(Keyword, ("stream", "endobj", "R"))
_OUTSIDE = frozenset((_STREAM, _END, "obj", "endstream", "trailer", "xref"))


class Objects:
    """All objects of a file: `top` are those that stand in no other, by number if they have one."""

    def __init__(self, data: bytes) -> None:
        self.top: list[object] = []
        self._numbered: dict[int, list[object]] = {}
        self._lengths: list[tuple[Reference, bytes]] = []
        for number, value in self._read(data):
            self._keep(number, value)
        for reference, content in self._lengths:
            found = self.resolved(reference)
            length = found[0] if len(found) == 1 else None
            if not isinstance(length, int) or content[length:] not in _LINE_ENDS or length > len(content):
                raise MalformedError("a stream of another length than it says")

    def resolved(self, value: object) -> list[object]:
        """Return the value, or all objects that a reference may stand for."""
        for _ in range(8):
            if not isinstance(value, Reference):
                return [value]
            found = self._numbered.get(value.number, [])
            if len(found) != 1:
                return found
            value = found[0]
        raise MalformedError("references in a circle")

    def _keep(self, number: int | None, value: object) -> None:
        self.top.append(value)
        if number is not None:
            self._numbered.setdefault(number, []).append(value)

    def _read(self, data: bytes) -> Iterator[tuple[int | None, object]]:
        """Yield the objects of a file, also of its object streams, with their numbers; a trailer has none."""
        items: list[object] = []
        reader = _Reader(data)
        for item in reader:
            if item == _STREAM and items and isinstance(items[-1], Dictionary):
                yield from self._stream(reader, items[-1])
            elif item == _END:
                yield _numbered(items)
                items = []
            else:
                _add(items, item)
        yield from ((None, item) for item in items)

    def _stream(self, reader: _Reader, facts: Dictionary) -> Iterator[tuple[int | None, object]]:
        """Pass over a stream's bytes and yield the objects in it, if it has any."""
        facts.is_stream = True
        lengths = facts.values("Length")
        if len(lengths) != 1:
            raise MalformedError("a stream without one length")
        length = lengths[0]
        content = reader.stream(length if isinstance(length, int) else None)
        if isinstance(length, Reference):
            self._lengths.append((length, content))
        if Name("ObjStm") in facts.values("Type"):
            yield from _packed(content, facts)


class _Reader:
    """An iterator over the values outside of streams, bottom up; texts are bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def __iter__(self) -> Iterator[object]:
        stack: list[tuple[bytes, list[object]]] = []
        items: list[object] = []
        while token := self._token():
            kind, text = token
            if kind == "open":
                stack.append((text, items))
                items = []
                continue
            if kind == "close":
                if not stack or (stack[-1][0] == b"<<") != (text == b">>"):
                    raise MalformedError("a bracket without its other one")
                made: object = _dictionary(items) if text == b">>" else items
                items = stack.pop()[1]
            else:
                made = _atom(kind, text)
            if not stack:
                yield made
            elif isinstance(made, Keyword) and made in _OUTSIDE:
                raise MalformedError("an object in another one")
            else:
                _add(items, made)
        if stack:
            raise MalformedError("a bracket without its other one")

    def stream(self, length: int | None) -> bytes:
        """Return the bytes of the stream that begins here, of that length or up to the first `endstream`."""
        start = re.compile(rb"\r?\n").match(self._data, self._place)
        if start is None:
            raise MalformedError("a stream that does not begin on a line of its own")
        body = start.end()
        stop = body + length if length is not None else self._data.find(b"endstream", body)
        end = _END_OF_STREAM.match(self._data, stop) if 0 <= stop <= len(self._data) else None
        if end is None:
            raise MalformedError("a stream of another length than it says")
        self._place = end.end()
        return self._data[body:stop]

    def _token(self) -> tuple[str, bytes] | None:
        """Return the next token's kind and text, without white space and comments; None at the end."""
        found = _TOKEN.match(self._data, self._place)
        if found is None:
            if _REST.fullmatch(self._data, self._place):
                return None
            raise MalformedError("an object that does not end")
        self._place = found.end()
        kind = found.lastgroup or ""
        return ("string", self._long_string()) if kind == "begun" else (kind, found[kind])

    def _long_string(self) -> bytes:
        """Return the raw text of a string with escapes or brackets in it, which was opened just before."""
        start, depth = self._place, 1
        while depth:
            found = _IN_STRING.match(self._data, self._place)
            if found is None:
                raise MalformedError("a text that does not end")
            self._place = found.end()
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
        return self._data[start : self._place - 1]


def _atom(kind: str, text: bytes) -> object:
    """Return a token's value: names and texts decoded, whole numbers as int."""
    if kind == "name":
        return (
            Name(text.decode("latin-1"))
            if b"#" not in text
            else Name(_HEX.sub(lambda found: bytes([int(found[1], 16)]), text).decode("latin-1"))
        )
    if kind == "string":
        return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text
    if kind == "hex":
        digits = text.translate(None, b"\x00\t\n\f\r ")
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return int(text) if text.isdigit() else Keyword(text.decode("latin-1"))


def _unescaped(found: re.Match[bytes]) -> bytes:
    text = found[1]
    if text[:1] in b"01234567":
        return bytes([int(text, 8) % 256])
    return _ESCAPES.get(text, text)


def _add(items: list[object], made: object) -> None:
    """Append a value; `n g R` becomes a reference."""
    if isinstance(made, Keyword) and made == _REFERENCE:
        if not (len(items) > 1 and isinstance(items[-1], int) and isinstance(items[-2], int)):
            raise MalformedError("a reference without a number")
        items[-2:] = [Reference(items[-2])]
    else:
        items.append(made)


def _dictionary(items: list[object]) -> Dictionary:
    pairs = list(zip(items[::2], items[1::2], strict=False))
    found = [(key, value) for key, value in pairs if isinstance(key, Name)]
    if len(items) % 2 or len(found) < len(pairs):
        raise MalformedError("a dictionary with a key that is no name")
    return Dictionary(found)


def _numbered(items: list[object]) -> tuple[int, object]:
    """Return an object's number and value, from what stands before its end."""
    match items:
        case [int(number), int(), Keyword("obj"), value]:
            return number, value
    raise MalformedError("an object without its number and one value")


def _packed(content: bytes, facts: Dictionary) -> Iterator[tuple[int, object]]:
    """Yield the objects of an object stream with their numbers, which stand before all of them."""
    items = list[object]()
    for item in _Reader(_inflated(content, facts)):
        _add(items, item)
    match facts.values("N"):
        case [int(count)] if len(items) == 3 * count:
            yield from zip(map(_whole, items[: 2 * count : 2]), items[2 * count :], strict=True)
        case _:
            raise MalformedError("a stream of other objects than it says")


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise MalformedError("a stream of objects without their numbers")
    return number


def _inflated(content: bytes, facts: Dictionary) -> bytes:
    """Return the bytes of an object stream, which TeX compresses or leaves as they are."""
    match facts.values("Filter") + facts.values("DecodeParms"):
        case []:
            return content
        case [Name("FlateDecode")]:
            unpacking = zlib.decompressobj()
            try:
                found = unpacking.decompress(content, _LONGEST_OBJECT_STREAM)
            except zlib.error:
                raise MalformedError("a stream that is damaged") from None
            if unpacking.eof:
                return found
    raise MalformedError("a stream of objects in another form than TeX's")
