"""Variables with several properties: values have all of them, and what follows from them is not refuted."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from backproof.answer import Answer
from backproof.calculus.checking.points.parametrised import worlds
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.identities.hypotheses.given import read_given
from backproof.calculus.language.expression import SQUARE_PROPERTIES
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import substitute, variables
from backproof.diagnostic import InputError
from backproof.kinds.show.part import solve
from backproof.proof import verify
from backproof.results.published import answer_data
from backproof.terms.lone import load_parts

TRUE = (
    ("norm(x)**2 - norm(A @ x)**2 == norm(x - A @ x)**2", ("A: symmetric", "A @ A == A")),
    ("norm(x)**2 - norm(A @ x)**2 == norm(x - A @ x)**2", ("A.T == A", "A: idempotent")),
    ("A @ A == eye(n)", ("A: symmetric, orthogonal",)),
    ("x.T @ A @ x >= 0", ("A: diagonal, positive definite",)),
    ("x.T @ A @ x >= 0", ("A: diagonal", "A: positive semidefinite")),
    ("x.T @ A @ x >= 0", ("A: idempotent", "A: symmetric")),
    ("A == eye(n)", ("A: orthogonal, positive definite",)),
    ("A == eye(n)", ("A: idempotent", "A: invertible")),
    ("A @ A == eye(n)", ("A: diagonal", "A: orthogonal")),
    ("tr(A) > 0", ("A: positive semidefinite, invertible",)),
    ("sum(x) >= 0", ("x: unit, nonnegative",)),
    ("sum(x) > 0", ("x: unit, positive",)),
)
FALSE = (
    ("norm(A @ x) == norm(x)", ("A: symmetric", "A: idempotent")),
    ("A == eye(n)", ("A: symmetric", "A: orthogonal")),
    ("det(A) == 1", ("A: diagonal, positive definite",)),
    ("sum(x) >= 2", ("x: unit, nonnegative",)),
    ("tr(A) == n", ("A: diagonal", "A: orthogonal")),
)


def answered(folder: Path, claim: str, given: tuple[str, ...]) -> Answer:
    file = folder / "part.toml"
    lines = (
        f"claim = {json.dumps(claim)}",
        f"given = {json.dumps(given)}",
        'shapes = { A = "n,n", x = "n" }',
    )
    file.write_text("\n".join(('kind = "show"', "points = 1", *lines)), encoding="utf-8")
    term, (part,) = load_parts(file)
    return solve(part, term).answer


@pytest.mark.slow
@pytest.mark.parametrize(("claim", "given"), TRUE)
def test_what_follows_from_properties_together_is_shown(
    tmp_path: Path, claim: str, given: tuple[str, ...]
) -> None:
    found = answered(tmp_path, claim, given)
    assert found.passed
    for item in found.claims:
        with np.errstate(all="ignore"):
            verdict = verify.judged(
                verify.CHECKS[item.kind], {"kind": item.kind, **item.data}, answer_data(found)
            )
        assert verdict[0] == "holds"


@pytest.mark.parametrize(("claim", "given"), FALSE)
def test_what_does_not_follow_is_refuted(tmp_path: Path, claim: str, given: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="does not hold"):
        answered(tmp_path, claim, given)


def misses(word: str, x: np.ndarray) -> bool:
    """The definition of a property, on a 3 by 3 matrix."""
    one, spectrum = np.eye(3), np.linalg.eigvalsh((x + x.T) / 2)
    wanted = {
        "symmetric": np.allclose(x, x.T),
        "skew-symmetric": np.allclose(x, -x.T),
        "orthogonal": np.allclose(x.T @ x, one) and np.allclose(x @ x.T, one),
        "projection": np.allclose(x @ x, x) and np.allclose(x, x.T),
        "idempotent": np.allclose(x @ x, x),
        "diagonal": np.allclose(x * (1 - one), 0),
        "positive definite": np.allclose(x, x.T) and spectrum[0] > 0,
        "positive semidefinite": np.allclose(x, x.T) and spectrum[0] > -1e-9,
        "invertible": abs(np.linalg.det(x)) > 1e-9,
    }
    return not wanted[word]


@pytest.mark.parametrize("words", [*combinations(SQUARE_PROPERTIES, 2)])
def test_any_two_properties_hold_together_or_are_refused(words: tuple[str, str]) -> None:
    try:
        read_given([f"A: {word}" for word in words], {"A": "n,n"}, {})
    except InputError as error:
        assert "no values of A are known" in str(error)
        return
    variable = parse("A", {"A": "n,n"}, {"A": words})
    for world in worlds([variable]):
        value, rng = substitute(variable, world), np.random.default_rng(8)
        drawn = {}
        for item in variables(value):
            shape = tuple({"n": 3}.get(str(size), size) for size in item.shape)
            g = rng.standard_normal(shape)
            g = g @ g.T + np.eye(3) if "positive definite" in item.properties else g
            g = g + g.T if "symmetric" in item.properties else g
            drawn[item.name] = abs(g) if "positive" in item.properties else g
        found = evaluate(value, drawn, {"n": 3})
        assert not [word for word in words if misses(word, found)]
