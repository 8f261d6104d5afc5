"""Differences between two sets of answers in the form of `answers.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from backproof.diagnostic import InputError

Answers = Mapping[str, Mapping[str, Any]]
Kind = Literal["changed", "added", "removed"]
Line = tuple[str, str]

MOST_LINES = 6
_SIZE = re.compile(r"\b(?:ones|eye)\(([a-z]\w*)\)")


@dataclass(frozen=True)
class Difference:
    """One answer that differs: its differing lines side by side, and the number of further ones."""

    id: str
    title: str
    kind: Kind
    lines: tuple[Line, ...]
    left_out: int = 0


def differences(old: Answers, new: Answers) -> tuple[Difference, ...]:
    """Return every answer that differs, in the order of the new ones; removed ones come last."""
    found = (_difference(id, old.get(id), new.get(id)) for id in dict.fromkeys([*new, *old]))
    return tuple(difference for difference in found if difference)


def _difference(id: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Difference | None:
    before, after = _formulas(old or {}), _formulas(new or {})
    lines = list(_beside(before, after))
    if old and new and not lines:
        return None
    kind: Kind = "changed" if old and new else "added" if new else "removed"
    title = str((new or old or {})["title"])
    return Difference(id, title, kind, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


def _formulas(answer: Mapping[str, Any]) -> list[str]:
    """Return an answer as readable lines: its results by name, or its formula, code or output."""
    if "formulas" in answer:
        return [f"by {name}: {readable(text)}" for name, text in answer["formulas"].items()]
    text = str(answer.get("text", ""))
    return [readable(text)] if text and "\n" not in text else text.splitlines()


def _beside(old: list[str], new: list[str]) -> Iterator[Line]:
    """Yield the lines that differ, each old line with its replacement."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from zip_longest(old[a:b], new[c:d], fillvalue="")


def readable(text: str) -> str:
    """Return a formula of the expression language in its usual notation; other text unchanged."""
    from backproof.calculus.inference.shapes import infer_shapes
    from backproof.calculus.language.parsing import parse
    from backproof.calculus.language.traversal import without_names
    from backproof.calculus.printing.unicode import to_unicode

    try:
        shapes, _ = infer_shapes(text)
        return to_unicode(without_names(parse(text, _named_as_in(text, shapes))))
    except InputError:
        return text


def _named_as_in(text: str, shapes: Mapping[str, str]) -> dict[str, str]:
    """Return the shapes with their one open size named as in the text itself, such as in ones(d)."""
    stated = set(_SIZE.findall(text))
    inferred = {size for shape in shapes.values() for size in shape.split(",") if size}
    if len(stated) != 1 or len(inferred) != 1:
        return dict(shapes)
    (old,), (new,) = inferred, stated
    return {name: shape.replace(old, new) for name, shape in shapes.items()}
