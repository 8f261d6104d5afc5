"""Spaces as people ask for them: each dimension was counted by hand."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from backproof.commands.questions.dimension import command
from backproof.diagnostic import InputError
from backproof.spaces.dimension import dimension

ASKED = {
    "span{(1,0,1),(0,1,1),(1,1,2)}": 2,
    "span((1,2),(3,4),(5,6))": 2,
    "the dimension of span{(1,2,3)}?": 1,
    "(1,0,0),(0,1,0) in R^3": 2,
    "<(1,2),(2,4)>": 1,
    "span{1+x, 1-x, 2} in P_2": 2,
    "span{sin^2 x, cos^2 x, 1}": 2,
    "span{e^x, e^{-x}, cosh x}": 2,
    "span{|x|, x} on (0, 10)": 1,
    "x, |x| for x > 0": 1,
    "span{max(x,0), max(-x,0), |x|, x}": 2,
    "span(x*y, x**2, y**2, (x+y)**2)": 3,
    "(1,1,0),(0,1,1),(1,0,1) over GF(2)": 2,
    "span{(1,2,0),(0,1,2),(2,0,1)} mod 5": 3,
    "(1+i,2i),(1,1+i) over C": 1,
    "ker [[1,2,3],[0,1,1]]": 1,
    "nullity of [[1,2],[2,4]]": 1,
    "the rank of the matrix A = [[1,2],[3,4]]": 2,
    "row space of [[1,2],[2,4]]": 1,
    "left null space of [[1,2],[2,4],[0,0]]": 2,
    "ker([[4,1],[2,3]] - 5I)": 1,
    r"rank \begin{pmatrix} 1 & 2 \\ 2 & 4 \end{pmatrix}": 1,
    "Eig([[4,1],[2,3]], 5)": 1,
    "E_2([[2,0],[0,2]])": 2,
    "all polynomials p of degree at most 3 with p(2)=0": 3,
    "polynomials p in P_2 such that p(1) = 0": 2,
    "p(x) in P_3 with p(1) = 0": 3,
    "even polynomials of degree at most 3": 2,
    "{p in P_3 : int_0^1 p(x) dx = 0}": 3,
    "{p in P_3 : integral of p from 0 to 1 = 0}": 3,
    r"{p in P_4 : \int_{-1}^{1} p(x)\,dx = 0, p(0) = 0}": 3,
    "{p in P_3 : p(1)=0, int_0^1 x p(x) dx = 0}": 2,
    "3x3 diagonal matrices": 3,
    "3x3 matrices of trace 0": 8,
    "{A in M_2(R) : A [1,1]^T = 0}": 2,
    "{A in M2 : A v = 0}, v = (1,1)": 2,
    "{(a+b, a-b, 2a) | a,b real}": 2,
    "all vectors (x,y,z) with x+y+z=0": 2,
    "the plane x + y + z = 0": 2,
    "vectors in R^3 orthogonal to (1,2,3)": 2,
    "{x in R^3 : <x, (1,2,3)> = 0}": 2,
    "{(1,2,3)}^perp": 2,
    "ker(D) where D: P_3 -> P_3, D(p) = p'": 1,
    "{(1,0,0),(0,1,0)} \u2229 {(0,1,0),(0,0,1)}": 1,
    "dim(U + W) where U = {x in R^4: x1 = 7*x3 + 8*x4, x2 = 0}, W = {x in R^4: x1 = 0, x4 = 0}": 4,
    "polynomials in x, y of degree at most 2": 6,
    "polynomials of degree at most 3 in x and y": 10,
    "homogeneous polynomials of degree 2 in x, y, z": 6,
    "P_2(x,y)": 6,
    "R[x,y,z]_2": 10,
    "span of sin x and cos x": 2,
    "|x| and x on (0,10)": 1,
    "e^{2x}cos x, e^{2x}sin x": 2,
    "2u1+3u3\u22122u4=0, u2 = u1": 2,
    "plane 3x\u22122y+5z=0 in R\u00b3": 2,
    "eigenspace of (\u22121 0 0; 3 \u22121 \u22123; \u22123 0 2) for \u22121": 2,
    "complement of span{(1,1,3,2),(1,1,\u22122,\u22123),(2,1,\u22123,\u22121)}": 1,
    "U=span{1+x, x\u00b2}, W=span{1, x+x\u00b2} in P2: dim U\u2229W": 1,
    "real sequences with f(n)=f(n\u22121)+f(n\u22122)": 2,
    "B with AB=BA for A=(1 2; 2 1)": 2,
    "the subspace of R^3 spanned by (1,2,3) and (4,5,6)": 2,
    "span{[1,2,3]^T, [4,5,6]^T}": 2,
    "rank of 1 2; 3 4": 2,
    "y'' = 0 on (0,1)": 2,
    "{f in C^2 : f'' = -f}": 2,
    "all f with f'' = 0": 2,
    "{[[a,b],[c,d]] : a + d = 0}": 3,
    "{[[a,b],[-b,a]]}": 2,
    "{ax^2+bx+c : a+b+c=0}": 2,
    "{ax^3 + bx : a = b}": 1,
    "{x : Ax = 0} where A = [[1,2],[2,4]]": 1,
    "the solutions of x + y = 0, x - z = 0": 1,
    "{p : deg p <= 3, p(0) = 0}": 3,
    "{p(x) = a + bx + cx^2 + dx^3 : p(1)=0}": 3,
    "Null(A) for A = [[1,2],[2,4]]": 1,
    "2x2 matrices that commute with [[1,2],[2,1]]": 2,
}


@pytest.mark.parametrize("text", ASKED)
def test_the_dimension_is_that_counted_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert (found.dimension, found.passed) == (ASKED[text], True)


REFUSED = {
    "U+W, both given by equations in R\u2074": "is no description",
    "four vectors, all independent": "is no description",
    "span{x, both given by y}": "unexpected 'given'",
    "{v in R^3 : v \u00d7 (1,2,3) = 0}": "a cross product",
    "{p in P_3 : foo = 0}": "'foo' is neither known here nor a letter",
    "1+x, x**3 in P_2": "x**3 has degree 3",
    "nice polynomials s in P_3": "is no description",
    "U + W where U = {x in R^2: x1 = 0}": "is no description",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dimension({"space": text})
    assert REFUSED[text] in str(caught.value.diagnostics[0])


def test_a_space_needs_no_option() -> None:
    plain = CliRunner().invoke(command, ["ker [[1,2,3],[0,1,1]]"])
    assert plain.output == CliRunner().invoke(command, ["--null-space", "[[1,2,3],[0,1,1]]"]).output
    twice = CliRunner().invoke(command, ["{p in P3 : p(1) = 0}", "--space", "P3"])
    assert (twice.exit_code, "exactly one" in twice.output) == (2, True)
