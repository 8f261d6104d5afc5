"""Eigenvalues of degree above 2: on paper with planted faults, and refused where nothing exact is stated."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest

from backproof.document import Writer
from backproof.homework import of_packages
from backproof.linear_algebra.checking.evidence import checks
from backproof.linear_algebra.checking.tables import raised
from backproof.proofreading.proofread import proofread
from backproof.spaces.enclosures import balls
from backproof.terms import loading
from backproof.tex.engine import find_engine
from benchmarks.optimisation.ask import doubts
from solutions import solve as solve_question
from tests.backproof.linear_algebra.exercises import solve
from tests.backproof.linear_algebra.test_kinds import as_result, judged
from tests.conftest import ROOT

SHEET = """\
course = "M1"
assignment = 3
title = "Eigenvalues"
due = 2026-12-01T23:59:00

[[questions]]
id = "q1"
title = "Eigenvalues"

[[questions.parts]]
kind = "eigenvalues"
points = 4
matrix = [[0, 0, -1], [1, 0, 3], [0, 1, 0]]
ask = ["eigenvalues", "diagonalisation"]

[[questions.parts]]
kind = "eigenvalues"
points = 4
matrix = [[0, 2, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 2], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any, Any]:
    path = tmp_path_factory.mktemp("spectra") / "2025-fall.toml"
    path.write_text(SHEET, encoding="utf-8")
    term: Any = loading.load(path)
    answered = tuple(solve_question(question, term) for question in term.questions)
    writer = Writer(of_packages(ROOT, "solutions", "figures"), term, find_engine("embedded"))
    return writer.write(answered, {s.id: {} for s in answered}).rendered.text, answered, term


def test_the_paper_is_as_claimed(written: tuple[str, Any, Any]) -> None:
    text, answered, term = written
    assert proofread(text, answered, sheet=term).faults == ()


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (r"q_{1}(\lambda) = \lambda^3 - 3 \lambda + 1", r"q_{1}(\lambda) = \lambda^3 - 2 \lambda + 1"),
        (r"\lambda_{2} \approx 0.347296355334", r"\lambda_{2} \approx 0.347296955334"),
        (r"a_{1} \approx -0.62996", r"a_{1} \approx -0.62896"),
        (r"-1 \\ \lambda^2 \\ \lambda \end", r"-1 \\ \lambda \\ \lambda \end"),
        (r"-q_{1}(\lambda) \begin{pmatrix} 0 \\ 1", r"-q_{1}(\lambda) \begin{pmatrix} 0 \\ 2"),
        (r"\lambda_{1}^2 & \lambda_{2}^2", r"\lambda_{1}^2 & \lambda_{1}^2"),
    ],
)  # fmt: skip
def test_a_fault_on_paper_is_noticed(true: str, false: str, written: tuple[str, Any, Any]) -> None:
    text, answered, term = written
    assert true in text
    assert proofread(text.replace(true, false), answered, sheet=term).faults


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("coefficients1", "[1, 3, 0, 1]"),
        ("multiplicity1", "2"),
        ("C1", "[[-1, 0, 0], [0, 0, 1], [0, 2, 0]]"),
        ("roots1", "[[-1.87938524157181676810821855466], [0.347296355333860697703433253538]]"),
        ("roots1", "[[1.0], [2.0], [3.0]]"),
        ("q1", "lam**3 - 3*lam + 2"),
        ("X1", "[[-1, lam**2, lam + lam*(lam - 1)*(lam - 2)]]"),
        ("a1", "[[1.0]]"),
    ],
)
def test_a_changed_claim_is_noticed_by_checks_and_verifier(name: str, other: str) -> None:
    answer = solve("eigenvalues", matrix=[[0, 0, -1], [1, 0, 3], [0, 1, 0]])
    claim = json.loads(json.dumps({"kind": "matrices", **answer.claims[0].data}))
    assert all(check.passed for check in checks(as_result(claim)))
    claim["cases"][0]["found"][name] = other
    answer.formulas[name] = other  # type: ignore[index]
    assert not all(check.passed for check in checks(as_result(claim)))
    assert [row[2] for row in judged(answer, claim)] == ["IN DOUBT"]


def test_a_reducible_polynomial_is_noticed() -> None:
    """The claim for x^3 - 2 and one for (x^2 - 2)(x - 1), each with vectors that fit."""
    for last, verdict in (([2, 0, 0], "holds"), ([-2, 2, 1], "IN DOUBT")):
        rows = [[0, 0, last[0]], [1, 0, last[1]], [0, 1, last[2]]]
        claim = _companion_claim(rows, [-c for c in last])
        found = list(checks(as_result(claim)))
        assert all(check.passed for check in found) == (verdict == "holds")
        assert [row[2] for row in judged_alone(claim)] == [verdict]


def _companion_claim(rows: list[list[int]], lower: list[int]) -> dict[str, Any]:
    """The claim on a companion matrix: the left part of (q(x) - q(y)) / (x - y) is an eigenvector."""
    c0, c1, c2 = lower
    with balls.precision(200):
        roots: Any = [root for root, _ in flint.fmpz_poly([*lower, 1]).complex_roots()]
        above = [root for root in roots if root.imag > 0]
        parts = (
            sorted((root.real for root in roots if root.imag == 0), key=float),
            [root.real for root in above],
            [root.imag for root in above],
        )
        texts = [str([[_digits(x)] for x in part]).replace("'", "") for part in parts]
    v = [[c1, c2, 1], [c2, 1, 0], [1, 0, 0]]
    found = {
        "q1": f"lam**3 + ({c2})*lam**2 + ({c1})*lam + ({c0})",
        "multiplicity1": "1",
        "X1": f"[[({c1}) + ({c2})*lam + lam**2, ({c2}) + lam, 1]]",
        "coefficients1": str([*lower, 1]),
        "C1": str([list(x) for x in zip(*v, strict=True)]),
        **dict(zip(("roots1", "a1", "b1"), texts, strict=True)),
    }
    case = {
        "task": "algebraic eigenvalues", "condition": "", "free": [], "found": found,
        "samples": [{"lam": str(x)} for x in range(4)], "printed": dict.fromkeys(found, ""),
    }  # fmt: skip
    given = {"given": {"A": str(rows)}, "printed": {"A": "A"}, "symbols": []}
    return {"kind": "matrices", **given, "cases": [case], "evidence": []}


def _digits(x: Any) -> str:
    return str(x.str(40, radius=False)) if x != 0 else "0.0"


def judged_alone(claim: dict[str, Any]) -> list[tuple[str, ...]]:
    answer = solve("eigenvalues", matrix=[[0, 0, -1], [1, 0, 3], [0, 1, 0]])
    answer.formulas.clear()  # type: ignore[attr-defined]
    answer.formulas.update(claim["cases"][0]["found"])  # type: ignore[attr-defined]
    return judged(answer, claim)


def test_a_singular_matrix_of_balls_has_the_determinant_zero() -> None:
    rows = [[1, 2, 3], [2, 4, 6], [1, 1, 1]]
    with balls.precision(200):
        found = balls.determinant([[flint.arb(x) for x in row] for row in rows])
        assert balls.is_zero(found)
        other = balls.determinant([[flint.arb(x) for x in row] for row in ([1, 2, 3], [2, 4, 7], [1, 1, 1])])
    assert float(other) == pytest.approx(np.linalg.det([[1, 2, 3], [2, 4, 7], [1, 1, 1]]))


def test_a_power_of_what_may_be_zero_is_known() -> None:
    """FLINT itself knows none of a ball that contains 0."""
    nothing = balls.of_fraction(Fraction(1, 3)) - balls.of_fraction(Fraction(1, 3))
    for found in (balls.power(nothing, Fraction(1)), raised(nothing, 1), raised(nothing, 3)):
        assert found.is_finite()
        assert found.contains(0)


@pytest.mark.parametrize(
    "rows",
    [
        [[0, 0, 3], [0, 3, -2], [-3, 1, 2]],
        # Two pairs of roots with equal real parts.
        [[0, 0, 0, -1], [1, 0, 0, 0], [0, 1, 0, -3], [0, 0, 1, 0]],
        # A pair in square roots before the roots of a polynomial, and one of these.
        [[0, 0, 2, 0, 0], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 1, -1], [0, 0, 0, 1, 1]],
    ],
)
def test_roots_that_are_not_real_diagonalise_over_the_complex_numbers(rows: list[list[int]]) -> None:
    answer = solve("eigenvalues", matrix=rows, ask=["diagonalisation"])
    assert answer.passed
    assert not doubts(answer)
    (case,) = [c for c in answer.claims[0].data["cases"] if c["task"] == "diagonalisation"]
    at: dict[str, complex] = {"i": 1j}
    for name, text in case["samples"][0].items():
        index, *coefficients = map(int, text[text.index("(") + 1 : -1].split(","))
        roots = [complex(x) for x in np.roots(coefficients[::-1])]
        real = sorted(x.real for x in roots if abs(x.imag) < 1e-9)
        above = sorted((round(x.real, 6), x.imag) for x in roots if x.imag > 1e-9)
        at[name] = [*real, *(complex(a, s * b) for a, b in above for s in (1, -1))][index]
    s, d = (np.array(eval(case["found"][name], {}, at)) for name in "SD")
    assert np.allclose(np.array(rows) @ s, s @ d, atol=1e-5)
    assert abs(np.linalg.det(s)) > 1e-3
    assert np.allclose(d, np.diag(np.diag(d)))
