"""Dimensions over finite fields and over C, held against elimination and counting of one's own."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

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


# Each with the condition in Python, on all coordinates over the field.
DESCRIBED = {
    "{x in F_2^3 : x1 + x2 = 0, x2 + x3 = 0, x1 + x3 = 0}": (
        2,
        3,
        lambda a, b, c: (a + b, b + c, a + c),
    ),
    "{A in M_2(F_2) : A.T = -A}": (2, 4, lambda a, b, c, d: (2 * a, b + c, 2 * d)),
    "{A in M_2(F_3) : A.T = -A}": (3, 4, lambda a, b, c, d: (2 * a, b + c, 2 * d)),
    "{p in P_3(F_3) : p'(1) = 0}": (3, 4, lambda _, b, c, d: (b + 2 * c + 3 * d,)),
    "{p in P_2(F_3) : p(1) = p(2)}": (3, 3, lambda _, b, c: (b + 3 * c,)),
    "{(x,y,z) in F_5^3 : x + 2y + 3z = 0}": (5, 3, lambda x, y, z: (x + 2 * y + 3 * z,)),
    "{(x,y) in F_2^2 : x + y = x - y}": (2, 2, lambda _, y: (2 * y,)),
}


@pytest.mark.parametrize("text", DESCRIBED)
def test_a_described_space_has_as_many_elements_as_the_dimension_says(text):
    prime, length, conditions = DESCRIBED[text]
    found = dimension({"space": text})
    members = [v for v in product(range(prime), repeat=length) if not any(r % prime for r in conditions(*v))]
    assert (prime**found.dimension, found.passed, found.source.scalars) == (len(members), True, f"F{prime}")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"polynomials": ["x*y", "3*x*y", "x + y"], "field": "F5"}, 2),
        ({"polynomials": ["i", "1"], "field": "C"}, 1),
        ({"polynomials": ["(x + i*y)*(x - i*y)", "x^2 + y^2", "x/(1 - i)"], "field": "C"}, 2),
        ({"space": "{p in P_3(C) : p(i) = 0}"}, 3),
        ({"space": "{x in C^3 : x1 + i*x2 = 0, i*x1 - x2 = 0}"}, 2),
        ({"space": "eigenspace of [[0,-1],[1,0]] for i", "field": "C"}, 1),
        ({"space": "im(p -> p' on P3)", "field": "F3"}, 2),
        ({"space": "ker((x,y) -> (x+y, x-y))", "field": "F2"}, 1),
        ({"polynomials": ["1 + x", "1 + x**3", "x + x**3"], "field": "F2"}, 2),
        ({"homogeneous_system": ["x + y = 0", "y + z = 0", "x + z = 0"], "field": "F2"}, 1),
    ],
)
def test_other_spaces_over_fields(part, expected):
    found = dimension(part)
    assert (found.dimension, found.passed) == (expected, True)


def test_a_described_space_over_another_field_than_its_own_fails():
    found = dimension({"space": "{A in M_2(F_2) : A.T = -A}"})
    over_threes = replace(found, source=replace(found.source, scalars="F3"))
    assert "field of the description" in {c.method for c in verify(over_threes) if not c.passed}
    said = found.translation
    other = replace(found, translation=replace(said, described="{A in M_2(F_2) : A.T = A, tr(A) = 0}"))
    failed = {c.method for c in verify(other) if not c.passed}
    assert "equations against the conditions, in the field" in failed
    wrong = replace(said.elements[0], text="[[1, 1], [0, 0]]")
    false = replace(found, translation=replace(said, elements=(wrong, *said.elements[1:])))
    assert "conditions put in" in {c.method for c in verify(false) if not c.passed}


@pytest.mark.parametrize(
    "text", ["{p in P_3 : p(i) = 0}", "{x in R^2 : x1 = i*x2}", "{x in F_3^2 : x1 = i*x2}"]
)
def test_the_imaginary_unit_is_refused_where_the_scalars_are_not_complex(text):
    with pytest.raises(InputError, match=r"i (may be the imaginary unit|is no number of F3)"):
        dimension({"space": text})


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"space": "{(x, y, z) in Q^3 : x = sqrt(2)*y}"}, r"-sqrt\(2\) is no number of Q"),
        ({"space": "{p in P3 : p(sqrt(2)) = 0}", "field": "Q"}, r"sqrt\(2\) is no number of Q"),
        ({"sum": [[[1, 0], ["sqrt(2)", 0]], [[0, 1]]], "field": "Q"}, r"sqrt\(2\) is no number of Q"),
        ({"space": "{(x, y) in F_2^2 : x = y}", "field": "F5"}, r"F2\^2 is over F2, and the field is F5"),
        ({"space": "{(x, y) in C^2 : x = i*y}", "field": "Q"}, r"C\^2 is over C, and the field is Q"),
    ],
)
def test_numbers_of_another_field_are_refused(part: dict[str, Any], said: str) -> None:
    """Over Q, two numbers x and y with x = sqrt(2)*y are both 0, unlike those over R."""
    with pytest.raises(InputError, match=said):
        dimension(part)


def test_a_space_is_printed_over_its_field() -> None:
    found = dimension({"space": "{A in M2 : A.T = A}", "field": "F5"})
    assert found.translation is not None
    assert "F5^2x2" in found.translation.definition.text
