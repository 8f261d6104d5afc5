"""Lexing of program text into pieces with a style each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from backproof.writing import kept

Piece = tuple[str, str]
# Cached texts beyond this number are removed.
_MOST = 16
_folder: ContextVar[Path | None] = ContextVar("_folder", default=None)


@contextmanager
def keeping(folder: Path | None) -> Iterator[None]:
    """Cache the pieces in that folder: creating a lexer takes longer than typesetting its output."""
    token = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(token)


def pieces(source: str, language: str) -> list[Piece]:
    """Split a program's text into pieces with their styles."""
    folder = _folder.get()
    if folder is None:
        return list(_lexed(source, language))
    file = folder / f"{_key(source, language)}.pieces"
    known = kept.read(file)
    if known is not None:
        return [(kind, text) for kind, text in json.loads(known)]
    found = list(_lexed(source, language))
    kept.write(file, json.dumps(found).encode())
    kept.tidy(folder, "*.pieces", _MOST)
    return found


def _key(source: str, language: str) -> str:
    import pygments

    facts = "\0".join((pygments.__version__, _styles(), language, source))
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:24]


@cache
def _styles() -> str:
    return Path(__file__).read_text(encoding="utf-8")


def _lexed(source: str, language: str) -> Iterator[Piece]:
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    for token, text in lexer.get_tokens(source):
        yield _kind(token), text


@cache
def _kind(token: object) -> str:
    """Return the style of a Pygments token: one of only seven, to keep listings calm on paper."""
    name = str(token).removeprefix("Token.")
    starts = {
        "Comment": "comment",
        "Literal.String": "string",
        "Literal.Number": "number",
        "Keyword": "keyword",
        "Operator.Word": "keyword",
        "Name.Function": "name",
        "Name.Class": "name",
        "Name.Builtin": "builtin",
        "Name.Decorator": "builtin",
    }
    return next((kind for start, kind in starts.items() if name.startswith(start)), "")
