"""The page about sheets of the field: how many of their parts are set, and by what means."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from backproof.terms.loading import load
from backproof.terms.term import Part

FOLDER = Path(__file__).parents[2] / "tests" / "census"
_BY_KIND, _WITH_CLAIMS, _IN_WORDS = "by a kind, proved", "in words, equations checked", "in words"
_MEANS = (_BY_KIND, _WITH_CLAIMS, _IN_WORDS)

_ABOUT = """\
{sheets} public sheets of the field have {parts} parts. For each of them, a term file in `tests/census/terms/`
has a part of its own, in own words and with own numbers, which is solved and set. What a kind answers is
proved; in an answer in words, the equations that the expression language can state are checked.
"""


class Entry(NamedTuple):
    """A part of a sheet: its topic, the means by which it is set, and why no kind answers it."""

    topic: str
    means: str
    reason: str


def page() -> str:
    """Return the page with a table of topics, and one of the reasons for parts in words."""
    entries = list(_entries())
    topics = Counter(entry.topic for entry in entries)
    counted = Counter((entry.topic, entry.means) for entry in entries)
    rows = [
        (topic, str(count), *(str(counted[topic, means]) for means in _MEANS))
        for topic, count in topics.most_common()
    ]
    means = Counter(entry.means for entry in entries)
    total = ("**all**", str(len(entries)), *(str(means[one]) for one in _MEANS))
    instead = [
        (asked["asks"], asked["instead"])
        for sheet in _sheets()
        for asked in sheet["parts"]
        if "instead" in asked
    ]
    reasons = Counter(entry.reason for entry in entries if entry.reason)
    about = _ABOUT.format(sheets=len(_sheets()), parts=len(entries))
    return "\n".join(
        [
            "# Sheets of the field\n",
            about,
            _table(("kind of part", "parts", *_MEANS), [*rows, total]),
            "## Parts in words\n",
            _table(("why", "parts"), ((reason, str(count)) for reason, count in reasons.most_common())),
            "## Parts set otherwise than asked\n",
            _table(("asked", "set"), instead),
        ]
    )


def _entries() -> Iterator[Entry]:
    for sheet in _sheets():
        term = load(FOLDER / "terms" / f"{sheet['term']}.toml", folder=FOLDER)
        parts = {part.id: part for question in term.questions for part in question.parts}
        for asked in sheet["parts"]:
            yield Entry(asked["topic"], _means(parts[asked["id"]]), asked.get("reason", ""))


def _means(part: Part) -> str:
    if part.kind != "text":
        return _BY_KIND
    return _WITH_CLAIMS if part.data.get("claims") else _IN_WORDS


def _sheets() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / "coverage.toml").read_text("utf-8"))["sheets"]
    return found


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
