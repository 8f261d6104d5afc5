"""A function that is wrong at one size, one pair of sizes, one magnitude, or one structure only, is found."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from pathlib import Path

import pytest

from backproof.answer import Answer
from backproof.diagnostic import ScriptError
from backproof.numpy_scripts.size_choices import size_choices
from backproof.terms.loading import load
from solutions import solve
from tests.conftest import ROOT

NAME = "Q3_AIE6001_A1.py"
RIGHT = "r_bar = 2 * r"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_all_pairs_up_to_13_and_all_triples_up_to_5_are_chosen(count: int) -> None:
    names = [f"n{i}" for i in range(count)]
    chosen = size_choices(names)
    for size, top in ((2, 13), (3, 5)):
        for columns in combinations(names, size):
            seen = Counter(tuple(choice[name] for name in columns) for choice in chosen)
            assert all(seen[values] for values in product(range(1, top + 1), repeat=size))
    assert {choice[names[0]] for choice in chosen} >= set(range(1, 14))


def answered(folder: Path, wrong: str) -> Answer:
    """The code's answer if r_bar is three times r instead of twice under a condition."""
    source = (ROOT / "solutions" / NAME).read_text(encoding="utf-8")
    assert source.count(RIGHT) == 1
    text = source.replace(RIGHT, f"r_bar = (3 if {wrong} else 2) * r")
    (folder / NAME).write_text(text, encoding="utf-8")
    term = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")
    (folder / "term.toml").write_text(term, encoding="utf-8")
    loaded = load(folder / "term.toml", folder=folder, solvers={"q3_network"})
    return solve(next(question for question in loaded.questions if question.id == "q3"), loaded).answers[1]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "condition",
    [
        "len(x) == 9",
        "len(y) == 12",
        "W1.shape == (7, 11)",
        "W2.shape == (10, 2)",
        "(len(x), len(y), len(W1)) == (4, 2, 3)",
        "abs(x[0, 0]) >= 2e4",
        "abs(x).max() < 1e-2 and abs(x).max() > 1e-4",
        "x[0, 0] < -100",
        "(x == np.rint(x)).all() and abs(x).max() > 2",
        "len(x) > 1 and (x == x[0, 0]).all()",
        "len(x) > 2 and x[0, 0] == 0 and x[1, 0] != 0",
    ],
)
def test_a_wrong_function_is_refused(condition: str, tmp_path: Path) -> None:
    assert not answered(tmp_path, condition).passed


@pytest.mark.slow
def test_a_right_function_passes(tmp_path: Path) -> None:
    assert answered(tmp_path, "False").passed


def test_a_function_that_is_wrong_only_when_the_file_is_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="under __main__"):
        answered(tmp_path, '__name__ == "__main__"')
