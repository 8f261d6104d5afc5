"""Dimensions over finite fields and over C, held against elimination and counting of one's own."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from backproof.diagnostic import InputError
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import dimension

DRAW = random.Random(11)


def matrices(prime, count):
    for _ in range(count):
        rows, columns = DRAW.randint(1, 4), DRAW.randint(1, 4)
        yield [[DRAW.randint(-3, prime) for _ in range(columns)] for _ in range(rows)]


def product_with(rows, vector, prime):
    return tuple(sum(a * x for a, x in zip(row, vector, strict=True)) % prime for row in rows)


@pytest.mark.parametrize("prime", [2, 3, 5])
def test_the_span_has_as_many_vectors_as_the_dimension_says(prime):
    for rows in matrices(prime, 12):
        found = dimension({"span": rows, "field": f"F{prime}"})
        columns = list(zip(*rows, strict=True))
        members = {product_with(columns, c, prime) for c in product(range(prime), repeat=len(rows))}
        assert (prime**found.dimension, found.passed) == (len(members), True)


@pytest.mark.parametrize("prime", [2, 3])
def test_the_null_space_has_as_many_vectors_as_the_dimension_says(prime):
    for rows in matrices(prime, 12):
        found = dimension({"null_space": rows, "field": f"F{prime}"})
        vectors = product(range(prime), repeat=len(rows[0]))
        solutions = [v for v in vectors if not any(product_with(rows, v, prime))]
        assert (prime**found.dimension, found.passed) == (len(solutions), True)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["1+i", "2*i"], [1, "1+i"]], 1),
        ([["1-i", "i"], [2, "-1+i"]], 1),
        ([[1, "i"], ["i", 1]], 2),
        ([["i", "i"], [1, 1], ["1/(1+i)", "1/2 - i/2"]], 1),
    ],
)
def test_complex_vectors(rows, expected):
    found = dimension({"span": rows, "field": "C"})
    assert (found.dimension, found.passed) == (expected, True)


def test_a_wrong_claim_over_a_field_fails():
    found = dimension({"span": [[1, 1, 0], [0, 1, 1], [1, 0, 1]], "field": "F2"})
    over_reals = replace(found, source=replace(found.source, scalars="F3"))
    assert not all(check.passed for check in verify(over_reals))
    first = found.operations[0]
    other = replace(found, operations=(replace(first, factor="0"), *found.operations[1:]))
    assert not all(check.passed for check in verify(other))
    lost = replace(found, relations=(replace(found.relations[0], coefficients=((0, "1"),)),))
    assert not all(check.passed for check in verify(lost))


@pytest.mark.parametrize(("field", "said"), [("F4", "4 is no prime"), ("H", "no field")])
def test_what_is_no_field_is_told(field, said):
    with pytest.raises(InputError, match=said):
        dimension({"span": [[1]], "field": field})


def test_irrational_numbers_over_the_rationals_are_told():
    assert dimension({"span": [[1, "1/2"], [2, 1]], "field": "Q"}).dimension == 1
    for part in ({"span": [[1], ["sqrt(2)"]]}, {"polynomials": ["1", "sqrt(2)"]}):
        with pytest.raises(InputError, match=r"sqrt\(2\) is no number of Q"):
            dimension(part | {"field": "Q"})
