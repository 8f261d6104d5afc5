"""A part in a file of its own, as it would stand in a term."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from backproof.terms.fields import Definitions
from backproof.terms.places import KeyPath
from backproof.terms.questions import QuestionHead, own_part
from backproof.terms.reading import Data, Source, read
from backproof.terms.term import Author, Part, Term

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_SURROUNDINGS = ("functions", "relu_at_zero", "shared")


class _Around(Data, frozen=True, kw_only=True):
    """The keys of a term that its parts depend on."""

    functions: Definitions = ()
    relu_at_zero: float = 0.5
    shared: dict[str, Any] = msgspec.field(default_factory=dict)


def load_parts(path: Path) -> tuple[Term, tuple[Part, ...]]:
    """Return the parts of a file, and a term around them; InputError at the line of the first fault.

    The file holds the keys of one part, or tables [[questions.parts]]; points may be left out.
    """
    source, content = read(path, path.parent)
    around = source.convert({key: content[key] for key in _SURROUNDINGS if key in content}, _Around)
    rest = {key: value for key, value in content.items() if key not in _SURROUNDINGS}
    parts = tuple(
        own_part(
            source,
            {"points": 0.0, **data},
            QuestionHead(id="part", title="Part"),
            place,
            (around.shared, chr(ord("a") + number % 26)),
        )
        for number, (place, data) in enumerate(_found(source, rest))
    )
    return _term(source, path.stem, around), parts


def part_of(kind: str, data: Mapping[str, Any]) -> tuple[Part, Term]:
    """Return a part of a kind with the given keys, in no file, and a term around it."""
    source = Source("part", "")
    part = Part(id="part", title="", points=0, data=dict(data), source=source, path=(), label="a", kind=kind)
    return part, _term(source, "part", _Around())


def _term(source: Source, name: str, around: _Around) -> Term:
    return Term(
        name=name,
        course="",
        assignment=0,
        title="",
        due=_NO_DATE,
        points=0,
        maximum=0,
        seed=0,
        functions=around.functions,
        relu_at_zero=around.relu_at_zero,
        author=Author(),
        questions=(),
        source=source,
    )


def _found(source: Source, content: dict[str, Any]) -> list[tuple[KeyPath, dict[str, Any]]]:
    """Return each part's keys with their place in the file."""
    questions = content.get("questions")
    if questions is None:
        return [((), content)]
    if isinstance(questions, dict):
        tables: list[tuple[KeyPath, Any]] = [(("questions", "parts"), questions.get("parts"))]
    else:
        tables = [(("questions", i, "parts"), q.get("parts")) for i, q in enumerate(questions)]
    found = [
        ((*place, number), data)
        for place, parts in tables
        for number, data in enumerate(parts if isinstance(parts, list) else [])
        if isinstance(data, dict)
    ]
    if not found:
        raise source.error(("questions",), "there are no parts", expected="[[questions.parts]]")
    return found
