"""The PDF read back: a mark for each part, in order, and on its pages the characters of its answers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from backproof.proofreading.formulas import Formula, read
from backproof.proofreading.pages import glyphs
from backproof.proofreading.pages.latex import UnreadError, seen

_BOXES = ("box", "result")


def judge(latex: str, questions: int, pages: Sequence[str], marks: Mapping[str, int]) -> Iterator[str]:
    """Yield a message for each part or answer that the LaTeX states, and the text of the pages does not show.

    `marks` are the pages of the named destinations. A template without them is judged by its text alone, and
    a font whose characters cannot be extracted by its marks.
    """
    document = read(latex, questions)
    labels = list(dict.fromkeys(part for part, _ in document.labels))
    places = [(part, marks.get(f"part:{part}")) for part in labels]
    if any(page is not None for _, page in places):
        yield from _out_of_order(places)
    ranges = _ranges(places, len(pages))
    texts = [Counter(_letters(page)) for page in pages]
    boxes = [one for one in document.formulas if one.place in _BOXES and one.question]
    missing = [one for one in boxes if not _is_on(one, texts, ranges.get(one.part, range(len(pages))))]
    for one in missing if 2 * len(missing) <= len(boxes) else ():
        yield f"the PDF does not show the answer {f'{one.latex} {one.second}'.strip()} of {one.part}"


def _out_of_order(places: Sequence[tuple[str, int | None]]) -> Iterator[str]:
    last = 0
    for part, page in places:
        if page is None:
            yield f"the PDF has no mark of {part}"
        elif page < last:
            yield f"{part} stands before the part that it follows"
        last = max(last, page or 0)


def _ranges(places: Sequence[tuple[str, int | None]], count: int) -> dict[str, range]:
    """Return the pages of each part: from its mark up to that of the next one."""
    found: dict[str, range] = {}
    end = count
    for part, page in reversed(places):
        if page is not None:
            found[part] = range(page, end)
            end = min(page + 1, count)
    return found


def _is_on(box: Formula, texts: Sequence[Counter[str]], pages: range) -> bool:
    """Return whether the letters and digits of an answer are on the pages, each as often as it needs."""
    try:
        wanted = Counter(_letters("".join(glyphs.inked(seen(f"{box.latex} {box.second}")))))
    except UnreadError:
        return True
    there = sum((texts[page] for page in pages), Counter[str]())
    return not wanted - there


def _letters(text: str) -> Iterator[str]:
    """Yield the digits and the letters of the Latin alphabet, which every extractor gives as they are."""
    for character in unicodedata.normalize("NFKC", text):
        if character.isascii() and character.isalnum():
            yield character
