"""Captions and drawings: each once, each caption with one drawing, each reference with a caption."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page, group_at

_CAPTION = re.compile(r"\\figurecaption(?=\{)")
_REFERENCE = re.compile(r"\\figureof\{([^{}]*)\}")


def judge(page: Page) -> Iterator[Fault]:
    """Yield a fault for each caption or drawing that is doubled or alone, and each reference to none."""
    captions: list[tuple[str, int]] = []
    for passage in page.passages:
        for found in _CAPTION.finditer(passage.latex):
            label, at = group_at(passage.latex, found.end())
            words, _ = group_at(passage.latex, at)
            start = passage.start + found.start()
            if label in dict(captions):
                yield Fault(start, f"the figure {label} has two captions")
            if not words.strip():
                yield Fault(start, f"the caption of {label} is empty")
            if _repeats(words):
                yield Fault(start, f"the caption of {label} says the same twice")
            captions.append((label, start))
    yield from _drawn_once(page, len(captions))
    for passage in page.passages:
        for found in _REFERENCE.finditer(passage.latex):
            if found[1] not in dict(captions):
                yield Fault(passage.start + found.start(), f"there is no caption of {found[1]}")


def _drawn_once(page: Page, captions: int) -> Iterator[Fault]:
    counted = Counter(picture.latex for picture in page.pictures)
    for picture in page.pictures:
        if counted[picture.latex] > 1:
            yield Fault(picture.start, "this figure is printed twice")
            return
    if captions > len(page.pictures):
        yield Fault(page.end, f"{captions} captions belong to {len(page.pictures)} figures")


def _repeats(words: str) -> bool:
    """Return whether a caption holds one of its sentences twice."""
    said = [" ".join(sentence.split()) for sentence in re.split(r"(?<=\.)\s", words) if sentence.strip()]
    return len(set(said)) < len(said)
