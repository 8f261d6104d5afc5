"""Formulas, listings and figures of a page, with their places, found in its HTML by elements and classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from types import MappingProxyType

from backproof.proofreading.formulas import letters
from backproof.proofreading.pages.glyphs import Seen
from backproof.proofreading.pages.mathml import Element, seen
from backproof.proofreading.pages.svg import Svg

_EMPTY = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
# The elements that hold an answer, a line of a derivation, and a row operation; by class.
_PLACES = MappingProxyType({"answer": "box", "steps": "step", "elimination": "stage", "summary": "summary"})
# Parts of the page that are no part of the document's questions.
_APART = frozenset(("nav", "header", "script", "style", "head"))
_APART_IDS = frozenset(("evidence", "provenance"))


@dataclass(frozen=True)
class Shown:
    """A formula of a page: its place (box, step, stage, summary or text), its part, what is seen of it."""

    place: str
    part: str
    seen: Seen


@dataclass(frozen=True)
class Shows:
    """Everything of a page that is proofread, in order; of each figure, the part and the alternative text.

    `pictures` are those of the figures that the page draws.
    """

    formulas: tuple[Shown, ...]
    listings: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    pictures: tuple[Svg, ...]


@dataclass(frozen=True)
class _Open:
    name: str
    place: str
    part: str
    is_apart: bool


def read(html: str) -> Shows:
    """Read a page."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return Shows(
        tuple(parser.formulas), tuple(parser.listings), tuple(parser.figures), tuple(parser.pictures)
    )


class _Parser(HTMLParser):
    """A pass over the elements, with the stack of those that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[_Open] = [_Open("", "text", "", is_apart=False)]
        self.formulas: list[Shown] = []
        self.listings: list[str] = []
        self.figures: list[tuple[str, str]] = []
        self.pictures: list[Svg] = []
        self.maths: list[Element] = []
        self.code: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = {name: value or "" for name, value in attrs}
        if self.maths or tag == "math":
            element = Element(tag, given)
            if self.maths:
                self.maths[-1].children.append(element)
            self.maths.append(element)
            return
        if self._inside("svg"):
            self.pictures[-1].open(tag, given)
        elif tag in ("svg", "img"):
            self._figure(given)
            self.pictures += [Svg(self.open[-1].part)] if tag == "svg" else []
        if tag == "a" and self.open[-1].place == "summary" and given.get("href", "").startswith("#part:"):
            self._of_row(given["href"][len("#part:") :])
        if tag == "pre":
            self.code = []
        if tag not in _EMPTY:
            self.open.append(self._opened(tag, given))

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Open and close an element."""
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY or self.maths:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and take in what it held."""
        if self.maths:
            whole = self.maths.pop()
            if not self.maths and self._inside("svg"):
                self.pictures[-1].labels[-1].formulas.append(seen(whole))
            elif not self.maths and not self.open[-1].is_apart:
                self.formulas.append(Shown(self.open[-1].place, self.open[-1].part, seen(whole)))
            return
        if tag == "pre" and self.code is not None:
            self.listings += [] if self.open[-1].is_apart else [letters("".join(self.code))]
            self.code = None
        if len(self.open) > 1 and tag not in _EMPTY:
            self.open.pop()
        if self._inside("svg"):
            self.pictures[-1].close(tag)

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self.maths:
            self.maths[-1].text += data
        elif self.code is not None:
            self.code.append(data)
        elif self._inside("svg") and self.pictures[-1].labels:
            self.pictures[-1].labels[-1].text += data

    def _opened(self, tag: str, given: dict[str, str]) -> _Open:
        around = self.open[-1]
        classes = given.get("class", "").split()
        place = next((_PLACES[name] for name in classes if name in _PLACES), around.place)
        id = given.get("id", "")
        part = id.removeprefix("part:") if tag == "section" and id.startswith("part:") else around.part
        return _Open(tag, place, part, around.is_apart or tag in _APART or id in _APART_IDS)

    def _of_row(self, part: str) -> None:
        """Give the row that is open the part that it is about."""
        row = max(place for place, one in enumerate(self.open) if one.name == "tr" or not place)
        self.open[row:] = [_Open(one.name, one.place, part, one.is_apart) for one in self.open[row:]]

    def _figure(self, given: dict[str, str]) -> None:
        if not self.open[-1].is_apart:
            # A picture whose alternative is empty is an ornament.
            words = "ornament" if given.get("alt") == "" else given.get("alt", "")
            self.figures.append((self.open[-1].part, given.get("aria-label") or words))

    def _inside(self, name: str) -> bool:
        return any(one.name == name for one in self.open)
