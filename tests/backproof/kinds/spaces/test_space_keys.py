"""Keys that a part of a space does not have: the hint, followed to the letter, gives the space."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.kinds.dimension.spaces import space_answer
from backproof.spaces.language.result import Dimension
from backproof.terms.loading import load

TERM = """course = "X1"
assignment = 1
title = "T"
due = 2026-12-11T23:59:00
seed = 1
[author]
name = "N"
id = "0"
[[questions]]
title = "Q"
[[questions.parts]]
points = 1
kind = "dimension"
"""
# The key as people write it, and the dimension by hand.
KEYS = {
    """kernel = "p -> p' on P3" """: 1,
    """kernel = "ker(p -> p' on P3)" """: 1,
    "kernel = [[1, 2, 3], [2, 4, 6]]": 2,
    'ker = "[[1, 2, 3], [2, 4, 6]]"': 2,
    """image = "p -> p' on P3" """: 3,
    "range = [[1, 2, 3], [2, 4, 6]]": 1,
    'rank = "[[1, 2, 3], [2, 4, 6]]"': 1,
    "nullity = [[1, 2, 3], [2, 4, 6]]": 2,
    "basis = [[1, 2], [2, 4]]": 1,
    'basis = "(1, 2), (2, 4)"': 1,
    'basis = ["1 + x", "x^2", "x^2 - x - 1"]': 2,
    'equations = ["x + y = 0", "y = z"]': 1,
    """ode = "y'' + y = 0" """: 2,
    'quotient = "R^3/span{(1, 0, 0)}"': 2,
    'eigenspace = "[[2, 1], [1, 2]] for 3"': 1,
    'span = [[1, 2], [3, 1]]\nover = "F5"': 1,
}


def _dimension(folder: Path, lines: str) -> Dimension:
    path = folder / "term.toml"
    path.write_text(TERM + lines + "\n", encoding="utf-8")
    term = load(path)
    return space_answer(term.questions[0].parts[0])[1]


@pytest.mark.parametrize("lines", KEYS)
def test_the_hint_gives_the_space(tmp_path: Path, lines: str) -> None:
    with pytest.raises(InputError) as caught:
        _dimension(tmp_path, lines)
    said = caught.value.diagnostics[0]
    assert re.fullmatch(r"unknown key '\w+'", said.message)
    before, written = lines.splitlines()[:-1], (said.hint or "").removeprefix("write ")
    found = _dimension(tmp_path, "\n".join([*before, written]))
    assert (found.dimension, found.passed) == (KEYS[lines], True)
