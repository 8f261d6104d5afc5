"""A function that is wrong at one size, one pair of sizes, one magnitude, or one structure only, is found."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from pathlib import Path

import pytest
from msgspec.structs import replace

from backproof.answer import Answer, Solution
from backproof.diagnostic import ScriptError
from backproof.kinds.network import solver
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


def test_all_triples_up_to_13_are_chosen_if_thorough() -> None:
    names = ["d", "p", "k", "n"]
    chosen = size_choices(names, thorough=True)
    for columns in combinations(names, 3):
        seen = {tuple(choice[name] for name in columns) for choice in chosen}
        assert seen >= set(product(range(1, 14), repeat=3))


def solved(folder: Path, wrong: str, *, thorough: bool = False) -> Solution:
    """Question 3 if r_bar is three times r instead of twice under a condition."""
    source = (ROOT / "solutions" / NAME).read_text(encoding="utf-8")
    assert source.count(RIGHT) == 1
    text = source.replace(RIGHT, f"r_bar = (3 if {wrong} else 2) * r")
    (folder / NAME).write_text(text, encoding="utf-8")
    term = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")
    (folder / "term.toml").write_text(term, encoding="utf-8")
    loaded = replace(load(folder / "term.toml", folder=folder, solvers={"q3_network"}), thorough=thorough)
    return solve(next(question for question in loaded.questions if question.id == "q3"), loaded)


def answered(folder: Path, wrong: str) -> Answer:
    """The code's answer in question 3."""
    return solved(folder, wrong).answers[1]


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "condition",
    [
        "len(x) == 9",
        "len(y) == 12",
        "W1.shape == (7, 11)",
        "W2.shape == (10, 2)",
        "(len(x), len(y), len(W1)) == (4, 2, 3)",
        "W1.dtype.kind == 'i'",
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


@pytest.mark.slow
def test_a_function_that_is_wrong_only_when_the_file_is_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="under __main__"):
        answered(tmp_path, '__name__ == "__main__"')


@pytest.mark.slow
def test_a_triple_of_larger_sizes_is_tried_if_thorough(tmp_path: Path) -> None:
    condition = "(len(x), len(y), len(W1)) == (7, 11, 12)"
    quick, thorough = solved(tmp_path, condition), solved(tmp_path, condition, thorough=True)
    assert quick.answers[1].passed
    assert any("is True" in warning.message for warning in quick.warnings)
    assert not thorough.answers[1].passed


@pytest.mark.slow
def test_a_branch_that_no_check_reaches_is_told(tmp_path: Path) -> None:
    found = solved(tmp_path, "len(x) > 40")
    (warning,) = [warning for warning in found.warnings if "no check reaches" in warning.message]
    assert warning.message == (
        "no check reaches the case of compute_gradients in which 'len(x) > 40' is True"
    )
    assert warning.source
    assert "len(x) > 40" in warning.source


PLAIN = """import numpy as np


def compute_gradients(x, y, W1, W2):
    z = W1 @ x
    h = np.logaddexp(0.0, z)
    r = y - W2 @ h
    a, b = -2 * ((W2.T @ r) * np.exp(z - h)) @ x.T, -2 * r @ h.T
    return a, b
"""
FORMS = {
    "a dictionary": ('return {"dW2": b, "dW1": a}', "utf-8"),
    "a generator": ("return (value for value in (a, b))", "utf-8"),
    "Latin-1": ("return a, b  # Übung", "latin-1"),
    "UTF-8 with a signature": ("return a, b  # Übung", "utf-8-sig"),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_right_function_passes_in_whatever_form_it_is_written(form: str, tmp_path: Path) -> None:
    returned, encoding = FORMS[form]
    coding = "# coding: latin-1\n" if encoding == "latin-1" else ""
    content = (coding + PLAIN.replace("return a, b", returned)).encode(encoding)
    (tmp_path / NAME).write_bytes(content)
    found = network(tmp_path)
    assert found.answers[1].passed
    handed_in = found.files[NAME]
    assert (handed_in if isinstance(handed_in, bytes) else handed_in.encode()) == content


@pytest.mark.slow
def test_a_lambda_is_a_function(tmp_path: Path) -> None:
    text = PLAIN[: PLAIN.index("def ")] + (
        "s = lambda t: np.exp(t - np.logaddexp(0.0, t))\n"
        "compute_gradients = lambda x, y, W1, W2: (\n"
        "    -2 * s(W1 @ x) * (W2.T @ (y - W2 @ np.logaddexp(0, W1 @ x))) @ x.T,\n"
        "    -2 * (y - W2 @ np.logaddexp(0, W1 @ x)) @ np.logaddexp(0, W1 @ x).T,\n)\n"
    )
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    code = network(tmp_path).answers[1]
    assert code.passed
    assert code.text == text[text.index("compute_gradients") :]


def network(folder: Path) -> Solution:
    """Question 3 as any network's, its script as the folder has it."""
    term = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")
    term = term.replace('solver = "q3_network"', 'kind = "network"').replace("fill = true", "fill = false")
    (folder / "term.toml").write_text(term, encoding="utf-8")
    loaded = load(folder / "term.toml", folder=folder, solvers=set())
    return solver.solve(next(question for question in loaded.questions if question.id == "q3"), loaded)
