"""Matrices beyond those that fit a line: their eliminations are written out, and their determinants exact."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from backproof.proofreading.linear.determinants import determinant
from backproof.terms.kinds import KINDS
from backproof.terms.lone import part_of


def solved(kind: str, rows: list[list[Any]]) -> Any:
    part, term = part_of(kind, {"matrix": rows})
    return import_module(KINDS[kind].part_solver).solve(part, term)


@pytest.mark.parametrize(("kind", "size"), [("inverse", 8), ("determinant", 11), ("four_subspaces", 11)])
def test_each_stage_of_a_large_elimination_has_its_matrix(kind: str, size: int) -> None:
    found = solved(kind, [[7 + i if i == j else int(i - j == 1) for j in range(size)] for i in range(size)])
    assert found.answer.passed
    details = found.answer.details
    lines = [*details.lines, *(line for outcome in details.outcomes for line in outcome.lines)]
    stages = [stage for line in lines for stage in line.stages]
    assert len(stages) > 1
    assert {len(stage.matrix) for stage in stages} == {size}


def test_determinants_are_exact_where_floating_point_is_not() -> None:
    singular = np.array([[(i * j * 7 + i + j * j) % 13 for i in range(11)] for j in range(11)], dtype=float)
    assert np.linalg.det(singular) != 0
    assert determinant(singular, ()) == 0
    hilbert = [[Fraction(1, i + j + 1) for i in range(10)] for j in range(10)]
    rounded = np.array(hilbert, dtype=float)
    assert determinant(rounded, [hilbert]) == pytest.approx(2.16417922643149e-53, rel=1e-12, abs=0)
    rounded[0, 0] += 1e-6
    assert determinant(rounded, [hilbert]) != pytest.approx(2.16417922643149e-53, rel=1e-6, abs=0)
    assert determinant(np.array([[0, 1], [1, 0.0]]), ()) == -1
