"""Exercises of linear algebra as plain data, each as a part of a term, and its answer as data again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from backproof.answer import Answer
from backproof.terms.kinds import KINDS
from backproof.terms.reading import Source
from backproof.terms.term import Author, Part, Term

Data = Mapping[str, Any]


def listed(text: str) -> Any:
    """A number, list or matrix of texts, from the text of an answer."""
    if not text.startswith("["):
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    inside, depth, found, begun = text[1:-1], 0, [], 0
    for at, character in enumerate(inside + ","):
        depth += (character in "[(") - (character in "])")
        if character == "," and depth == 0:
            found.append(listed(inside[begun:at].strip()))
            begun = at + 1
    return found


def solve(kind: str, **data: Any) -> Answer:
    """The answer to a part of that kind."""
    source = Source("part.toml", "")
    part = Part(id="p", title="", points=0, data=data, source=source, path=(), label="a", kind=kind)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    term = Term(
        name="t", course="", assignment=0, title="", due=when, points=0, maximum=0, seed=0, functions=(),
        relu_at_zero=0.5, author=Author(), questions=(), source=source,
    )  # fmt: skip
    answer: Answer = import_module(KINDS[kind].part_solver).solve(part, term).answer
    return answer


def solved(data: Data) -> Any:
    """The answer to an exercise as plain data; every check of it has passed."""
    kind, keys, back = MAPPED[data["task"]](data)
    answer = solve(kind, **keys)
    assert answer.passed, [check for check in answer.checks if not check.passed]
    return back(answer)


Mapping_ = tuple[str, dict[str, Any], Callable[[Answer], Any]]
TYPES = {"unique solution": "unique", "solutions with parameters": "infinite", "no solution": "none"}


def system(data: Data) -> Mapping_:
    def one(case: Data) -> dict[str, Any]:
        found = {name: listed(text) for name, text in case["found"].items()}
        kind = TYPES[case["task"]]
        if kind == "unique":
            return {"type": kind, "x": found["x"]}
        if kind == "none":
            return {"type": kind, "certificate_y": found["y"]}
        return {"type": kind, "particular": found["x"], "directions": found["N"], "dim": len(found["N"])}

    def back(answer: Answer) -> Any:
        cases: Any = answer.claims[0].data["cases"]
        if not data.get("parameters"):
            return one(cases[0])
        return {
            "type": "cases",
            "cases": [{"when": python(case["condition"]), **one(case)} for case in cases],
        }

    keys = {"matrix": data["A"], "right_side": data["b"], "unknowns": data["variables"]}
    return "linear_system", keys, back


def python(condition: str) -> str:
    """A condition such as "p = 4, q != 2" as a condition in Python."""
    if condition == "always":
        return "True"
    parts = [re.sub(r"(?<![!<>=])=(?!=)", "==", part.strip()) for part in condition.split(",")]
    return " and ".join(f"({part})" for part in parts)


MAPPED: dict[str, Callable[[Data], Mapping_]] = {
    "solve_system": system,
    "solve_system_param": system,
}
