"""HTML as a type: only printers and templates make it; whatever else is put on the page is escaped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from markupsafe import Markup, escape_silent

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError


class Html(Markup):
    """HTML made by a printer. A plain `str` is data and is escaped wherever it is put on the page."""

    __slots__ = ()


_SHOWN = frozenset("\t\n")


def escape(value: object) -> Markup:
    """Return `value` as HTML that shows its text literally; control characters are shown by their numbers.

    Raises InputError for LaTeX, which is no text of a page.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, Latex):
        message = "this is LaTeX, which a page can't show as it is"
        raise InputError(Diagnostic(message, hint="the filters 'formula' and 'display' make MathML of it"))
    text = str(value)
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return Html(escape_silent(text))


def _visible(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cs") and character not in _SHOWN:
        return f"\\x{ord(character):02x}"
    return character


def joined(pieces: Iterable[object]) -> Html:
    """Return the pieces one after the other as HTML, those that are data escaped."""
    return Html("".join(map(escape, pieces)))


def attributes(**given: str) -> Html:
    """Return attributes of an element, each with a space before it; `_` in a name stands for a dash."""
    pairs = ((name.strip("_").replace("_", "-"), value) for name, value in given.items())
    return Html("".join(f' {name}="{escape(value)}"' for name, value in pairs))
