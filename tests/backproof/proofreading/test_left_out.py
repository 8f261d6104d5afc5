"""Parts with a task, a line or a stage that is left out or stands twice are told."""

from __future__ import annotations

import re

import pytest

from backproof.proofreading.formulas import read
from backproof.proofreading.proofread import proofread
from backproof.proofreading.wording import doublings
from tests.backproof.optimisation.parts import page
from tests.backproof.proofreading.test_lines_of_matrices import written

PIECE = re.compile(
    r"\\shown\{.*?\}\n(?=[A-Z\\a-z\n])|\\begin\{formulas\}.*?\\end\{formulas\}\n?|\\eliminationstage\{.*?\n\}\n",
    re.DOTALL,
)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "name", ["a form", "a Hermitian form", "a frame", "a fit", "a system with cases", "another inner product"]
)
def test_each_display_of_a_part_is_there_once(name: str) -> None:
    text, solutions, faultless = written(name)
    begin = text.index(r"\label{part:")
    end = text.index(r"\answerbox", begin)
    pieces = list(PIECE.finditer(text, begin, end))
    assert len(pieces) > 2
    for piece in pieces:
        left_out = text[: piece.start()] + text[piece.end() :]
        assert proofread(left_out, solutions, faultless).faults, piece[0]
        doubled = text[: piece.end()] + piece[0] + text[piece.end() :]
        assert proofread(doubled, solutions, faultless).faults, piece[0]


@pytest.mark.parametrize("line", ["Written out,", "Completing squares gives"])
def test_lines_are_told_in_another_order(line: str) -> None:
    text, solutions, faultless = written("a form")
    at = text.index(line)
    end = text.index("\n", text.index(r"\shown", at)) + 1
    moved = text[:at] + text[end:]
    place = moved.index(r"\answerbox", at)
    moved = moved[:place] + text[at:end] + moved[place:]
    told = proofread(moved, solutions, faultless, own=("matrices.tex.j2",)).faults
    assert bool(told) == (line == "Written out,")  # The other line is the last one.


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Find all points of\n\\shown{f(x) = x}\n\\shown{f(x) = x}\n", 1),
        ("The Hessian is here.\n\nThe Hessian is here.\n", 1),
        ("Hence\n\\shown{x = 1}\nHence\n\\shown{x = 1}\n", 1),
        ("Hence\n\\shown{x = 1}\nHence\n\\shown{x = 2}\n", 0),
        ("Hence\nHence\n", 0),
        ("\\begin{formulas}\n\\listed{x = 0,}\n\\listed{x = 0.}\n\\end{formulas}\n", 0),
        ("\\begin{formulas}\n\\listed{x = 0.}\n\\end{formulas}\n" * 2, 1),
        ("\\eliminationstage{1 & 1 \\\\\n1 & 1 \\\\\n}\n", 0),
        ("%authored\nTwice the same words.\nTwice the same words.\n%end authored\n", 0),
    ],
)
def test_what_is_repeated_at_once_is_told(words: str, count: int) -> None:
    page = read(f"\\begin{{document}}\n\\section{{Q}}\n{words}", 1)
    assert len(list(doublings.judge(page))) == count


def test_a_task_in_own_words_need_not_state_what_is_given() -> None:
    text, solutions, _ = written("a fit")
    begin, end = text.index("Find all $x$"), text.index(r"\end{labelled}")
    own = text[:begin] + "%authored task\nFit a line.\n%end authored\n" + text[end:]
    assert proofread(own, solutions).faults == ()


def test_the_box_may_stand_before_the_lines() -> None:
    text, solutions, _ = written("a fit")
    begin = text.index(r"\answerbox", text.index(r"\label{part:"))
    end = text.index("\n", begin) + 1
    first = text.index("\n", text.index(r"\end{labelled}")) + 1
    box_first = text[:first] + text[begin:end] + text[first:begin] + text[end:]
    assert proofread(box_first, solutions, own=("matrices.tex.j2",)).faults == ()


def test_a_task_that_asks_for_the_other_extreme_is_told() -> None:
    text, solutions = page({"kind": "kkt", "objective": "y**2 - x**2", "constraints": ["x <= 1", "x >= -2"]})
    assert proofread(text, solutions).faults == ()
    assert proofread(text.replace("Minimise", "Maximise", 1), solutions).faults
