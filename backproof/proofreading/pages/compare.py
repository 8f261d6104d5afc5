"""Comparison of a page with the LaTeX that it shows: formulas, listings and figures by part, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from backproof.answer import Solution
from backproof.proofreading import formulas
from backproof.proofreading.faults import Fault
from backproof.proofreading.pages import html, svg
from backproof.proofreading.pages.glyphs import Seen, said
from backproof.proofreading.pages.html import Shown
from backproof.proofreading.pages.latex import UnreadError, seen
from backproof.proofreading.pages.svg import Svg

# A table is in the LaTeX in two forms, of which the page shows one; of these formulas, it shows each.
_NEEDED = ("box", "result", "step", "stage")
_SAME_PLACE = {"box": "box", "result": "box", "step": "step", "stage": "stage"}


@dataclass(frozen=True)
class _Wanted:
    """A formula of the LaTeX: its place, part and position, and what is to be seen, None if unreadable."""

    place: str
    part: str
    at: int
    latex: str
    seen: Seen | None
    pieces: tuple[Seen | None, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The faults of a page, and the formulas of the LaTeX that this reader could not compare."""

    faults: tuple[Fault, ...]
    unread: tuple[str, ...]


def compare(  # noqa: PLR0913 (a page with what it was made from)
    page: str,
    body: str,
    solutions: Sequence[Solution],
    beside: Sequence[str] = (),
    drawn: Mapping[str, str] = MappingProxyType({}),
    *,
    is_default: bool = True,
) -> Compared:
    """Hold a page against the LaTeX `body` that it was made from, and its summary against the answers.

    `beside` are formulas that HTML templates add, `drawn` the LaTeX of drawings by the command for each.
    Unless `is_default`, a homework's own templates may show formulas in another order, at other places, and
    leave out lines, but neither change nor omit an answer.
    """
    shown = html.read(page)
    text = body.replace("%authored\n", " " * 9 + "\n").replace("%end authored\n", " " * 13 + "\n")
    document = formulas.read(text, len(solutions), drawn)
    wanted = [one for formula in document.formulas for one in _wanted(formula)]
    added = {found for latex in beside if (found := _seen(latex)) is not None}
    inside = [one for one in shown.formulas if one.place != "summary"]
    if is_default:
        faults = [*_aligned(inside, wanted, added), *_figures(shown.figures, document.pictures)]
        faults += _listings(shown.listings, document.listings)
        faults += _pictures(shown.pictures, document.pictures)
    else:
        faults = [*_unordered(inside, wanted, added)]
    faults += _rows([one for one in shown.formulas if one.place == "summary"], solutions)
    return Compared(tuple(faults), tuple(one.latex for one in wanted if one.seen is None))


@cache
def _seen(latex: str) -> Seen | None:
    try:
        return seen(latex)
    except UnreadError:
        return None


def _wanted(formula: formulas.Formula) -> Iterator[_Wanted]:
    """Yield what a formula of the LaTeX shows: a step's line and its space, a result's symbol and value."""
    place, part, at = formula.place, formula.part, formula.start
    if place == "result":
        pieces = (_seen(formula.latex), _seen(formula.second))
        latex = f"{formula.latex} = {formula.second}"
        yield _Wanted(place, part, at, latex, _seen(latex), pieces)
        return
    for latex in (formula.latex, formula.second):
        if latex:
            yield _Wanted(place, part, at, latex, _seen(latex))


def _aligned(shown: Sequence[Shown], wanted: Sequence[_Wanted], added: set[Seen]) -> Iterator[Fault]:
    """Yield a fault for each formula that the page shows in place of another, leaves out or adds."""
    at = 0
    for one in shown:
        place = next((i for i in range(at, len(wanted)) if _fits(one, wanted[i])), None)
        if place is None:
            if one.seen not in added:
                near = wanted[min(at, len(wanted) - 1)].at if wanted else 0
                yield Fault(near, f"the page shows {said(one.seen)}, which is not stated here")
            continue
        yield from _left_out(wanted[at:place])
        at = place + 1
    yield from _left_out(wanted[at:])


def _fits(one: Shown, other: _Wanted) -> bool:
    """Return whether a formula of the page is one of the LaTeX, in its part and at a place of its kind."""
    is_same = other.seen is None or one.seen == other.seen
    return is_same and one.part == other.part and _SAME_PLACE.get(other.place, one.place) == one.place


def _left_out(skipped: Sequence[_Wanted]) -> Iterator[Fault]:
    for one in skipped:
        if one.place in _NEEDED:
            yield Fault(one.at, f"the page does not show {one.latex.strip()} here")


def _unordered(shown: Sequence[Shown], wanted: Sequence[_Wanted], added: set[Seen]) -> Iterator[Fault]:
    """Yield a fault for each formula that no line of its part states, and each answer that is left out."""
    has_parts = any(one.part for one in shown)
    found = {(one.part if has_parts else "", one.seen) for one in shown}
    stated = {(one.part if has_parts else "", part) for one in wanted for part in (one.seen, *one.pieces)}
    unread = {one.part for one in wanted if one.seen is None}
    for part, formula in found - stated:
        if formula not in added and part not in unread:
            near = next((one.at for one in wanted if one.part == part), 0)
            yield Fault(near, f"the page shows {said(formula)}, which is not stated here")
    for one in wanted:
        part = one.part if has_parts else ""
        if (
            one.place in ("box", "result")
            and one.seen
            and not found & {(part, x) for x in (one.seen, *one.pieces[1:])}
        ):
            yield Fault(one.at, f"the page does not show {one.latex.strip()} here")


def _listings(shown: Sequence[str], wanted: Sequence[formulas.Listing]) -> Iterator[Fault]:
    """Yield a fault for each listing whose letters are not on the page, in order."""
    rest = iter(shown)
    for listing in wanted:
        if listing.letters not in rest:
            yield Fault(listing.start, "the page does not show these lines letter by letter")
            return


def _figures(shown: Sequence[tuple[str, str]], wanted: Sequence[formulas.Picture]) -> Iterator[Fault]:
    """Yield a fault for each drawing that its part does not show, and each figure without an alternative."""
    parts = iter(part for part, _ in shown)
    for picture in wanted:
        if picture.part not in parts:
            yield Fault(picture.start, "the page does not show this figure")
            return
    for part, words in shown:
        if not words.strip():
            yield Fault(0, f"a figure of {part} has no words for those who do not see it")


def _pictures(shown: Sequence[Svg], wanted: Sequence[formulas.Picture]) -> Iterator[Fault]:
    """Yield a fault for each picture that is not drawn as its source says."""
    sources = [picture for picture in wanted if r"\ink{" in picture.latex]
    by_part = {part: [one for one in shown if one.part == part] for part in {one.part for one in shown}}
    for source in sources:
        own = by_part.get(source.part, [])
        if own and (fault := svg.wrong(own.pop(0), source.latex)):
            yield Fault(source.start, f"a figure of the page shows {fault}")


def _rows(shown: Sequence[Shown], solutions: Sequence[Solution]) -> Iterator[Fault]:
    """Yield a fault for each row of the summary that does not state the answer of its part."""
    stated = {one.part: one.seen for one in shown}
    for solution in solutions if shown else ():
        for answer in solution.answers:
            wanted = _seen(str(answer.summary)) if answer.summary else None
            if wanted is not None and stated.get(answer.id) != wanted:
                found = said(stated.get(answer.id, ()))
                yield Fault(0, f"the page's summary states {found or 'nothing'} for {answer.id}")
