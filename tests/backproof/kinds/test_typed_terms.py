"""Term files whose expressions are as in MATLAB, in LaTeX or on paper; against those in NumPy's form."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backproof.answer import Solution
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.parts.solver import solve
from backproof.proof import verify
from backproof.proofreading.proofread import proofread
from backproof.results.published import answer_data
from backproof.terms.loading import load
from backproof.terms.term import Term
from backproof.tex.engine import find_engine
from tests.conftest import ROOT

HEAD = """\
course = "M1"
assignment = 1
title = "Typed"
due = 2020-01-01T00:00:00
functions = ["FUNCTION"]
[[questions]]
id = "q1"
title = "Typed"
[[questions.parts]]
points = 3
"""
SQUARES = """kind = "gradient"\nwrt = ["x"]\nshapes = { x = "n", A = "m,n", b = "m", λ = "" }\n""".replace(
    "λ =", '"λ" ='
)
CASES = {
    "MATLAB": (
        SQUARES + 'definition = "f = 0.5*||A*x-b||^2 + λ*x\'*x"',
        SQUARES + 'definition = "f = 1/2*norm(A @ x - b)**2 + lam*x.T @ x"',
    ),
    "LaTeX": (
        SQUARES + r"definition = 'f = \frac12\|Ax-b\|_2^2+\lambda x^\top x'",
        SQUARES + 'definition = "f = 1/2*norm(A @ x - b)**2 + lam*x.T @ x"',
    ),
    "modules": (
        SQUARES + 'definition = "f = 3*np.linalg.norm(A @ x - b)**2 + np.sum(x**2)"',
        SQUARES + 'definition = "f = 3*norm(A @ x - b)**2 + sum(x**2)"',
    ),
    "hypotheses": (
        SQUARES + 'definition = "f = log(λ)*sum(x**2)"\ngiven = ["λ > 0"]',
        SQUARES + 'definition = "f = log(lam)*sum(x**2)"\nproperties = { "λ" = "positive" }',
    ),
    "function": (
        'kind = "gradient"\ndefinition = "f = sum(phi(x))"\nwrt = ["x"]\nshapes = { x = "n" }',
        'kind = "gradient"\ndefinition = "f = sum(phi(x))"\nwrt = ["x"]\nshapes = { x = "n" }',
    ),
    "composition": (
        'kind = "composition"\nouter = "f(y) = y^4 + e^y"\ninner = "g(x) = ||x||^2"\nshapes = { x = "n" }',
        'kind = "composition"\nouter = "f(y) = y**4 + exp(y)"\ninner = "g(x) = norm(x)**2"\n'
        'shapes = { x = "n" }',
    ),
    "statement": (
        'kind = "statement"\nleft = "||x + y||^2"\nright = "||x||^2 + 2x\'y + ||y||^2"\n'
        'shapes = { x = "n", y = "n" }',
        'kind = "statement"\nleft = "norm(x + y)**2"\nright = "norm(x)**2 + 2*x.T @ y + norm(y)**2"\n'
        'shapes = { x = "n", y = "n" }',
    ),
    "a zero matrix": (
        'kind = "statement"\nleft = "A + A.T"\nright = "0"\nshapes = { A = "n,n" }\n'
        'given = ["A: skew-symmetric"]',
        'kind = "statement"\nleft = "A + A.T"\nright = "0*ones(n, n)"\nshapes = { A = "n,n" }\n'
        'properties = { A = "skew-symmetric" }',
    ),
    "claims of 0": (
        'kind = "text"\nstatement = "Why?"\nanswer = "So."\nclaims = ["A + A\' == 0"]\n'
        'shapes = { A = "n,n" }\ngiven = ["A: skew-symmetric"]',
        'kind = "text"\nstatement = "Why?"\nanswer = "So."\nclaims = ["A + A.T == 0*ones(n, n)"]\n'
        'shapes = { A = "n,n" }\ngiven = ["A: skew-symmetric"]',
    ),
    "a zero shown": (
        'kind = "show"\nclaim = "0 == A + A\'"\nshapes = { A = "n,n" }\ngiven = ["A: skew-symmetric"]',
        'kind = "show"\nclaim = "0*ones(n, n) == A + A.T"\nshapes = { A = "n,n" }\n'
        'given = ["A: skew-symmetric"]',
    ),
    "claims": (
        'kind = "text"\nstatement = "Why?"\nanswer = "So."\nclaims = ["|c|^2 == c^2", "||v||² == vᵀv"]\n'
        'shapes = { c = "", v = "n" }',
        'kind = "text"\nstatement = "Why?"\nanswer = "So."\n'
        'claims = ["abs(c)**2 == c**2", "norm(v)**2 == v.T @ v"]\nshapes = { c = "", v = "n" }',
    ),
    "derivative": (
        'kind = "derivative"\ndefinition = "f = x^2*y + λ*e^(x*y)"\nwrt = ["x", "y"]\norder = 2\n'
        'shapes = { x = "", y = "", "λ" = "" }\nat = { x = 1, y = 0, "λ" = 2 }',
        'kind = "derivative"\ndefinition = "f = x**2*y + lam*exp(x*y)"\nwrt = ["x", "y"]\norder = 2\n'
        'shapes = { x = "", y = "", lam = "" }\nat = { x = 1, y = 0, lam = 2 }',
    ),
}


def solved(folder: Path, part: str, function: str) -> tuple[Term, Solution]:
    path = folder / "solutions" / "terms" / "2025-fall.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.replace("FUNCTION", function) + part, encoding="utf-8")
    term = load(path)
    return term, solve(term.questions[0], term)


def faults(term: Term, found: Solution) -> tuple[object, ...]:
    writer = Writer(of_packages(ROOT, "solutions", "figures"), term, find_engine("embedded"))
    written = writer.write([found], {found.id: {}}).rendered.text
    return proofread(written, [found]).faults


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_it_is_claimed_in_numpys_form_and_read_back(case: str, tmp_path: Path) -> None:
    typed, plain = CASES[case]
    term, found = solved(tmp_path, typed, "phi(t) = ln(1 + e^t)")
    _, wanted = solved(tmp_path, plain, "phi(t) = log(1 + exp(t))")
    assert all(answer.passed for answer in found.answers)
    assert [a.claims for a in found.answers] == [a.claims for a in wanted.answers]
    assert [a.latex for a in found.answers] == [a.latex for a in wanted.answers]
    for answer in found.answers:
        published = answer_data(answer)
        for claim in answer.claims:
            plain = {"kind": claim.kind, **json.loads(json.dumps(dict(claim.data)))}
            with np.errstate(all="ignore"):
                assert verify.judged(verify.CHECKS[claim.kind], plain, published)[0] == "holds"
    assert faults(term, found) == ()


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "activation",
    [
        *(
            "t*sigmoid(t)",
            "softplus(2*t)",
            "t*tanh(softplus(t))",
            "sqrt(softplus(t))",
            "erf(t)",
            "maximum(t, t/10)",
        ),
        *("sigmoid(3*t)", "t*(1 + erf(t/sqrt(2)))/2", "softplus(-t)", "relu(t)**2", "exp(-exp(-t))"),
    ],
)
def test_an_activation_within_another_is_read_back(activation: str, tmp_path: Path) -> None:
    part = 'kind = "gradient"\ndefinition = "q = b*phi(a.T @ phi(x))"\nwrt = ["x", "a", "b"]\n'
    part += 'shapes = { x = "d", a = "d", b = "" }\n'
    assert faults(*solved(tmp_path, part, f"phi(t) = {activation}")) == ()
