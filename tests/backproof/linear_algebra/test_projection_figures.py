"""Figures of projections: they are proofread, and a moved arrow or a missing line is noticed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from backproof.kinds.projection import onto
from backproof.proofreading.figures.projections import judge
from backproof.proofreading.formulas import Picture
from tests.backproof.linear_algebra.exercises import solve

CASES: list[tuple[list[list[int]], list[int]]] = [
    ([[1, 2]], [3, 1]),
    ([[1, -1]], [2, 2]),
    ([[1, -1]], [-2, 2]),
    ([[1, 2, 2]], [4, 1, 1]),
    ([[1, 1, 0], [0, 1, 1]], [3, 1, 2]),
    ([[1, 1, 0], [2, 2, 0]], [3, 1, -2]),
]


def drawn(vectors: list[list[int]], target: list[int]) -> tuple[dict[str, Any], str]:
    """The claim of a projection and its figure, with the projection as the claim states it."""
    claim: dict[str, Any] = dict(solve("projection", vectors=vectors, target=target).claims[0].data)
    nearest = claim["cases"][0]["found"]["p"].strip("[]").split(", ")
    pivots = [0] if len(vectors) == 1 or vectors[1][0] == 2 else [0, 1]
    return claim, onto.draw(vectors, pivots, target, nearest)


def messages(claim: dict[str, Any], latex: str) -> list[str]:
    return [fault.message for fault in judge(claim, Picture(1, "q1a", 0, latex))]


@pytest.mark.parametrize(("vectors", "target"), CASES)
def test_the_figure_shows_the_projection(vectors: list[list[int]], target: list[int]) -> None:
    assert messages(*drawn(vectors, target)) == []


@pytest.mark.parametrize(("vectors", "target"), CASES)
def test_a_figure_of_another_vector_is_noticed(vectors: list[list[int]], target: list[int]) -> None:
    claim, _ = drawn(vectors, target)
    _, other = drawn(vectors, [target[0] + 1, *target[1:]])
    assert messages(claim, other)


def test_a_missing_line_is_noticed() -> None:
    claim, latex = drawn([[1, 2]], [3, 1])
    lines = [line for line in latex.splitlines() if "hidden" not in line]
    assert len(lines) < len(latex.splitlines())
    assert "figure: no line is drawn between y and p" in messages(claim, "\n".join(lines))


def test_exchanged_names_are_noticed() -> None:
    claim, latex = drawn([[1, 2]], [3, 1])
    exchanged = re.sub(r"\$([yp])\$", lambda found: "$p$" if found[1] == "y" else "$y$", latex)
    assert exchanged != latex
    assert messages(claim, exchanged)
