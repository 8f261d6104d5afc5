"""Images in sums, intersections and quotients; formulas of matrices; named spaces. All counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import judged
from backproof.spaces.dimension import dimension

ASKED = {
    "P_3/P_1": 2,
    "P_3(C)/P_1(C)": 2,
    "R^3/{0}": 3,
    "M_2/M_2": 0,
    "M_3(R)/Sym_3(R)": 3,
    "M_2/{symmetric matrices}": 1,
    "P_3/im(p -> p')": 1,
    "R^3/{(s, t, s + t) : s, t in R}": 1,
    "F_2^2/im((x, y) -> (x + y, x + y))": 1,
    "C^2/im((x, y) -> (x + i*y, i*x - y))": 1,
    "im(p -> p' on P_3) + span{x^3}": 4,
    "im(p -> x*p on P_2) + span{1}": 4,
    "ker(p -> p'' on P_3) & im(p -> p' on P_3)": 2,
    "im(A -> A + A.T on M2) + im(A -> A - A.T on M2)": 4,
    "im(p -> [[p(0), p(1)], [p(1), p(0)]] on P_2) + Skew_2": 3,
    "im((a, b) -> a + b*x^2) + span{x}": 3,
    "(U + W) for U = {(a,b,0)}, W = {(0,c,d)}": 3,
    "{(a,b,0)} ∩ {(0,c,d)}": 1,
    "im(p -> x*p on P_1(F3))": 2,
    "im(p -> i*x*p on P_1(C))": 2,
    "ker T ∩ im T for T(x,y) = (y, 0)": 1,
    "Let T: R^2 -> R^2, T(x,y) = (y,0). Find dim(ker T ∩ im T)": 1,
    "Nul A ∩ Col A for A = [[0,1],[0,0]]": 1,
    "Sym_3 ∩ Diag_3": 3,
    "generalized eigenspace of [[2,1,0],[0,2,0],[0,0,3]] corresponding to the eigenvalue 2": 2,
    "ker((A - 2I)^2) for A = [[2,1,0],[0,2,0],[0,0,3]]": 2,
    "rank of A^T A where A = [[1,2],[2,4]]": 1,
    "all X with [[0,1],[0,0]]X = X[[0,1],[0,0]]": 2,
    "{p in P_4 : p divisible by x^2 + 1}": 3,
    "{p in P_4 : p divisible by (x - 1)^3}": 2,
    "{p in P_2 : p divisible by x^3}": 0,
    "{p in P_4 : p divisible by x^2 - 2}": 3,
    "{p in P_4(R) : p(1 + i) = 0}": 3,
    "{p in P_4(R) : p(2i) = 0, p(1) = 0}": 2,
    "{p in P_4(C) : p(1 + i) = 0}": 4,
    "x + y = 0, x - y = 0 over F_2": 1,
    "{A in M_3(F_2) : A.T = A} & {A in M_3(F_2) : tr(A) = 0}": 5,
    "span{1+x, 1+x^2, x+x^2} in P_2(F_2)": 2,
    "span{[[1,1],[0,0]], [[1,0],[0,1]], [[0,1],[0,1]]} in M_2(F_2)": 2,
    "The set of all vectors in R^4 of the form (a, b, a+b, a-b)": 2,
    "orthogonal complement of the null space of [[1,2,3]]": 1,
    "polynomials over F_2 of degree at most 3 with p(0)=p(1)": 3,
    "sequences a_{n+2} = 3a_{n+1} - 2a_n": 2,
    "symmetric bilinear forms on R^2": 3,
    "quadratic forms in 3 variables": 6,
    "{(a, 2*a) : a in F_5}": 1,
    "{(a + i*b, i*a - b) : a, b in \\mathbb{C}}": 1,
    "{(a + b, a - b) : a, b in F_2}": 1,
    "{a + b*x : a, b in F_2}": 2,
    "{a + i*b*x^2 : a, b complex}": 2,
    "{[[a, b], [b, a]] : a, b in GF(7)}": 2,
    "{(a, b, a + b) : a, b rational}": 2,
}


@pytest.mark.parametrize("text", ASKED)
def test_the_dimension_is_that_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert found.dimension == ASKED[text]
    assert found.passed


@pytest.mark.parametrize(("field", "name"), [("R", "R"), ("C", "C"), ("F_3", "F3")])
def test_polynomials_of_parameters_have_their_field(field: str, name: str) -> None:
    found = dimension({"space": f"{{a + b*x : a, b in {field}}}"})
    assert found.translation
    assert f"T: {name}^2 -> {name}[x], " in found.translation.definition.text


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("im(p -> p' on P_2) + span{x^2}", "vectors span U"),
        ("P_2/im(p -> p')", "kernel is the subspace"),
        ("P_2(C)/im(p -> p')", "kernel is the subspace"),
    ],
)
def test_the_evidence_finds_an_image_of_another_map(text: str, method: str) -> None:
    found = dimension({"space": text})
    assert found.translation is not None
    other = replace(found.translation, described=text.replace("p -> p'", "p -> p''"))
    failed = {check.method for check in judged(replace(found, translation=other)).checks if not check.passed}
    assert method in failed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("span{(1,2)} in R^3", "do not lie in R"),
        ("span{(1,1,0)} in F_2^3 over F_3", "is over F2"),
        ("span{[[1,2]]} in M_2", "do not lie in R"),
    ],
)
def test_elements_of_another_space_are_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        dimension({"space": text})


def test_an_image_of_a_higher_degree_is_refused() -> None:
    with pytest.raises(InputError, match="P3 and P2"):
        dimension({"space": "im(p -> x*p on P_2) & {p in P_2 : p(1) = 0}"})
