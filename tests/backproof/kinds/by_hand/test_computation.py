"""Formulas in numbers: values against fractions and math; wrong ones found by checks, verifier and page."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from backproof.answer import Answer
from backproof.diagnostic import InputError
from backproof.kinds.computation import part as kind
from backproof.kinds.computation.evidence import evidence
from backproof.kinds.computation.solving import problem
from backproof.kinds.shared.numbers.point import Numbers
from backproof.pipeline import faults_of
from backproof.proof import verify
from backproof.proofreading.claims import results
from backproof.proofreading.formulas import Formula
from backproof.terms.loading import load
from backproof.terms.term import Part, Term

HEAD = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
functions = ["gini(t) = 2*t*(1 - t)"]

[[questions]]
id = "q1"
title = "In numbers"

[[questions.parts]]
kind = "computation"
points = 3
"""
SHARES = """\
formulas = ["p = c/sum(c)", "G = 1 - sum(p**2)", "H = -sum(p*log(p))/log(2)"]
at = { c = [6, 4] }
ask = ["G", "H"]
decimals = 3
"""
H = -(0.6 * math.log2(0.6) + 0.4 * math.log2(0.4))


def asked(folder: Path, keys: str) -> tuple[Part, Term]:
    file = folder / "sheet.toml"
    file.write_text(HEAD + keys, encoding="utf-8")
    term = load(file, folder=folder, solvers=set())
    return term.questions[0].parts[0], term


def solved(folder: Path, formulas: str, at: str = "") -> Answer:
    answer = kind.solve(*asked(folder, f"formulas = [{formulas}]\nat = {{ {at} }}\n")).answer
    assert not faults_of(answer)
    return answer


def numbers(text: str) -> list[float]:
    found = sympy.sympify(text, locals={"e": sympy.E})
    return [float(entry) for entry in (sympy.Matrix(found) if isinstance(found, list) else [found])]


@pytest.mark.parametrize(
    ("formulas", "at", "exact"),
    [
        # Bayes, a split's impurity, a mean with its variance, a binomial probability.
        ('"P = f*a/(f*a + (1 - f)*b)"', "f = 0.02, a = 0.9, b = 0.05", {"P": Fraction(18, 67)}),
        ('"D = gini(0.6) - 4/10*gini(1) - 6/10*gini(1/3)"', "", {"D": Fraction(16, 75)}),
        (
            '"m = p.T @ x", "v = p.T @ (x - m)**2"',
            'p = ["1/2", "1/3", "1/6"], x = [0, 1, 6]',
            {"m": Fraction(4, 3), "v": Fraction(41, 9)},
        ),
        ('"P = 3*(1/2)**3"', "", {"P": Fraction(3, 8)}),
        ('"P = x + 1", "Q = P**2 + x", "lambda = 3*P"', "x = -2", {"Q": Fraction(-1), "lam": Fraction(-3)}),
    ],
)
def test_fractions_are_exact(formulas: str, at: str, exact: Mapping[str, Fraction], tmp_path: Path) -> None:
    answer = solved(tmp_path, formulas, at)
    assert {key: Fraction(answer.formulas[key]) for key in exact} == exact


@pytest.mark.parametrize(
    ("formulas", "at", "last"),
    [
        # A forward pass, a dual form of ridge regression, Sylvester's equation, entropies, softmax, norms.
        (
            '"z = W @ x + b", "h = relu(z)", "o = v.T @ h", "L = -log(sigmoid(o))"',
            "x = [1, -2], W = [[1, -1], [2, 1], [0, 1]], b = [0, 1, 1], v = [1, -2, 4]",
            [math.log(1 + math.exp(-1))],
        ),
        (
            '"K = X @ X.T + eye(3)", "w = X.T @ inv(K) @ y"',
            "X = [[1, 0], [1, 1], [0, 1]], y = [1, 2, 4]",
            [3 / 8, 15 / 8],
        ),
        (
            '"D = N/(s @ ones(2).T + ones(2) @ s.T)"',
            "s = [2, 3], N = [[1, 1], [1, 1]]",
            [1 / 4, 1 / 5, 1 / 5, 1 / 6],
        ),
        ('"p = c/sum(c)", "H = -sum(p*log(p))/log(2)"', "c = [6, 4]", [H]),
        ('"H = -x*log2(x) - (1 - x)*log2(1 - x)"', "x = 0.6", [H]),
        ('"K = sum(p*log(p/q))"', 'p = ["1/2", "1/2"], q = ["1/4", "3/4"]', [math.log(2 / math.sqrt(3))]),
        ('"Q = softmax(z)"', "z = [1, 2]", [1 / (1 + math.e), math.e / (1 + math.e)]),
        ('"h = (6*e)**(1/3)", "E = h**2/3 + 4*e/h"', 'e = "2**(-53)"', [(6 * 2**-53) ** (2 / 3)]),
        ('"d = det(A)", "n = norm(A)"', "A = [[1, 2], [3, 4]]", [math.sqrt(30)]),
    ],
)
def test_other_values_agree_with_floats(formulas: str, at: str, last: list[float], tmp_path: Path) -> None:
    answer = solved(tmp_path, formulas, at)
    assert numbers(list(answer.formulas.values())[-1]) == pytest.approx(last, rel=1e-12)


def test_small_values_are_rounded_to_digits(tmp_path: Path) -> None:
    answer = solved(tmp_path, '"h = (6*u)**(1/3)"', 'u = "2**(-53)"')
    shown: Any = answer.details
    mantissa, power = shown.results[0].about.split(r" \cdot 10^{")
    assert float(f"{mantissa}e{power.rstrip('}')}") == pytest.approx((6 * 2**-53) ** (1 / 3), rel=1e-4)


def test_a_wrong_value_is_found_by_the_checks(tmp_path: Path) -> None:
    for place in range(3):
        found = problem(*asked(tmp_path, SHARES))
        item = found.lines[place]
        wrong = replace(item, value=Numbers(item.value.exact + sympy.Rational(1, 10**9)))
        vars(found)["lines"] = (*found.lines[:place], wrong, *found.lines[place + 1 :])
        assert [check.passed for check in evidence(found)].count(False) == 1, item.key


def test_the_verifier_judges_each_value(tmp_path: Path) -> None:
    answer = kind.solve(*asked(tmp_path, SHARES)).answer
    (claim,) = answer.claims
    text = json.loads(json.dumps({"text": answer.text, "formulas": dict(answer.formulas)}))
    data = json.loads(json.dumps(dict(claim.data)))
    assert verify.check_results(data, text).startswith("3 results")  # type: ignore[no-untyped-call]
    for row in data["results"]:
        other = json.loads(json.dumps(text))
        other["formulas"][row["key"]] = row["text"].replace("5", "7")
        with pytest.raises(verify.DoubtError):
            verify.check_results(data, other)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("printed", "faults"),
    [
        ({}, 0),
        ({"G": r"\frac{12}{24}"}, 1),
        ({"about": "0.972"}, 1),
        ({"about": "0.97"}, 0),
        ({"line": r"G = 1 - \left(\frac{3}{5}\right)^{2} - \left(\frac{2}{5}\right)^{2} = \frac{12}{25}"}, 0),
        ({"line": r"G = 1 - \left(\frac{3}{5}\right)^{2} - \left(\frac{1}{5}\right)^{2} = \frac{12}{25}"}, 1),
    ],
)
def test_boxes_and_lines_in_print_are_judged(printed: Mapping[str, str], faults: int, tmp_path: Path) -> None:
    answer = kind.solve(*asked(tmp_path, SHARES)).answer
    (claim,) = answer.claims
    shown: Any = answer.details
    first, second = shown.results
    boxes = [
        Formula("result", 1, "q1a", first.symbol, 0, printed.get("G", first.value)),
        Formula(
            "result",
            1,
            "q1a",
            second.symbol,
            0,
            rf"{second.value} \approx {printed.get('about', second.about)}",
        ),
    ]
    lines = [f"{line.latex} = {line.numbers} = {line.value}" for line in shown.lines]
    lines += [printed["line"]] if "line" in printed else []
    found = [*boxes, *(Formula("line", 1, "q1a", line, 0) for line in lines)]
    with np.errstate(all="ignore"):
        assert len(list(results.judge(claim.data, found))) == faults


@pytest.mark.parametrize(
    ("keys", "place", "message"),
    [
        ('formulas = ["x = 1", "y = sum(c)"]', "1:", "unknown name 'c'"),
        ('formulas = ["H = log(t)"]\nat = { t = 0 }', "1:", "no real value"),
        ('formulas = ["a = sqrt(b)"]\nat = { b = -3 }', "1:", "no real value"),
        ('formulas = ["a = b/0"]\nat = { b = 3 }', "1:", "division by zero"),
        ('formulas = ["3 + 4"]', "1:", "no formula with a name"),
        ('formulas = ["a = 3; b = 4"]', "1:", "no formula with a name"),
        ('formulas = ["a = 3", "a = 4"]', "1:", "already"),
        ('formulas = ["a = 2*e", "b = exp(1/a)*exp(3/4)"]\nat = { e = 2 }', "2:", "'e' is the number e"),
        ('formulas = ["a = 3"]\nat = { b = 3 }', "2:", "'b' is in no formula"),
        ('formulas = ["a = 3"]\nask = ["A"]', "2:", "no formula is named 'A'"),
        ('formulas = ["a = A @ b"]\nat = { A = [[1, 2]], b = [1] }', "1:", "shapes do not fit"),
        ("formulas = []", "1:", "formulas"),
    ],
)
def test_what_does_not_fit_is_told(keys: str, place: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        kind.solve(*asked(tmp_path, keys))
    (fault,) = caught.value.diagnostics
    assert message in fault.message or message in str(fault)
    assert f"{(fault.line or 0) - HEAD.count(chr(10))}:" == place
