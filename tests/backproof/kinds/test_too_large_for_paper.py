"""A number or a list that no page has room for is told at its entry, before anything is computed or set."""

import pytest

from backproof.diagnostic import InputError
from backproof.kinds.dimension.paper import refuse_unprintable
from backproof.linear_algebra.language.reading import read_matrix, read_vector

LONG = "7" * 2000


@pytest.mark.parametrize(
    "entry", [LONG, f"1/{LONG}", f"-{LONG}", int(LONG), f"2 + {LONG}", f"{LONG}*sqrt(2)"]
)
def test_a_long_number_is_told_at_its_entry(entry: object) -> None:
    with pytest.raises(InputError, match="more than 100 digits") as matrix:
        read_matrix([[1, 2], [3, entry]])
    assert matrix.value.diagnostics[0].entry == (1, 1)
    with pytest.raises(InputError, match="more than 100 digits") as vector:
        read_vector([1, entry], "the vector")
    assert vector.value.diagnostics[0].entry == (1,)
    with pytest.raises(InputError, match="more than 100 digits") as space:
        refuse_unprintable([[1, 2], [3, entry]])
    assert space.value.diagnostics[0].entry == (1, 1)


@pytest.mark.parametrize("value", [[[1] * 60], [[1]] * 60, [[[1] * 31]]])
def test_a_list_larger_than_a_page_is_told(value: object) -> None:
    with pytest.raises(InputError, match="at most 30"):
        refuse_unprintable(value)


def test_what_fits_is_taken() -> None:
    number = 10**99
    assert read_matrix([[number, f"1/{number}"], [0.1, "sqrt(2)"]])[0][0] == number
    refuse_unprintable([[number] * 30] * 30)
    refuse_unprintable("span{(1, 2), (3, 4)}")


@pytest.mark.parametrize(
    "entry", ["e^e^e^e", "e^e^e^e^e", "exp(-e^e^e)", "pi^(pi^(pi^pi))", "cosh(1000)", "e^400*e^400"]
)
def test_a_value_beyond_the_floating_point_numbers_is_told(entry: str) -> None:
    with pytest.raises(InputError, match=r"a number beyond 10\^300"):
        read_matrix([[1, 2], [3, entry]])


def test_ordinary_powers_are_taken() -> None:
    assert read_matrix([["e^30", "sqrt(2)^sqrt(2)"], ["log(2)", "pi^-3"]])
