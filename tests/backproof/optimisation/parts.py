"""Parts of the kinds of optimisation for tests: solved, with other claims, and read back from LaTeX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from backproof.answer import Answer, Claim
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.parts.solver import solve
from backproof.proofreading.proofread import proofread
from backproof.tex.engine import find_engine
from benchmarks.optimisation.ask import answers, doubts, rows, term_of

__all__ = ["answer", "answers", "doubts", "faults", "page", "rows", "term_of", "with_claim"]


def answer(kind: str, **data: Any) -> Answer:
    return answers({"kind": kind, **data})[0]


def with_claim(found: Answer, **changed: Any) -> Answer:
    (claim,) = found.claims
    return replace(found, claims=(Claim(claim.kind, {**claim.data, **changed}),))


def page(*parts: Mapping[str, Any], audience: Any = "solution") -> tuple[str, tuple[Any, ...]]:
    """The LaTeX of a solution or a sheet, and its solutions."""
    with term_of(*parts) as (term, folder):
        homework = replace(of_packages(folder, "solutions", "figures"), term_folder=folder)
        solutions = (solve(term.questions[0], term),)
        writer = Writer(homework, term, find_engine("embedded"), audience=audience)
        return writer.write(solutions, {"q1": {}}).rendered.text, solutions


def judged(text: str, solutions: Sequence[Any]) -> list[str]:
    """The faults of a page."""
    found = proofread(text, tuple(solutions)).faults
    return [f"{fault.message} at {text[fault.at : fault.at + 80]!r}" for fault in found]


def faults(*parts: Mapping[str, Any]) -> Sequence[str]:
    return judged(*page(*parts))
