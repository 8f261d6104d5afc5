"""Sums and intersections: the dimension formula with its numbers, common vectors, integer bases."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import sympy as sp
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.commands.questions.dimension import command
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension, intersection, subspace_sum
from backproof.spaces.language.result import Dimension

entries = st.fractions(-3, 3, max_denominator=3).map(str)
vectors = st.lists(st.lists(entries, min_size=4, max_size=4), min_size=1, max_size=3)


def rank(*sides: list[list[str]]) -> int:
    return int(sp.Matrix([[sp.Rational(x) for x in row] for side in sides for row in side]).rank())


def lines(found: Dimension, rule: str) -> list[str]:
    return [step.text for step in found.steps if step.rule == rule]


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True)
@given(vectors, vectors)
def test_the_formula_holds_sympys_numbers(first, second) -> None:
    both, common = subspace_sum([first, second]), intersection([first, second])
    u, w, sum_of_both = rank(first), rank(second), rank(first, second)
    rest = u + w - sum_of_both
    assert lines(both, "dimension formula") == [
        f"dim U + dim W - dim (U & W) = {u} + {w} - {rest} = {sum_of_both}"
    ]
    assert lines(common, "dimension formula") == [
        f"dim U + dim W - dim (U + W) = {u} + {w} - {sum_of_both} = {rest}"
    ]
    assert both.passed
    assert common.passed
    assert [part.dimension for part in both.parts] == [u, w, rest]


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True)
@given(vectors, vectors)
def test_common_vectors_are_what_their_lines_say(first, second) -> None:
    """Check by sympy that both sides equal the vector, which is primitive with a positive first entry."""
    found = intersection([first, second])
    names = {
        f"{stem}{n}": sp.Matrix([sp.Rational(x) for x in row])
        for stem, rows in (("u", first), ("w", second))
        for n, row in enumerate(rows, 1)
    }
    for line, element in zip(lines(found, "common vector"), found.basis, strict=True):
        _, left, right, _ = line.split(" = ")
        vector = sp.Matrix([sp.Integer(x) for x in element.entries])
        assert combined(left, names) == combined(right, names) == vector
        assert next(x for x in vector if x) > 0
        assert sp.gcd(list(vector)) == 1


def combined(side: str, names: dict[str, sp.Matrix]) -> sp.Matrix:
    total = sp.zeros(4, 1)
    for sign, factor, name in re.findall(r"([+-]?) ?(?:(\(?\d+(?:/\d+)?\)?)\*)?([uw]\d)", side):
        total += sp.Rational(f"{sign}{factor.strip('()') or 1}") * names[name]
    return total


@pytest.mark.parametrize("kind", ["sum", "intersection"])
@pytest.mark.parametrize("form", ["text", "latex", "json"])
def test_the_numbers_stand_in_every_form(kind: str, form: str) -> None:
    text = "[[1,0,0],[0,1,0]], [[0,1,1],[1,2,1]]"
    done = CliRunner().invoke(command, [f"--{kind}", text, "--format", form])
    assert done.exit_code == 0
    third = {"sum": "(U & W)", "intersection": "(U + W)"}[kind]
    numbers = {"sum": "2 + 2 - 1 = 3", "intersection": "2 + 2 - 3 = 1"}[kind]
    if form == "latex":
        third = third.replace("&", r"\cap")
        assert rf"\dim U + \dim W - \dim {third} = {numbers}" in done.output
        assert r"s_1 = u_1 + u_2 = -w_1 + w_2 = \begin{pmatrix} 1 \\ 1 \\ 0 \end{pmatrix}" in done.output
        assert r"\dim U = 2 \text{ with the basis } u_1, u_2" in done.output
        return
    said = done.output
    if form == "json":
        said = "\n".join(step["text"] for step in json.loads(done.output)["steps"])
    assert f"dim U + dim W - dim {third} = {numbers}" in said
    assert "s1 = u1 + u2 = -w1 + w2 = [1, 1, 0]" in said
    assert "dim W = 2 with the basis w1, w2" in said


SUM = {"sum": [[[1, 0, 1], [0, 1, 1]], [[1, 1, 2], [0, 0, 1]]]}


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("common vector", "s1 = u1 - u2 = w1 = [1, 1, 2]"),
        ("common vector", "s1 = u1 + u2 = w1 + w2 = [1, 1, 2]"),
        ("subspace", "dim U = 2 with the basis u1"),
        ("dimension formula", "dim U + dim W - dim (U & W) = 2 + 2 - 2 = 3"),
    ],
)
def test_a_wrong_line_of_the_formula_is_refused(rule: str, wrong: str) -> None:
    right = dimension(SUM)
    assert right.passed
    place = next(i for i, step in enumerate(right.steps) if step.rule == rule)
    steps = (*right.steps[:place], replace(right.steps[place], text=wrong), *right.steps[place + 1 :])
    assert any(not check.passed for check in verify(replace(right, steps=steps)))


def test_a_part_of_other_vectors_is_refused() -> None:
    right = dimension(SUM)
    other = dimension({"sum": [[[1, 0, 1], [0, 1, 1]], [[1, 1, 2], [0, 1, 2]]]})
    wrong = replace(right, parts=other.parts)
    assert any(not check.passed for check in verify(wrong))


def test_sums_with_parameters_keep_their_cases() -> None:
    found = subspace_sum([[["t", 1]], [[1, "t"]]])
    assert found.answer.text == "2 unless t = 1 (1), t = -1 (1)"
    assert found.passed


def test_an_intersection_that_nobody_can_decide_has_bounds() -> None:
    found = intersection([[["atan(1/2) + atan(1/3)", 1]], [["pi/4", 1]]])
    assert found.answer.text == "between 0 and 1"
    assert found.is_open


READINGS = [
    (["--homogeneous-system", "x + 2*y - z = 0"], "unknowns are those that occur, x, y, z", "$x$, $y$, $z$"),
    (["--span", "[1+i, 2], [s, 1]"], "i is a real symbol", "$i$ is a real symbol"),
    (["--span", "[s, 2], [t, 1]"], "the parameters s, t are real", "the parameters $s$, $t$ are real"),
    (["--span", "[s, 2], [t, 1]"], "the row operations assume", r"the row operations assume $"),
    (["--span", "sin(x), log(x)"], "no domain was given: (0, oo)", r"no domain was given: $(0, \infty)$"),
]


@pytest.mark.parametrize(("arguments", "text", "latex"), READINGS, ids=str)
def test_readings_are_told_in_every_form(arguments: list[str], text: str, latex: str) -> None:
    outputs = [CliRunner().invoke(command, [*arguments, "--format", f]).output for f in ("text", "latex")]
    assert any(line.startswith("Note: ") and text in line for line in outputs[0].splitlines())
    assert latex in outputs[1]
    notes = json.loads(CliRunner().invoke(command, [*arguments, "--format", "json"]).output)["notes"]
    assert any(text in note for note in notes)
