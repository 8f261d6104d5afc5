"""Figures of projections and fits: they are proofread, and what is moved or missing is noticed."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest

from backproof.kinds.eigenvalues import part as eigenvalues
from backproof.kinds.eigenvalues import plane_map
from backproof.kinds.least_squares import fit
from backproof.kinds.projection import onto
from backproof.proofreading.figures import fits, plane_maps
from backproof.proofreading.figures.projections import judge
from backproof.proofreading.formulas import Picture
from backproof.terms.lone import part_of
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


FITS: list[tuple[list[int], list[int]]] = [
    ([-1, 0, 1, 2], [1, 2, 2, 4]),
    ([0, 1], [3, 3]),
    ([1, 3, 3, 100], [-1, -2, 5, 3]),
    ([1000, 1001, 1003], [2, 4, 3]),
]


def fitted(at: list[int], values: list[int], move: int = 0) -> tuple[dict[str, Any], str]:
    """The claim of a fit, and the figure of its line with the last value moved."""
    answer = solve("least_squares", matrix=[[1, t] for t in at], right_side=values)
    claim: dict[str, Any] = dict(answer.claims[0].data)
    intercept, slope = map(Fraction, claim["cases"][0]["found"]["x"].strip("[]").split(", "))
    shown = [*values[:-1], values[-1] + move]
    pairs = [(Fraction(t), Fraction(b)) for t, b in zip(at, shown, strict=True)]
    return claim, fit.draw(pairs, intercept, slope)


def told(claim: dict[str, Any], latex: str) -> list[str]:
    return [fault.message for fault in fits.judge(claim, Picture(1, "q1a", 0, latex))]


@pytest.mark.parametrize(("at", "values"), FITS)
def test_the_figure_shows_the_fit(at: list[int], values: list[int]) -> None:
    assert told(*fitted(at, values)) == []


@pytest.mark.parametrize(("at", "values"), FITS)
def test_a_moved_point_is_noticed(at: list[int], values: list[int]) -> None:
    assert "figure: a point of the data is missing" in told(*fitted(at, values, move=1))


@pytest.mark.parametrize(("at", "values"), FITS)
def test_another_line_is_noticed(at: list[int], values: list[int]) -> None:
    claim, _ = fitted(at, values)
    pairs = [(Fraction(t), Fraction(b)) for t, b in zip(at, values, strict=True)]
    other = fit.draw(pairs, sum(map(Fraction, values)) / len(values) + 1, Fraction(0))
    assert "figure: the line is not the line of best fit" in told(claim, other)


MAPS: list[list[list[int]]] = [
    [[2, 1], [1, 2]],
    [[1, 2], [0, 3]],
    [[0, 1], [1, 1]],
    [[1, 1], [0, 1]],
    [[-1, 0], [0, -1]],
    [[1, 2], [2, 4]],
]
NOT_DRAWN: list[list[list[Any]]] = [
    [[100, 1], [0, 1]],
    [["a", 1], [0, 1]],
    [[0, -1], [1, 0]],
    [[0, 0], [0, 0]],
    [["i", 0], [0, 1]],
]


def mapped(rows: list[list[int]]) -> tuple[dict[str, Any], str]:
    """The claim of eigenvalues, and the figure of the part."""
    part, term = part_of("eigenvalues", {"matrix": rows})
    solved = eigenvalues.solve(part, term)
    (figure,) = solved.figures
    return dict(solved.answer.claims[0].data), plane_map.draw(**figure.data)


def of_a_map(claim: dict[str, Any], latex: str) -> list[str]:
    return [fault.message for fault in plane_maps.judge(claim, Picture(1, "q1a", 0, latex))]


@pytest.mark.sample(1)
@pytest.mark.parametrize("rows", MAPS)
def test_the_figure_shows_the_map_of_the_plane(rows: list[list[int]]) -> None:
    assert of_a_map(*mapped(rows)) == []


@pytest.mark.slow
def test_a_figure_of_another_map_is_noticed() -> None:
    claims, pictures = zip(*map(mapped, MAPS), strict=True)
    for i, claim in enumerate(claims):
        assert all(of_a_map(claim, latex) for j, latex in enumerate(pictures) if i != j)


def test_exchanged_eigenvectors_are_noticed() -> None:
    claim, latex = mapped(MAPS[0])
    exchanged = re.sub(r"v_\{([12])\}", lambda found: f"v_{{{3 - int(found[1])}}}", latex)
    assert of_a_map(claim, exchanged)


def test_large_maps_and_those_with_symbols_have_no_figure() -> None:
    for rows in NOT_DRAWN:
        part, term = part_of("eigenvalues", {"matrix": rows})
        assert eigenvalues.solve(part, term).figures == ()
