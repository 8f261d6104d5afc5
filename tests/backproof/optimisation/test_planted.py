"""Planted faults: a wrong claim is in doubt, and a wrong line, box or comparison on the page is found."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import Any

import pytest

from backproof.answer import Answer
from tests.backproof.optimisation.parts import answer, doubts, judged, page, with_claim

PARTS: dict[str, dict[str, Any]] = {
    "stationary": {"function": "x**3 + y**3 - 6*x*y"},
    "descent": {"function": "x**2 + 3*y**2", "start": [3, 1], "size": "1/4", "count": 2},
    "linear_program": {
        "sense": "max",
        "objective": "5*x + 4*y",
        "constraints": ["6*x + 4*y <= 24", "x + 2*y <= 6"],
    },
    "set_projection": {"set": "box", "point": [3, 5], "lower": [0, 0], "upper": [1, 2]},
    "convexity": {"function": "x**4 + y**2"},
    "likelihood": {"model": "exponential", "samples": [1, 2, 3]},
    "subgradient": {"function": "abs(x - 1) + 3*abs(x)", "at": [0, 1]},
    "gaussian": {"mean": [0, 0], "covariance": [[1, 0], [0, 1]], "condition": [1, 1], "value": 2},
    "kkt": {"objective": "y**2 - x**2", "constraints": ["x <= 2", "x >= -1"]},
}


def altered(found: Answer, place: int, **changes: Any) -> Answer:
    """The answer with a result changed, in its text as well, so that both agree."""
    results = copy.deepcopy(list(found.claims[0].data["results"]))  # type: ignore[call-overload]
    before = copy.deepcopy(results[place])
    results[place] |= changes

    def said(row: dict[str, Any]) -> str:
        value = str(row["value"]).replace("'", "")
        return f"{row['key']} = {value}" + (f" ({row['word']})" if row["word"] else "")

    text = found.text.replace(said(before), said(results[place]))
    assert text != found.text

    return replace(with_claim(found, results=results), text=text)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("kind", "place", "changes"),
    [
        ("stationary", 0, {"value": ["0", "1"]}),
        ("stationary", 0, {"word": "local minimum"}),
        ("stationary", 1, {"word": "saddle point"}),
        ("stationary", 1, {"word": "global minimum"}),
        ("descent", 0, {"value": ["3/2", "1/2"]}),
        ("descent", 1, {"value": ["3/4", "1/3"]}),
        ("linear_program", 0, {"value": ["3", "1"]}),
        ("linear_program", 1, {"value": "22"}),
        ("linear_program", 2, {"value": ["3/4", "1/3"]}),
        ("set_projection", 0, {"value": ["1", "3/2"]}),
        ("subgradient", 0, {"value": ["-4", "3"]}),
        ("subgradient", 2, {"value": "1"}),
        ("likelihood", 0, {"value": "2/3"}),
        ("gaussian", 0, {"value": [["1"], ["2"]]}),
        ("gaussian", 1, {"value": [["1/2", "1/2"], ["1/2", "1/2"]]}),
        ("kkt", 0, {"word": "local minimum"}),
        ("kkt", 2, {"value": ["2", "1"]}),
        ("kkt", 3, {"value": ["3", "0"]}),
        ("kkt", 4, {"word": "global minimum"}),
    ],
)
def test_a_wrong_result_is_in_doubt(kind: str, place: int, changes: dict[str, Any]) -> None:
    found = answer(kind, **PARTS[kind])
    assert not doubts(found)
    assert any(text.startswith("IN DOUBT") for text in doubts(altered(found, place, **changes)))


def test_a_point_that_is_left_out_is_in_doubt() -> None:
    found = answer("stationary", **PARTS["stationary"])
    data: Any = found.claims[0].data

    fewer = with_claim(found, results=data["results"][:1], points=data["points"][:1], count=1)
    fewer = replace(fewer, text=found.text.split("; ")[0])
    assert "IN DOUBT: the gradient is 0 at [2. 2.], too" in doubts(fewer)


WRONG_ON_PAPER = [
    ("stationary", r"\Delta_{1} = 12 > 0", r"\Delta_{1} = -12 > 0"),
    ("stationary", r"3 x^2 - 6 y \\", r"3 x^2 - 5 y \\"),
    ("stationary", r"\text{local minimum}", r"\text{global minimum}"),
    ("stationary", r"\begin{pmatrix} 12 & -6", r"\begin{pmatrix} 12 & 6"),
    ("descent", r"x^{(1)} = \left(\frac{3}{2}", r"x^{(1)} = \left(\frac{1}{2}"),
    ("linear_program", r"c^\top x = 21", r"c^\top x = 20"),
    ("set_projection", "p = (1", "p = (2"),
    ("convexity", r"\text{ is strictly convex}", r"\text{ is not strictly convex}"),
    ("convexity", r"f \text{ is not strongly", r"f \text{ is strongly"),
    ("subgradient", r"[-4,\, 2]", r"[-3,\, 2]"),
    ("likelihood", r"3 \log \theta", r"2 \log \theta"),
    ("gaussian", r"\Sigma_1 = \begin{pmatrix} \frac{1}{2}", r"\Sigma_1 = \begin{pmatrix} \frac{1}{3}"),
    ("kkt", r"\begin{pmatrix} -2 & 0", r"\begin{pmatrix} 2 & 0"),
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", PARTS)
def test_a_page_is_faultless_and_a_planted_fault_on_it_is_found(kind: str) -> None:
    text, solutions = page({"kind": kind, **PARTS[kind]})
    assert not judged(text, solutions)
    sheet, _ = page({"kind": kind, **PARTS[kind]}, audience="sheet")
    assert r"\answerbox" not in sheet.partition(r"\begin{document}")[2]
    for _, right, wrong in (item for item in WRONG_ON_PAPER if item[0] == kind):
        assert right in text, right
        for place in range(text.count(right)):
            at = [i for i in range(len(text)) if text.startswith(right, i)][place]
            assert judged(text[:at] + wrong + text[at + len(right) :], solutions), (right, place)


def test_verdicts_on_convexity_are_judged() -> None:
    found = answer("convexity", **PARTS["convexity"])
    data: Any = found.claims[0].data
    wrong = [{**row, "word": row["word"].replace("not strongly", "strongly")} for row in data["results"]]
    text = found.text.replace("not strongly", "strongly")
    assert any("IN DOUBT" in said for said in doubts(replace(with_claim(found, results=wrong), text=text)))
    bent = answer("convexity", function="x**3")
    data = bent.claims[0].data
    wrong = [{**row, "word": row["word"].replace("not convex", "convex")} for row in data["results"]]
    text = bent.text.replace("not convex", "convex")
    assert any("IN DOUBT" in said for said in doubts(replace(with_claim(bent, results=wrong), text=text)))


KKT_PAGES: list[tuple[dict[str, Any], int]] = [
    ({"objective": "y**2 - x**2", "constraints": ["x <= 1", "x >= -2"]}, 3),
    ({"objective": "x**2 + y**2", "constraints": ["x + y = 1"]}, 1),
    ({"objective": "x*y", "constraints": ["x**2 + y**2 <= 1"], "sense": "max"}, 3),
    ({"objective": "x", "constraints": ["x >= 1", "2*x >= 2"]}, 2),
]


@pytest.mark.sample(1)
@pytest.mark.parametrize(("given", "count"), KKT_PAGES)
def test_a_solution_of_the_conditions_that_is_left_out_or_wrong_is_found(
    given: dict[str, Any], count: int
) -> None:
    text, solutions = page({"kind": "kkt", **given})
    assert not judged(text, solutions)
    rows = [row for row in re.findall(r"\\listed\{.*\}", text) if re.search(r"(mu|nu)[^=]*\) = ", row)]
    found = [row for row in dict.fromkeys(rows) if "L(" not in row]
    needed = [row for row in found if judged(text.replace(row, ""), solutions)]
    assert len(needed) == count
    for row in needed:
        left, right = row.split(" = ", 1)
        assert judged(text.replace(row, f"{left} = {re.sub('[0-9]', '7', right, count=1)}"), solutions)


def test_a_derivative_of_the_lagrangian_that_is_wrong_or_left_out_is_found() -> None:
    text, solutions = page({"kind": "kkt", **KKT_PAGES[0][0]})
    (row,) = re.findall(r"\\listed\{\\displaystyle \\frac\{\\partial L\}\{\\partial x\}.*\}", text)
    assert judged(text.replace(row, ""), solutions)
    assert judged(text.replace(row, row.replace("2 x", "3 x")), solutions)


def test_each_of_two_equal_lines_is_needed() -> None:
    text, solutions = page({"kind": "kkt", **KKT_PAGES[0][0]})
    row = next(row for row in re.findall(r"\\listed\{.*\}", text) if "H = " in row and "d^" not in row)
    assert text.count(row) > 1
    assert judged(text.replace(row, "", 1), solutions)
