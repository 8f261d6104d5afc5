"""The line of each answer that says by how many checks it was verified, or that it is the author's word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backproof.answer import Answer, Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page
from backproof.proofreading.wording.templates import answers_of_templates

_CHECKED, _UNCHECKED = r"\checkedline{", r"\uncheckedline{"
_CHECKS = "Verified by so many checks"
_WARNING = "In the author's words"


def judge(page: Page, solutions: Sequence[Solution], own: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each answer that its kind's template prints without the line of its evidence."""
    for solution in solutions:
        for answer in answers_of_templates(solution, own):
            passages = [passage for passage in page.passages if passage.part == answer.id]
            said = " ".join(passage.latex for passage in passages)
            for line in _lines(answer) if passages else ():
                if line not in said:
                    words = line.partition("{")[2] or _CHECKS
                    yield Fault(passages[0].start, f"{answer.id} does not say '{words}'")


def _lines(answer: Answer) -> Iterator[str]:
    """Yield the beginnings of the lines that say what stands behind an answer."""
    if answer.checks:
        yield _CHECKED
    if answer.by_author:
        yield _UNCHECKED + _WARNING
