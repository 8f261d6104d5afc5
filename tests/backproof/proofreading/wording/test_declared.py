"""Sentences that must be there, by kind: a template in other words, whose facts go unjudged, is found."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from backproof.proofreading.formulas import Page, read
from backproof.proofreading.wording import runs, spaces
from backproof.proofreading.wording.sentences import Sentence, in_dollars
from tests.backproof.proofreading.test_proofread import solved as homework
from tests.backproof.proofreading.wording.test_sentences import spaces_on_a_page
from tests.conftest import Checkout

# Beginnings of patterns; of each group, one is said in a part about a space of this kind.
SOLUTIONS = (("There (is no pivot",), ("The equation(s)?", "Every vector is"))
SPANNED = ("gives? the basis|", "Every column", "The column has", "The \\w+ is zero")
DECLARED = {
    "null_space": SOLUTIONS,
    "homogeneous_system": SOLUTIONS,
    "column_space": (("The (columns|rows)",), SPANNED),
    "row_space": (("The (columns|rows)",), SPANNED),
    "intersection": (("[Ww]ith the columns",),),
    "functions": ((*SPANNED, "The functions", "The basis function"),),
}
OF_EVERY_RUN = (
    *(
        "gradients agree",
        "step size",
        ", below",
        "the (\\d+) choices",
        "error falls",
        "grows like",
        "the largest",
    ),
    *("descent lowers", "from ", "by a factor", "loss decreases", "norm of the gradient"),
)


def said(sentences: tuple[Sentence[object], ...], latex: str) -> list[str]:
    """The patterns that stand somewhere."""
    return [s.words for s in sentences if any(True for _ in s.places(in_dollars(latex)))]


@cache
def _page(folder: Path) -> Page:
    return read((folder / "out" / "build" / "report.tex").read_text(encoding="utf-8"), 4)


@pytest.mark.parametrize("is_homework", [True, False])
def test_each_space_says_what_is_declared_of_its_kind(is_homework: bool, write_up: Checkout) -> None:
    if is_homework:
        page, solutions = _page(write_up.root), homework("2025-fall")
    else:
        text, solutions = spaces_on_a_page()
        page = read(text, len(solutions))
    judged = 0
    for answer in (answer for solution in solutions for answer in solution.answers):
        words = " ".join(passage.latex for passage in page.passages if passage.part == answer.id)
        found = said((*spaces.OF_ANY, *spaces.OF_TWO), words)
        for claim in (claim.data for claim in answer.claims if claim.kind == "dimension"):
            groups = DECLARED.get(claim["space"], (SPANNED,))
            if groups is SOLUTIONS and not claim.get("basis"):
                groups = SOLUTIONS[:1]  # Without a solution but 0, there is no basis to be said.
            for group in groups:
                assert any(one.lstrip("(?:").startswith(group) for one in found), (answer.id, group, found)
                judged += 1
    assert judged > 5


def test_a_run_says_what_is_declared_of_it(write_up: Checkout) -> None:
    page = _page(write_up.root)
    words = " ".join(passage.latex for passage in page.passages if passage.part == "q3c")
    found = said((*runs.OF_CHECKS, *runs.OF_WEIGHTS, *runs.OF_TRAINING), words)
    for declared in OF_EVERY_RUN:
        assert any(one.startswith(declared) for one in found), (declared, found)
