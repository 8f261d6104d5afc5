"""A part in a term of its own: its text, its answer, and what the verifier says of that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from backproof.answer import Answer
from backproof.parts.solver import solve
from backproof.proof import verify as verifier
from backproof.proof.planned import missing
from backproof.terms.loading import load
from backproof.terms.term import Term

verify: Any = verifier
HEAD = """\
course = "M1"
assignment = 1
title = "T"
due = 2026-12-01T23:59:00

[[questions]]
id = "q1"
title = "Q"
"""


def toml(value: Any) -> str:
    """Return a value as TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)


def term_text(*parts: Mapping[str, Any]) -> str:
    """Return a term file with these parts."""
    text = HEAD
    for part in parts:
        text += "\n[[questions.parts]]\npoints = 1\n"
        text += "".join(f"{key} = {toml(value)}\n" for key, value in part.items())
    return text


@contextmanager
def term_of(*parts: Mapping[str, Any]) -> Iterator[tuple[Term, Path]]:
    """Load a term with these parts, in a folder of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "term.toml"
        file.write_text(term_text(*parts), encoding="utf-8")
        yield load(file, folder=Path(folder)), Path(folder)


def answers(*parts: Mapping[str, Any]) -> tuple[Answer, ...]:
    """Answer parts of one question."""
    with term_of(*parts) as (term, _):
        return solve(term.questions[0], term).answers


def rows(found: Answer) -> list[dict[str, Any]]:
    """Return the results that an answer claims."""
    data: Any = found.claims[0].data
    return list(data["results"])


def doubts(found: Answer) -> list[str]:
    """Return what speaks against an answer: failed checks, evidence that is gone, the verifier's doubts."""
    said = [f"{check.method} {check.subject} {check.figure}" for check in found.evidence if not check.passed]
    said += missing(found)
    for claim in found.claims:
        plain = json.loads(json.dumps({"kind": claim.kind, **claim.data}))
        with np.errstate(all="ignore"):
            verdict, ground = verify.judged(
                verify.CHECKS[claim.kind], plain, {"text": found.text, "formulas": dict(found.formulas)}
            )
        said += [] if verdict == "holds" else [f"{verdict}: {ground}"]
    return said
