"""Spaces as they are described: their dimensions, their bases by hand, and planted faults."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.kinds.dimension.claims import dimension_claim
from backproof.proof import verify as verifier
from backproof.spaces.checking.verify import verify
from backproof.spaces.described.typed import as_typed
from backproof.spaces.dimension import dimension
from backproof.spaces.language.result import Formula
from backproof.spaces.report import report

# Counted by hand.
DIMENSIONS = {
    "{p in P4 : p(1) = 0}": 4,
    "p in P3: p'(-1)=0, p''(1)=0": 2,
    "p \u2208 P_3 with p(1)=0 and p even": 1,
    "{p in P5 | p(1)=p(-1), p''(0)=2p(1)}": 4,
    "{p in P_3 : p(0) = p(1) = 0}": 2,
    "{p in R[x]_3 : x*p' = 2p}": 1,
    "{p in P3 : p(x + 1) = p(x)}": 1,
    "{p in P2 : integral(p, 0, 1) = 0}": 2,
    "{p in P3 : p(sqrt(2)) = 0}": 3,
    "{p in P2 : p([[1, 1], [0, 1]]) = 0}": 1,
    "{X in M3 : X + X^T = 0}": 3,
    "B in M2: AB=BA, A = [[1,2],[2,1]]": 2,
    "{B in M2 : A*B = B*A}, A = [[1, 2], [2, 1]]": 2,
    "symmetric 3x3 matrices": 6,
    "{A in M_2(R) : tr A = 0}": 3,
    "{A in M23 : A*(1, 1, 1) = 0}": 4,
    "3x3 magic squares": 3,
    "semi-magic squares of size 3": 5,
    "{(x,y,z) in R^3 : x + y = 2z}": 2,
    "x + y + z = 0 in R^3": 2,
    "R^4: x1 + x2 = 0": 3,
    "P4": 5,
    "orthogonal complement of span{(1,1,3,2),(1,1,-2,-3)}": 2,
    "kernel of d/dx on P3": 1,
    "ker T, T: P3 -> P4, T(p) = x p(x) - p'": 0,
    "ker(A -> A + A.T on M2)": 1,
    "kernel of x -> A*x, A = [[1,2],[2,4]]": 1,
    "im(p -> p - x*p' on P4)": 4,
    "image of A -> A + A^T on M2": 3,
    "image of (x,y,z) -> (x+y, y-z)": 2,
    "{(2t, -t, 4t) : t in R}": 1,
    "{(a + b, a - b, 2a) : a, b in R}": 2,
    "{[[a, b], [b, a]] : a, b in R}": 2,
    "eigenspace of [[-1,0,0],[3,-1,-3],[-3,0,2]] for -1": 2,
    "eigenspace of [[2,1],[1,2]] to the eigenvalue lambda = 3": 1,
    "{(x1,x2,x3) : x1=7*x3} + {(x1,x2,x3): x1+2*x2+3*x3=0, x1=0}": 3,
    "span{1+x, x^2} & span{1, x+x^2}": 1,
    "ker(p -> p'' on P3) + span{x^3}": 3,
    "ker(p -> p'' on P3) & {p in P3 : p(1) = 0}": 1,
    "ker(A -> A - A.T on M2) + ker(A -> A + A.T on M2)": 4,
    "ker((x,y,z) -> x+y) & span{(1,-1,0)}": 1,
    "span{1+x, x^2} + {p in P2: p(1)=0}": 3,
    "{A in M2: A.T=A} \u2229 {A in M2 : tr A = 0}": 2,
    "y''-4*y'+4*y=0": 2,
    "solutions of d^2y/dx^2 + 2 dy/dx + 5y = 0": 2,
    "y^(3) = y": 3,
    "y'(t) = k y(t)": 1,
    "y'' = -w^2 y": 2,
    "y'' + b y' = 0": 2,
    "a_{n+1} = r a_n": 1,
    "f(n)=f(n-1)+f(n-2)": 2,
    "a_{n+2} = -a_n": 2,
    "u(n+3) - 7u(n+1) + 6u(n) = 0": 3,
}


@pytest.mark.parametrize("text", DIMENSIONS)
def test_the_dimension_is_that_counted_by_hand(text):
    found = dimension({"space": text})
    assert (found.dimension, found.passed) == (DIMENSIONS[text], True)


@pytest.mark.parametrize("text", DIMENSIONS)
def test_the_verifier_holds_the_claim_against_the_description(text):
    found = dimension({"space": text})
    claim = json.loads(json.dumps(dimension_claim(found).data))
    answer = {"text": found.answer.text}
    assert verifier.judged(verifier.CHECKS["dimension"], claim, answer)[0] == "holds"


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("{p in P4 : p(1) = 0}", [["p(2, 0)", "0"]]),
        ("{p in P3 : p(1) = p''(0)}", [["p(1, 0)", "p(0, 1)"]]),
        ("{A in M2 : A.T = A}", [["A.T", "-A"]]),
        ("{B in M2 : A*B = B*A}, A = [[1, 2], [2, 1]]", [["A*B", "A*A"]]),
        ("{p in P2 : integral(p, 0, 1) = 0}", [["integral(p(x, 0), 0, 2)", "0"]]),
    ],
)
def test_the_verifier_doubts_equations_of_other_conditions(text, changed):
    found = dimension({"space": text})
    claim = json.loads(json.dumps(dimension_claim(found).data))
    claim["translation"]["conditions"] = changed
    verdict, _ = verifier.judged(verifier.CHECKS["dimension"], claim, {"text": found.answer.text})
    assert verdict == "IN DOUBT"


def test_the_basis_satisfies_the_conditions():
    found = dimension({"space": "{p in P4 : p(1) = 0, p'(0) = p(2)}"})
    for element in found.translation.elements:
        c = [Fraction(x) for x in element.entries]
        assert sum(c) == 0
        assert c[1] == sum(x * 2**k for k, x in enumerate(c))
    assert found.translation.elements[0].text == "x - 1"


def _swapped(found, old, new):
    """The answer with one line of its translation changed wherever it stands."""
    said = found.translation
    lines = tuple(
        Formula(Latex(line.latex), line.text.replace(old, new)) if old in line.text else line
        for line in said.lines
    )
    steps = tuple(replace(s, text=s.text.replace(old, new)) for s in found.steps)
    return replace(found, translation=replace(said, lines=lines), steps=steps)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("{p in P4 : p(1) = 0}", "a0 + a1", "a0 - a1"),
        ("{p in P4 : p(1) = 0}", "p(x) = a0 + a1*x", "p(x) = a0 + a1"),
        ("im(p -> p - x*p' on P4)", "T(x**2) = -x**2", "T(x**2) = x**2"),
        ("im(A -> A + A.T on M2)", "= [[2, 0], [0, 0]]", "= [[1, 0], [0, 0]]"),
        ("{A in M2 : A.T = A}", "a12 - a21", "a12 - a22"),
    ],
)
def test_a_line_that_says_something_else_fails(text, old, new):
    found = dimension({"space": text})
    wrong = _swapped(found, old, new)
    assert wrong != found
    assert not all(check.passed for check in verify(wrong))


def test_another_element_of_the_basis_fails():
    found = dimension({"space": "{p in P2 : p(1) = 0}"})
    first, *rest = found.translation.elements
    wrong = replace(first, text="x + 1", latex=Latex("x + 1"))
    changed = replace(found, translation=replace(found.translation, elements=(wrong, *rest)))
    failed = {check.method for check in verify(changed) if not check.passed}
    assert "conditions put in" in failed


def test_another_question_fails():
    found = dimension({"space": "{p in P3 : p(1) = 0}"})
    for other in ("{p in P3 : p(2) = 0}", "{p in P3 : p(1) = 0, p(2) = 0}", "im(p -> p' on P3)"):
        asked = replace(found, translation=replace(found.translation, described=other))
        failed = {check.method for check in verify(asked) if not check.passed}
        assert failed & {"description read back", "equations against the conditions", "translation"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{p in P2 : p(1) = 1}", "p(1) = 1 does not hold for 0"),
        ("{p in P2 : p(1)**2 = 0}", "is not linear"),
        ("{A in M2 : A^2 = A}", "is not linear"),
        ("{A in M23 : A.T = A}", "are added"),
        ("{p in P2 : p(1) > 0}", "is no condition"),
        ("ker(p -> p')", "has no domain"),
        ("p(1) = 0", "is no description of a space"),
        ("y'' = 1", "does not hold for 0"),
        ("y*y' = 0", "is not linear"),
        ("x*y' = y", "a coefficient depends on x"),
        ("{p in P2 : p(1) = 0} + {A in M2 : A.T = A}", "one ambient space"),
        ("{p in P999 : p(1) = 0}", "1000 coordinates"),
    ],
)
def test_what_is_no_subspace_or_not_understood_is_told(text, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(").replace(")", r"\)")):
        dimension({"space": text})


def test_parameters_lead_to_cases():
    found = dimension({"space": "{p in P2 : p(s) = p(t)}"})
    assert found.passed and found.dimension == 2
    assert [(case.condition.text, case.dimension) for case in found.cases] == [("t != s", 2), ("t = s", 3)]


def test_the_terminal_shows_the_translation():
    shown = report(dimension({"space": "{p in P2 : p(1) = 0}"}), "text")
    for line in (
        "W = {p in P2 : p(1) = 0}",
        "p(1) = 0: a0 + a1 + a2 = 0",
        "Basis: q1 = x - 1, q2 = x**2 - 1",
    ):
        assert line in shown.splitlines()


PARAMETERS = {
    ("exp(a*x)", "exp(b*x)"): (2, {"b = a": 1}),
    ("exp(a*x)*sin(b*x)", "exp(a*x)*cos(b*x)"): (2, {"b = 0": 1}),
    ("cosh(k*x)", "sinh(k*x)", "exp(k*x)"): (2, {"k = 0": 1}),
    ("x**2 + a", "x**2 - a"): (2, {"a = 0": 1}),
}


@pytest.mark.parametrize("listed", PARAMETERS)
def test_functions_with_parameters_have_cases(listed):
    found = dimension({"functions": list(listed), "variable": "x"})
    assert found.passed
    special = {case.condition.text: case.dimension for case in found.cases if case.equations}
    assert (found.dimension, special) == PARAMETERS[listed]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("y''-4*y'+4*y=0", "x*exp(2*x)", "x*exp(3*x)"),
        ("y''-4*y'+4*y=0", "exp(2*x): [1, 2]", "exp(2*x): [1, 3]"),
        ("f(n)=f(n-1)+f(n-2)", "f(n + 2) - f(n + 1)", "f(n + 2) + f(n + 1)"),
        ("span{1+x, x^2} & span{1, x+x^2}", "U: [1, 1, 0]", "U: [1, 0, 0]"),
    ],
)
def test_a_line_about_solutions_that_says_something_else_fails(text, old, new):
    found = dimension({"space": text})
    wrong = _swapped(found, old, new)
    assert wrong != found
    assert not all(check.passed for check in verify(wrong))


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("null_space", "d/dx on P3", 1),
        ("null_space", "[[-1,0,0],[3,-1,-3],[-3,0,2]] - (-1)*I", 2),
        ("column_space", "p -> p - x*p' on P4", 4),
        ("polynomials", "p in P4: p(1)=0", 4),
        ("matrices", "X in M3: X + X^T = 0", 3),
        ("homogeneous_system", "y''-4*y'+4*y=0", 2),
        ("sum", "x1=7*x3+8*x4, x2+5*x3+6*x4=0 ; x1+2*x2+3*x3=0, x4=0", 3),
        ("intersection", "[1+x, x**2], [1, x+x**2]", 1),
    ],
)
def test_the_older_options_take_descriptions_as_well(option, text, expected):
    assert dimension(as_typed(option, text)).dimension == expected


def test_lists_are_left_to_their_own_readers():
    for option, text in (
        ("span", "[1, 2], [2, 4]"),
        ("null_space", "[[1, 2], [2, 4]]"),
        ("sum", "[[1,0]], [[0,1]]"),
    ):
        assert as_typed(option, text) is None
