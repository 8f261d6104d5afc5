"""Questions as exercises and forums phrase them: each dimension was counted by hand."""

from __future__ import annotations

import pytest

from backproof.diagnostic import InputError
from backproof.spaces.dimension import dimension

ASKED = {
    "{A in M2 : [1 2] A = 0}": 2,
    "{A in M_2 : [1 2] A = [0 0]}": 2,
    "{A in M_2 : [1 2] A [3; 4] = 0}": 3,
    "{A in M_2 : A [1 2]^T = 0}": 2,
    "{A in M_3x2 : [1 1 1] A = 0, A [1;1]=0}": 2,
    "{x in R^3 : [1 2 3] x = 0}": 2,
    "2x2 matrices with A v = 0 for v = (1,2)": 2,
    "2x2 matrices A such that A v = 0 where v = (1,2)": 2,
    "rank of {{1,2},{3,4}}": 2,
    "row space of 1 2; 3 4": 2,
    "M_2/sl_2": 1,
    "What is the dimension of the subspace spanned by (1,0,-1), (2,1,3), (3,1,2)?": 2,
    "find a basis for the subspace of R^4 spanned by (1,2,3,4) and (2,3,4,5) and (3,4,5,6)": 2,
    "find a basis of the solution space x + y + z + w = 0": 3,
    "Let A = [[1,2],[3,4]]. Find the rank of A.": 2,
    "Let A = [[1,2],[2,4]]. Find the dimension of the kernel.": 1,
    "Let V be the set of all polynomials p in P_3 with p(1) = p(2) = 0. dim V = ?": 2,
    "How many dimensions does the space of symmetric 2x2 matrices have?": 3,
    "dimension of the vector space of antisymmetric 3 x 3 matrices": 3,
    "traceless symmetric 3x3 matrices": 5,
    "3x3 matrices whose trace is zero": 8,
    "all 3x3 matrices whose columns each sum to 0": 6,
    "3x3 symmetric magic squares": 2,
    "T(x,y,z) = (x - y, y - z, z - x), find rank": 2,
    "rank of the differentiation operator on P_2": 2,
    "kernel of the map T: M_2 -> M_2 given by T(A) = A - A^T": 3,
    "image of the map T(A) = A - A^T on M_2": 1,
    "{x+y+z=0} \u2229 {x-y=0} in R^3": 1,
    "dim(span{(1,1,0),(0,1,1)})": 2,
    "Let A = [[1,0,2],[0,1,1]]. What is the dimension of the row space of A^T?": 2,
    "Let A = [[1,0,2],[0,1,1],[1,1,3]]. Find the null space of A^T.": 1,
    "Consider the matrix A = [[1,2],[3,4]]; find its rank": 2,
    "Let V be the subspace of R^3 spanned by (1,0,0) and (0,1,0). Find dim V.": 2,
    "Let W be the set of all (x,y,z) with x+y+z=0. Find the dimension of W.": 2,
    "{p in P_3 : p''(x) = 0 for all x}": 2,
    "rank of T: P_2 -> P_2, T(p)(x) = p(x+1) - p(x)": 2,
    "kernel of T: P_2 -> P_2, (Tp)(x) = p(x+1) - p(x)": 1,
    "kernel of A -> [1 1]*A on M_2": 2,
    "intersection of the planes x+y+z=0 and x-y+z=0": 1,
    "sum of the planes x+y+z=0 and x-y+z=0": 3,
}


@pytest.mark.parametrize("text", ASKED)
def test_the_dimension_is_that_counted_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert (found.dimension, found.passed) == (ASKED[text], True)


@pytest.mark.parametrize(
    "text",
    [
        "3x3 matrices that are not symmetric",
        "symmetric or skew-symmetric 3x3 matrices",
        "symmetric invertible 3x3 matrices",
        "dim(span{(1,0)}) + dim(span{(0,1)})",
    ],
)
def test_what_is_no_single_subspace_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        dimension({"space": text})


@pytest.mark.parametrize(
    "text", ["cubic polynomials", "polynomials p of degree 3", "all polynomials of degree exactly 3"]
)
def test_polynomials_of_one_degree_are_refused_with_what_is_meant(text: str) -> None:
    with pytest.raises(InputError) as caught:
        dimension({"space": f"{text} with p(1) = 0"})
    assert caught.value.diagnostics[0].hint == "write: polynomials of degree at most 3"
    assert dimension({"space": "polynomials of degree at most 3 with p(1) = 0"}).dimension == 3


def test_two_numbers_side_by_side_have_no_meaning() -> None:
    with pytest.raises(InputError) as caught:
        dimension({"space": "{p in P_3 : p(1 2) = 0}"})
    assert "unexpected '2'" in str(caught.value.diagnostics[0])
