"""Projections on hyperplanes and orthants, which have shorter words than their equations, by numpy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, rows


def projected(**asked: Any) -> Any:
    found = answer("set_projection", **asked)
    assert not doubts(found)
    assert not faults({"kind": "set_projection", **asked})
    return np.array([float(Fraction(x)) for x in rows(found)[0]["value"]])


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("point", "normal", "offset"), [([1, 5], [1, 2], 3), ([1, 2, 3], [1, -1, 2], 0), ([2, 0], [1, 1], 2)]
)
def test_a_hyperplane(point: list[int], normal: list[int], offset: int) -> None:
    y, a = np.array(point), np.array(normal)
    wanted = y - (a @ y - offset) / (a @ a) * a
    assert np.allclose(projected(set="hyperplane", point=point, normal=normal, offset=offset), wanted)


@pytest.mark.parametrize("point", [[-1, 2, -3], [0, 0], [4]])
def test_the_orthant(point: list[int]) -> None:
    assert np.allclose(projected(set="orthant", point=point), np.maximum(point, 0))


def test_a_hyperplane_without_its_normal_is_told() -> None:
    with pytest.raises(InputError, match="needs 'normal'"):
        answer("set_projection", set="hyperplane", point=[1, 2], offset=1)
