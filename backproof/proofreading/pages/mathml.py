"""The reader of MathML: elements -> what is seen of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from backproof.proofreading.pages import glyphs
from backproof.proofreading.pages.glyphs import Seen

_NO_INK = ("mspace", "annotation", "annotation-xml")
_TOKENS = ("mi", "mn", "mo", "mtext", "ms")


@dataclass
class Element:
    """An element of MathML with its attributes, its text, and its children in order."""

    name: str
    given: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)


def seen(element: Element) -> Seen:
    """Return what is seen of an element."""
    if element.name in _NO_INK:
        return ()
    if element.name in _TOKENS:
        return _token(element)
    if reader := _READERS.get(element.name):
        return reader(element)
    return _in_line(element)


def _token(element: Element) -> Seen:
    # Elements of HTML in a text, such as code.
    text = element.text + "".join(child.text for child in element.children)
    style = {"bold": "BOLD", "double-struck": "DOUBLE-STRUCK", "script": "SCRIPT", "fraktur": "FRAKTUR"}
    return tuple(glyphs.characters(text, style.get(element.given.get("mathvariant", ""), "")))


def _in_line(element: Element) -> Seen:
    return tuple(token for child in element.children for token in seen(child))


def _scripts(below: int | None, above: int | None) -> Callable[[Element], Seen]:
    """Return the reader of a base with a script below, above, or both."""

    def read(element: Element) -> Seen:
        parts = [seen(child) for child in element.children]
        scripts = [parts[place] if place else () for place in (below, above)]
        return (*parts[0], *glyphs.scripted(*scripts))

    return read


def _over(element: Element) -> Seen:
    """Return a base with an accent, or with what stands over it as limits do."""
    if element.given.get("accent") == "true":
        base, mark = map(seen, element.children)
        return (glyphs.ABOVE, *mark, glyphs.END, *base, glyphs.END)
    return _scripts(None, 1)(element)


def _under(element: Element) -> Seen:
    if element.given.get("accentunder") == "true":
        base, mark = map(seen, element.children)
        return (glyphs.BELOW, *mark, glyphs.END, *base, glyphs.END)
    return _scripts(1, None)(element)


def _fraction(element: Element) -> Seen:
    above, below = map(seen, element.children)
    return (glyphs.OVER, *above, glyphs.END, *below, glyphs.END)


def _root(element: Element) -> Seen:
    if element.name == "msqrt":
        return (glyphs.ROOT, glyphs.END, *_in_line(element), glyphs.END)
    base, degree = map(seen, element.children)
    return (glyphs.ROOT, *degree, glyphs.END, *base, glyphs.END)


def _table(element: Element) -> Seen:
    return glyphs.table([[seen(cell) for cell in row.children] for row in element.children])


_READERS: Mapping[str, Callable[[Element], Seen]] = MappingProxyType({
    "msub": _scripts(1, None),
    "msup": _scripts(None, 1),
    "msubsup": _scripts(1, 2),
    "munder": _under,
    "mover": _over,
    "munderover": _scripts(1, 2),
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "mtable": _table,
})  # fmt: skip
