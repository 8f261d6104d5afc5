"""The sets where functions are defined: found for one number, proved for a stated box, refused otherwise."""

from __future__ import annotations

import math

import pytest
import sympy

from backproof.optimisation.definedness import UndefinedError, box_of
from backproof.optimisation.functions import Function

OO = sympy.oo


@pytest.mark.sample(20)
@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("x**2 + exp(x)", (-OO, OO)),
        ("log(x)", (0, OO)),
        ("sqrt(2 - x)", (-OO, 2)),
        ("x**(3/2)", (0, OO)),
        ("-log(1 - x**2)", (-1, 1)),
        ("1/(1 + x**2)", (-OO, OO)),
        ("log(x)/(x + 1)", (0, OO)),
        ("log(1 + exp(x))", (-OO, OO)),
        ("abs(x)", (-OO, OO)),
    ],
)
def test_a_function_of_one_number_is_taken_where_it_is_defined(
    text: str, ends: tuple[object, object]
) -> None:
    f = Function(text, ("x",))
    assert box_of(f.value, f.symbols, [None]) == [ends]


@pytest.mark.sample(20)
@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("1/x", [None]),
        ("exp(1/x)", [None]),
        ("log(x**2)", [None]),
        ("tan(x)", [None]),
        ("log(x)", [(-1, 1)]),
        ("sqrt(x - 1)", [(0, OO)]),
        ("1/x", [(-1, 1)]),
        ("x**2/y", [None, None]),
        ("log(x**2 + y**2)", [None, None]),
        ("log(x - y)", [(0, OO), (0, OO)]),
    ],
)
def test_a_function_with_a_hole_in_its_domain_is_refused(text: str, stated: list[object]) -> None:
    f = Function(text, ("x", "y")[: len(stated)])
    with pytest.raises(UndefinedError):
        box_of(f.value, f.symbols, stated)  # type: ignore[arg-type]


@pytest.mark.sample(20)
@pytest.mark.parametrize(
    ("text", "stated", "at"),
    [
        ("x**2/y", [None, (0, OO)], (-3, 0.01)),
        ("log(x - 1)", [(1, OO)], (1.01,)),
        ("log(exp(x) + exp(y))", [None, None], (-9, -9)),
        ("x*log(x/y)", [(0, OO), (0, OO)], (0.1, 7)),
        ("sqrt(x*y)", [(0, OO), (0, OO)], (0.1, 7)),
        ("1/x", [(-OO, 0)], (-0.01,)),
        ("log(x**2 + y**2 + 1)", [None, None], (0, 0)),
    ],
)
def test_a_function_that_is_defined_on_a_box_is_accepted(
    text: str, stated: list[object], at: tuple[float, ...]
) -> None:
    f = Function(text, ("x", "y")[: len(stated)])
    box_of(f.value, f.symbols, stated)  # type: ignore[arg-type]
    names = dict(zip(f.names, at, strict=True)) | {"log": math.log, "exp": math.exp, "sqrt": math.sqrt}
    assert math.isfinite(eval(text, {}, names))
