"""Spaces in the sentences of textbooks and forums: each dimension was counted by hand."""

from __future__ import annotations

import pytest

from backproof.diagnostic import InputError
from backproof.spaces.dimension import dimension

ASKED = {
    "{A in M2 : A [1;2] = 0}": 2,
    "matrices A in M_3 with A [1;1;1] = 0": 6,
    "{A in M2 : A [1, 1; 2, 2] = 0}": 2,
    "kernel of [1;2;3]": 0,
    "upper triangular matrices in R^{4x4}": 10,
    "symmetric matrices in R^{4x4}": 10,
    "skew-symmetric matrices in M_3(R)": 3,
    "odd polynomials in P_5": 3,
    "polynomials of degree at most 5 that are even": 3,
    "all 2x2 matrices A with A*[[1,2],[2,4]] = 0": 2,
    "3x3 Toeplitz matrices": 5,
    "Hankel matrices of size 3": 5,
    "centrosymmetric matrices of order 3": 5,
    "persymmetric 3x3 matrices": 6,
    "n=5: p(1)=p(-1), p''(0)=2p(1)": 4,
    "n=3: X + X^T = 0": 3,
    "{p in P_4(F) : p(2) = p(5)=p(6)}": 3,
    "{(x,y,z) in F^3 : x + 2y + 3z = 0}": 2,
    "U = {p in P_4(R) : integral_{-1}^{1} p = 0}": 4,
    "sl_3(R)": 8,
    "so(3)": 3,
    "dim sp(4, R)": 10,
    "centralizer of diag(1,1,2)": 5,
    "L(R^2, R^3)": 6,
    "Hom(R^3, R^2)": 6,
    "linear maps from P_2 to R^2": 6,
    "the yz-plane in R^3": 2,
    "x-axis in R^3": 1,
    "{0}": 0,
    "trigonometric polynomials of degree at most 2": 5,
    "trigonometric polynomials of degree at most 2 with zero mean": 4,
    "linear splines on [0,3] with knots 0, 1, 2, 3": 4,
    "cubic splines with knots 1, 2": 6,
    "T: R^3 -> R^2, T(x,y,z) = (x+y, y+z). dim ker T": 1,
    "rank of T: R^3 -> R^3, T(x,y,z) = (x-y, y-z, z-x)": 2,
    "kernel of the trace map on M_2": 3,
    "ker(tr: M_2 -> R)": 3,
    "kernel of evaluation at 2 on P_3": 3,
    "image of d^2/dx^2 on P_3": 2,
    "eigenspace of A = (2 0 0; 0 2 0; 0 0 3) corresponding to lambda = 2": 2,
    "E_2 of [[2,0,0],[0,2,0],[0,0,3]]": 2,
    "geometric multiplicity of 2 for [[2,1],[0,2]]": 1,
    "annihilator of span{(1,2,3),(0,1,1)}": 1,
    "{a + bx + cx^2 : a,b,c in R}": 3,
    "{a + (a+b)x + bx^2 : a, b in R}": 2,
    "{at^2 + b : a, b in R}": 2,
    "ker(T: R^2 -> P_1, T(a,b) = (a-b)x)": 1,
    "im((a,b) -> a + (a+b)*x + b*x^2)": 2,
    "kernel of (a,b) -> a + t*b": 1,
    "All ax + b e^x + c sin x": 3,
    "{a e^x + b e^{-x} : a, b in R}": 2,
    "Is (sin, cos, sin\u00b7cos, sin\u00b2, cos\u00b2) a basis of its span on R?": 5,
    "sin, cos, tan": 3,
    "sin x, 0, ln x (on x>0)": 2,
    "2^n, 3^n, n 2^n as sequences": 3,
    "v1 = (1,2), v2 = (3,4)": 2,
    "p1(x) = 1 + x, p2(x) = x, p3(x) = 1": 2,
    "f(x) = x, g(x) = |x|": 2,
    "Are the vectors (1,2,0), (0,1,1), (1,0,1) linearly independent?": 3,
    "Do (1,2), (2,4) span R^2?": 1,
    "v=(1,0,0),(1,0,1),(2,0,1),(0,0,-1)": 2,
    "2u1+3u3-2u4=0 in R^4 (u2 free)": 3,
    "x = 0 in R^3": 2,
    "{A in M_2 : AB^2 = 0}, B = [[1,1],[0,1]]": 0,
    "{t(1,2,3) : t in R}": 1,
    "{s(1,0,1) + t(0,1,1) : s,t in R}": 2,
    "the line through the origin with direction (1,2,3)": 1,
    "the plane through the origin with normal vector (1,2,3)": 2,
    "{p \u2208 P\u2083 : p(0) = 0}": 3,
    "polynomials in P_3 divisible by (x-1)^2": 2,
    "polynomials p of degree at most 4 divisible by x^2-1": 3,
    "polynomials in P_4 vanishing at 1 and 2": 3,
    "{p in P_3 : p has a double root at 1}": 2,
    "{p in P_3 : xp' = 2p}": 1,
    "all 2x2 matrices with row and column sums zero": 1,
    "3x3 matrices with row and column sums equal": 5,
    "ker of T: M_2 \u2192 M_2, T(X) = AX where A = [[1,2],[2,4]]": 2,
    "dim ker(D) on P_3": 1,
    "range of D: P_3 -> P_3": 3,
    "eigenspace E_4 of [[2,1,1],[1,2,1],[1,1,2]]": 1,
    "W^perp for W = span{(1,0,1,0),(0,1,0,1)} in R^4": 2,
    "orthogonal complement of {(x,y,z): x+y+z=0}": 1,
    "annihilator of {(x,y,z) in R^3: x=y=z}": 2,
    "U \u2229 V where U = {x1 = x2} and V = {x3 = x4} in R^4": 2,
    "y^{(4)} = y": 4,
    "x, xy, y as functions of two variables": 3,
    "x1 = 2x2, x3 = x4, x5 = 0": 2,
    "y1 = e^x, y2 = e^{2x}, y3 = 2e^x": 2,
    "{A in M_3 : diag(A) = 0}": 6,
    "{(a,b,c) : a,b,c in R, a + b = c}": 2,
    "span of the rows of [[1,2],[2,4]]": 1,
    "the set of all vectors (a, b, 2a) with a, b real": 2,
    "all vectors of the form (a, b, 2a + b)": 2,
    "the set of all (x, y, z) such that x - y + 2z = 0": 2,
    "C^2 over C": 2,
    "P_2 over R": 3,
    "symmetric 3x3 matrices over F_2": 6,
    "{p in P_3 : p(1) = p(6) = 0} over F_5": 3,
    "{p in P_3 : p(i) = 0} over C": 3,
    "{p in P_3 : p(1) = 0} over R": 3,
    "ker(p -> p' on P_4) over F_2": 3,
    "M_2/{A : A.T = -A} over F_2": 1,
    "{A in M_2 : A.T = A} & {A in M_2 : A.T = -A} mod 2": 3,
    "M_2(C) over C": 4,
    "P_3 over the complex numbers": 4,
    "M_{2x3}(F_3) over F_3": 6,
    "polynomials of degree at most 2 over Q": 3,
    "{a + bx + cx^2 in P_2 : a = 2c}": 2,
    "{a_0 + a_1 x + a_2 x^2 + a_3 x^3 : a_0 + a_1 = 0}": 3,
    "polynomials of degree less than 4": 4,
    "polynomials of degree 3 or less": 4,
    "the solution space of the differential equation y'' - 2y' + y = 0": 2,
    "Fibonacci sequences": 2,
    "dim Nul A, A = [[1,2,3],[4,5,6]]": 1,
    "rank of the 3x3 matrix [[1,2,3],[4,5,6],[7,8,9]]": 2,
    "null space of [1 2 3 4]": 3,
    "rank of I_3": 3,
    "span of A, A^2, I where A = [[1,1],[0,1]]": 2,
    "span{I, A, A^2}, A = [[0,1,0],[0,0,1],[1,0,0]]": 3,
    "ker(f), f: R^3 -> R, f(x,y,z) = x + 2y - z": 2,
    "kernel of T(p) = int_0^1 p on P_1": 1,
    "{(a, b, c, d) : a = b, c, d in R}": 3,
    "{(a_n)_{n>=0} : a_{n+2} = 3a_{n+1} - 2a_n for all n}": 2,
    "sequences of period 3": 3,
}


@pytest.mark.parametrize("text", ASKED)
def test_the_dimension_is_that_counted_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert (found.dimension, found.passed) == (ASKED[text], True)


def test_letters_make_cases() -> None:
    found = dimension({"space": "for which k are (k,1,0), (0,k,1), (1,1,1) a basis of R^3"})
    assert {case.dimension for case in found.cases} == {3}
    found = dimension({"space": "all eigenspaces of (2 1; 1 2)"})
    assert sorted(case.dimension for case in found.cases) == [0, 1, 1]


REFUSED = {
    "R^3 over Q": "R^3 over Q has no finite dimension",
    "continuous functions on [0,1]": "has no finite dimension",
    "R[x]": "has no finite dimension",
    "{A in M_2 : det(A) = 0}": "a condition on det is not linear",
    "ker of d/dx^2 on P_3": "d/dx^2 has two orders",
    "y' = 2y, y continuous": "'continuous' is no letter",
    "{(x,y,z) in R^3 : x + y = z} over C": "is no description of a space",
    "{p in P_3(C) : p(1) = 0} over R": "is no description of a space",
    "{p in P_3(C) : p(1) = 0} over F_5": "P3 is over C, and the field is F5",
    "{(x,y) : x = sqrt(2)*y} over Q": "is no number of Q",
    "M_2(F3) over R": "no vector space over R",
    "real 2x2 matrices over C": "no vector space over C",
    "M_2(C) over Q": "no finite dimension over Q",
    "y'' + the mass y = 0": "is no letter",
    "{p in P_3 : p(i) = 0}": "i may be the imaginary unit",
    "(x,y) in R^2 with y = 2x, x \u2260 0": "",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_finite_space_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dimension({"space": text})
    assert REFUSED[text] in str(caught.value.diagnostics[0])
