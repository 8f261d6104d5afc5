"""Quotients: the difference of two dimensions, a map with the subspace as its kernel, and planted faults."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import flint
import numpy as np
import pytest

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension
from backproof.spaces.language.result import Formula

# Dimensions by hand, and for each a row for every condition on the coordinates.
BY_CONDITIONS = {
    "P_3 / {p : p(0)=0}": [[1, 0, 0, 0]],
    "P_3/{p in P_3 : p(0) = 0, p'(1) = 0}": [[1, 0, 0, 0], [0, 1, 2, 3]],
    "P_2 / {p | p(1) = p(2)}": [[0, 1, 3]],
    "M_2(R) / {A : tr A = 0}": [[1, 0, 0, 1]],
    "M_2 / {A : A.T = A}": [[0, 1, -1, 0]],
    "R^3 / {(x,y,z) : x = y}": [[1, -1, 0]],
    "R^2 / {x in R^2 : 0 = 0}": [[0, 0]],
    "P_3 / ker(p -> p')": [[0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 3]],
    "P_2/ker(p -> p'' on P_2)": [[0, 0, 2]],
    "M_2/ker(A -> A + A.T)": [[2, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 2]],
    "R^3/ker(T) where T(x,y,z) = x+y": [[1, 1, 0]],
    "dim V/W where V = P_1, W = {p in P_1 : p(3) = 0}": [[1, 3]],
}
BY_SPAN = {
    "R^3 / span{(1,2,3)}": [[1, 2, 3]],
    "R^3/span{(1,0,0),(2,0,0),(0,1,1)}": [[1, 0, 0], [2, 0, 0], [0, 1, 1]],
    "P_2 / span{1 + x, x^2}": [[1, 1, 0], [0, 0, 1]],
    "M_2 / span{[[1,2],[3,4]]}": [[1, 2, 3, 4]],
    "R^2 / span{(1/2,0),(0,1)}": [[Fraction(1, 2), 0], [0, 1]],
}


def _rank(rows):
    return flint.fmpq_mat(
        [[flint.fmpq(Fraction(x).numerator, Fraction(x).denominator) for x in r] for r in rows]
    ).rank()


@pytest.mark.parametrize("text", BY_CONDITIONS | BY_SPAN)
def test_the_dimension_is_the_difference_and_the_cosets_are_independent(text):
    found = dimension({"space": text})
    rows = BY_CONDITIONS.get(text)
    expected = _rank(rows) if rows else len(BY_SPAN[text][0]) - _rank(BY_SPAN[text])
    assert (found.dimension, found.passed) == (expected, True)
    cosets = [e.index for e in found.basis]
    size = len((rows or BY_SPAN[text])[0])
    units = [[int(i == k) for i in range(size)] for k in cosets]
    if rows is None:
        assert _rank([*BY_SPAN[text], *units]) == size == _rank(BY_SPAN[text]) + len(cosets)
    elif cosets:
        assert _rank([[row[k] for row in rows] for k in cosets]) == len(cosets)


# The subspace over F_p by vectors that span it, and over C by the rows of its conditions or by such vectors.
OVER_PRIMES = {
    "F_2^3 / span{(1,1,0),(0,1,1),(1,0,1)}": (2, [[1, 1, 0], [0, 1, 1], [1, 0, 1]]),
    "F3^2/span{(1,2),(2,1)}": (3, [[1, 2], [2, 1]]),
    "P_2(F3)/{p in P_2(F3) : p(1) = p(4) = 0}": (3, [[2, 1, 0], [0, 2, 1]]),
    "M_2(F2)/{A in M_2(F2) : A.T = -A}": (2, [[1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0]]),
    "F5^2/{(x,y) : x + 7*y = 0}": (5, [[3, 1]]),
}
OVER_C = {
    "C^3/span{(i,1,0),(1,-i,0)}": (3, [[1j, 1, 0], [1, -1j, 0]]),
    "C^3/span{(i,1,0),(1,i,0)}": (3, [[1j, 1, 0], [1, 1j, 0]]),
    "P_3(C)/{p in P_3(C) : p(i) = 0}": (4, [[-1j, 1, 0, 0], [0, -1j, 1, 0], [0, 0, -1j, 1]]),
}


def _multiples(rows, prime):
    """All combinations of rows modulo a prime."""
    factors = product(range(prime), repeat=len(rows))
    return {
        tuple(sum(c * row[k] for c, row in zip(cs, rows, strict=True)) % prime for k in range(len(rows[0])))
        for cs in factors
    }


@pytest.mark.parametrize("text", OVER_PRIMES)
def test_over_finite_fields_the_cosets_are_counted(text):
    prime, rows = OVER_PRIMES[text]
    found = dimension({"space": text})
    cosets = prime ** len(rows[0]) // len(_multiples(rows, prime))
    assert (found.source.scalars, prime**found.dimension, found.passed) == (f"F{prime}", cosets, True)
    units = [[int(i == e.index) for i in range(len(rows[0]))] for e in found.basis]
    assert len(_multiples([*rows, *units], prime)) == prime ** len(rows[0])


@pytest.mark.parametrize("text", OVER_C)
def test_over_the_complex_numbers(text):
    size, rows = OVER_C[text]
    found = dimension({"space": text})
    rank = np.linalg.matrix_rank(np.array(rows))
    assert (found.source.scalars, found.dimension, found.passed) == ("C", size - rank, True)


def test_a_field_that_is_stated_holds_for_both_spaces():
    asked = {"space": "M_2/{A : A.T = -A}"}
    assert dimension(asked).dimension == 3
    assert dimension(asked | {"field": "F2"}).dimension == 1


def _failed(found):
    return {check.method for check in verify(found) if not check.passed}


def test_planted_faults_are_noticed():
    found = dimension({"space": "P_3 / {p in P_3 : p(0) = 0, p'(1) = 0}"})
    said = found.translation
    assert not _failed(found)
    other = replace(said, described="P_3 / {p in P_3 : p(0) = 0, p'(2) = 0}")
    assert {"description read back", "kernel is the subspace"} <= _failed(replace(found, translation=other))
    smaller = replace(said, described="P_3 / {p in P_3 : p(0) = 0}")
    assert "difference of the dimensions" in _failed(replace(found, translation=smaller))
    coset = replace(said.elements[0], text="x**2 + W")
    wrong = replace(said, elements=(coset, *said.elements[1:]))
    assert "coset at a pivot" in _failed(replace(found, translation=wrong))
    for place, text in ((0, "T(p) = [a0, a1 + 2*a2], ker T = W"), (2, "T(x) = [0, 2]")):
        lines = list(said.lines)
        lines[place] = Formula(Latex(lines[place].latex), text)
        steps = tuple(replace(s, text=text) if s.text == said.lines[place].text else s for s in found.steps)
        false = replace(found, translation=replace(said, lines=tuple(lines)), steps=steps)
        assert "derivation read back" in _failed(false)


def test_planted_faults_over_other_fields_are_noticed():
    found = dimension({"space": "P_3(F5)/{p in P_3(F5) : p(2) = 0}"})
    said = found.translation
    same = replace(said, described="P_3(F5)/{p in P_3(F5) : p(7) = 0}")
    assert "kernel is the subspace" not in _failed(replace(found, translation=same))
    for text in ("P_3(F5)/{p in P_3(F5) : p(3) = 0}", "P_3(F5)/{p in P_3(F5) : p(2) = p(0) = 0}"):
        other = replace(said, described=text)
        assert "kernel is the subspace" in _failed(replace(found, translation=other))
    over_c = replace(said, described="P_3(C)/{p in P_3(C) : p(2) = 0}")
    assert "field of the description" in _failed(replace(found, translation=over_c))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("R^3 / span{(1,0)}", "the subspace lies in R^2, not in R^3"),
        ("R^4 / R^2", "R^2 is no subspace of R^4"),
        ("M_2 / im(A -> tr(A) on M_2)", "the values of the map are numbers"),
        ("V / {p in P_3 : p(0) = 0}", "'V' stands in front of /"),
        ("F_5^3 / span{(i,0,1)}", "i is no number of F5"),
        ("Q^2 / span{(sqrt(2),1)}", "is no number of Q"),
        ("R^2 / {x in C^2 : x1 = 0}", "C^2 is over C, and R^2 over R"),
        ("C^2 / {x in R^2 : x1 = 0}", "R^2 is over R, and C^2 over C"),
        ("{(x, y) in R^2 : x = y} + {(x, y) in C^2 : x = 0}", "C^2 is over C, and R^2 over R"),
        ("R^2 / span{(1, i)}", "i may be the imaginary unit"),
        ("P_3 / {p : p(i) = 0}", "i may be the imaginary unit"),
        ("P_2 / span{x^3}", "not in P2"),
    ],
)
def test_what_is_no_quotient_is_refused_in_one_line(text, said):
    with pytest.raises(InputError) as caught:
        dimension({"space": text})
    assert said in str(caught.value.diagnostics[0])
