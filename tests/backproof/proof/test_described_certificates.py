"""The verifier holds sums, intersections and solutions of equations against what describes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from backproof.kinds.dimension.claims import dimension_claim
from backproof.proof import verify as verifier
from backproof.spaces.dimension import dimension

verify: Any = verifier
HOLDING = {
    "{p in P_3 : p(0) = 0} + span{1, x}": "sides",
    "{A in M2 : A.T = A} & {A in M2 : tr(A) = 0}": "sides",
    "span{(1,0,1),(0,1,1)} & {(x,y,z): x=y}": "sides",
    "span{1+x, x**2} & span{1, x+x**2}": "sides",
    "y'' + 4y' + 5y = 0": "equation",
    "y''' - y' = 0": "equation",
    "y'' = -1000y": "equation",
    "f(n) = f(n-1) + f(n-2)": "equation",
    "a_{n+2} = 4a_{n+1} - 4a_n": "equation",
    "a(n+3) = a(n)": "equation",
    "y'' + y = 0, y(0) = 0": "conditions",
    "y'' - y = 0 with y(0) = y(1)": "conditions",
    "y''' - y' = 0, y'(0) + 2y(3) = 0, y''(0) = 0": "conditions",
    "y' = 3y, y(1) = 0": "conditions",
    "y''' + y'' + 3y = 0, y(0) = y'(0)": "conditions",
    "f(n) = f(n-1) + f(n-2), f(7) = f(0)": "conditions",
    "P_3 / {p : p(0) = p(1) = 0}": "quotient",
    "P_3/span{x, 1+x**2}": "quotient",
    "M_2/sl_2": "quotient",
    "R^3/span{(1,2,3)}": "quotient",
    "C^2/span{(1,i)}": "quotient",
    "P_3/ker(p -> p')": "quotient",
    "ker(p -> p'' on P3) & {p in P3 : p(1) = 0}": "sides",
    "P_2(F3)/{p in P_2(F3) : p(4) = 0}": "quotient",
    "im(p -> p' on P3) & {p in P3 : p(0) = 0}": "sides",
    "im(A -> A + A.T on M2) + im((x, y) -> [[x, y], [-y, x]])": "sides",
    "M_2/im(A -> A + A.T on M2)": "quotient",
    "F_2^3/{(s, t, s + t) : s, t in R}": "quotient",
    "exp(x+y), exp(x)*exp(y), y*exp(x)": "coordinates_in",
}


def _claim(text: str) -> tuple[dict[str, Any], str]:
    found = dimension({"space": text})
    return json.loads(json.dumps(dimension_claim(found).data)), found.answer.text


@pytest.mark.parametrize("text", HOLDING)
def test_a_described_space_is_held_against_its_description(text: str) -> None:
    claim, answer = _claim(text)
    assert verify.CHECKS["dimension"](claim, {"text": answer}).endswith(HOLDING[text])


def _set(where: list[Any], place: int, text: str) -> None:
    where[place] = text


FAULTS: list[tuple[str, Callable[[Any], None], str]] = [
    (
        "y'' + 4y' + 5y = 0",
        lambda c: _set(c["equation"]["functions"], 1, "exp(-2*x)*sin(x)**2"),
        "other initial",
    ),
    ("y'' + 4y' + 5y = 0", lambda c: _set(c["equation"]["coefficients"], 0, "51/10"), "does not satisfy"),
    ("f(n) = f(n-1) + f(n-2)", lambda c: _set(c["equation"]["coefficients"], 0, "1"), "does not satisfy"),
    ("y'' = y", lambda c: c["equation"]["coefficients"].append("1"), "another number"),
    (
        "y'' + y = 0, y(0) = 0",
        lambda c: _set(c["conditions"]["conditions"][0][0], 2, "1"),
        "not the conditions",
    ),
    (
        "y'' + y = 0, y(0) = 0",
        lambda c: c["conditions"].update(general="c1*sin(x) + c2*sin(x)"),
        "misses some",
    ),
    (
        "y'' + y = 0, y(0) = 0",
        lambda c: c["conditions"].update(general="c1*sin(2*x) + c2*cos(x)"),
        "does not solve",
    ),
    (
        "f(n) = f(n-1) + f(n-2), f(7) = 0",
        lambda c: _set(c["conditions"]["conditions"][0][0], 2, "6"),
        "not the conditions",
    ),
    (
        "P_3 / {p : p(0) = 0}",
        lambda c: _set(c["quotient"]["conditions"][0], 0, "p(1, 0)"),
        "another subspace",
    ),
    (
        "exp(x+y), sin(x)*cos(y)",
        lambda c: _set(c["coordinates_in"]["functions"], 1, "sin(x)*sin(y)"),
        "another combination",
    ),
    (
        "exp(x+y), exp(x)*exp(y)",
        lambda c: c["coordinates_in"]["basis"].append("exp(x)"),
        "of another number",
    ),
    ("P_3 / span{x}", lambda c: _set(c["quotient"]["spanned"], 0, "x**2"), "not in the kernel"),
    ("P_3 / span{x}", lambda c: c["quotient"]["spanned"].append("x**3"), "not in the kernel"),
    (
        "{p in P_3 : p(0) = 0} + span{1, x}",
        lambda c: _set(c["sides"][0]["conditions"][0], 0, "p(1, 0)"),
        "breaks a condition",
    ),
    (
        "im(p -> p' on P3) & {p in P3 : p(0) = 0}",
        lambda c: c["sides"][0]["image"].update(map="p(x, 2)"),
        "another space",
    ),
    ("P_3/im(p -> p')", lambda c: c["quotient"]["image"].update(map="x*p(x, 1)"), "not in the kernel"),
    ("P_3/im(p -> p')", lambda c: c["quotient"]["image"].update(map="p(x, 2)"), "larger than the subspace"),
    (
        "{p in P_3 : p(0) = 0} + span{1, x}",
        lambda c: _set(c["sides"][1]["spanned"], 1, "x**2"),
        "another space",
    ),
    (
        "{(x,y,z): x=y} + {(x,y,z): y = z}",
        lambda c: c["sides"][1]["conditions"].clear(),
        "do not span the solutions",
    ),
]


@pytest.mark.parametrize(("text", "spoil", "said"), FAULTS)
def test_a_description_of_another_space_is_in_doubt(
    text: str, spoil: Callable[[Any], None], said: str
) -> None:
    claim, answer = _claim(text)
    spoil(claim)
    with pytest.raises(verify.DoubtError, match=said):
        verify.Dimension(claim).check({"text": answer})
