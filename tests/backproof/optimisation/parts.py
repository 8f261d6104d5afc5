"""Parts of the kinds of optimisation for tests: solved, judged by the verifier, and read back from LaTeX."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from backproof.answer import Answer, Claim
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.parts.solver import solve
from backproof.proof import verify as verifier
from backproof.proof.planned import missing
from backproof.proofreading.proofread import proofread
from backproof.terms.loading import load
from backproof.terms.term import Term
from backproof.tex.engine import find_engine
from tests.conftest import ROOT

verify: Any = verifier
HEAD = 'course = "M1"\nassignment = 1\ntitle = "T"\ndue = 2026-12-01T23:59:00\n\n[[questions]]\nid = "q1"\ntitle = "Q"\n'


def toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)


def term_text(*parts: Mapping[str, Any]) -> str:
    text = HEAD
    for part in parts:
        text += "\n[[questions.parts]]\npoints = 1\n"
        text += "".join(f"{key} = {toml(value)}\n" for key, value in part.items())
    return text


@contextmanager
def term_of(*parts: Mapping[str, Any]) -> Iterator[tuple[Term, Path]]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "term.toml"
        file.write_text(term_text(*parts), encoding="utf-8")
        yield load(file, folder=Path(folder)), Path(folder)


def answers(*parts: Mapping[str, Any]) -> tuple[Answer, ...]:
    with term_of(*parts) as (term, _):
        return solve(term.questions[0], term).answers


def answer(kind: str, **data: Any) -> Answer:
    return answers({"kind": kind, **data})[0]


def rows(found: Answer) -> list[dict[str, Any]]:
    (claim,) = found.claims
    return list(claim.data["results"])  # type: ignore[call-overload]


def doubts(found: Answer) -> list[str]:
    """What speaks against an answer: failed checks, evidence that is gone, the verifier's doubts."""
    said = [f"{check.method} {check.subject} {check.figure}" for check in found.evidence if not check.passed]
    said += missing(found)
    for claim in found.claims:
        plain = json.loads(json.dumps({"kind": claim.kind, **claim.data}))
        with np.errstate(all="ignore"):
            verdict, ground = verify.judged(verify.CHECKS[claim.kind], plain, {"text": found.text})
        said += [] if verdict == "holds" else [f"{verdict}: {ground}"]
    return said


def with_claim(found: Answer, **changed: Any) -> Answer:
    (claim,) = found.claims
    return replace(found, claims=(Claim(claim.kind, {**claim.data, **changed}),))


def page(*parts: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The LaTeX of a solution, and its solutions."""
    with term_of(*parts) as (term, folder):
        homework = replace(of_packages(folder, "solutions", "figures"), term_folder=folder)
        solutions = (solve(term.questions[0], term),)
        writer = Writer(homework, term, find_engine("embedded"), audience="solution")
        return writer.write(solutions, {"q1": {}}).rendered.text, solutions


def faults(*parts: Mapping[str, Any]) -> Sequence[str]:
    text, solutions = page(*parts)
    return [
        f"{fault.message} at {text[fault.at : fault.at + 80]!r}"
        for fault in proofread(text, solutions).faults
    ]
