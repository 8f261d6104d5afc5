"""Convexity of formulas in matrices: known functions, held against CVXPY's rules, and planted faults."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, with_claim

SHAPES = {
    **{"x": "n", "A": "m,n", "b": "m", "P": "n,n", "Q": "n,n", "a": "n", "c": "n", "y": "m", "t": ""},
    **{"X": "n,n", "lam": "", "eta": "", "d": ""},
}
PROPERTIES = {"P": "positive semidefinite", "X": "positive definite", "lam": "positive", "eta": "nonnegative"}
CONVEX = [
    ("norm(A @ x - b)**2 + lam*norm1(x)", "x"),
    ("x.T @ P @ x/2 + c.T @ x", "x"),
    ("norm(A @ x - b)**2 + eta*norm(x)**2", "x"),
    ("mean(log(1 + exp(-y * (A @ x))))", "x"),
    ("sum(maximum(1 - y * (A @ x), 0))", "x"),
    ("log(sum(exp(A @ x + b)))", "x"),
    ("-sum(log(b - A @ x))", "x"),
    ("norm(x)**2/t", "x,t"),
    ("x.T @ inv(X) @ x", "x,X"),
    ("-logdet(X) + tr(P @ X)", "X"),
    ("tr(P @ X) - log(det(X))", "X"),
    ("tr(inv(X))", "X"),
    ("max(abs(x))", "x"),
    ("maximum(norm(x)**2, c.T @ x)", "x"),
    ("sum(x * log(x))", "x"),
    ("sqrt(1 + norm(x)**2)", "x"),
    ("1/(c.T @ x + d)", "x"),
    ("sum(softplus(A @ x))", "x"),
    ("maximum(0, 1 - c.T @ x)**2", "x"),
    ("exp(norm(A @ x)**2)", "x"),
    ("tr(X @ P @ X)", "X"),
]
NEITHER = [
    ("x.T @ Q @ x", "x"),
    ("norm(x) - norm(A @ x)", "x"),
    ("sqrt(norm(x))", "x"),
    ("log(1 + norm(x)**2)", "x"),
    ("sum(x**3)", "x"),
    ("t*norm(x)**2", "x,t"),
    ("det(X)", "X"),
    ("a.T @ x*(c.T @ x)", "x"),
]


def part(definition: str, wrt: str) -> dict[str, Any]:
    used = set(re.findall(r"[A-Za-z]\w*", definition))
    return {
        "definition": definition,
        "wrt": wrt.split(","),
        "shapes": {name: shape for name, shape in SHAPES.items() if name in used},
        "properties": {name: words for name, words in PROPERTIES.items() if name in used},
    }


@pytest.mark.sample(1)
@pytest.mark.parametrize(("definition", "wrt"), CONVEX, ids=[text for text, _ in CONVEX])
def test_convex_formulas_are_proved_and_printed(definition: str, wrt: str) -> None:
    given = part(definition, wrt)
    found = answer("matrix_convexity", **given)
    assert found.text.startswith("f: convex")
    assert not doubts(found)
    assert not faults({"kind": "matrix_convexity", **given})


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("-x.T @ Q @ x", "f: concave; f: strongly concave"),
        ("-2*x.T @ Q @ x/3 + c.T @ x", "f: concave; f: strongly concave"),
        ("x.T @ Q @ (-x)", "f: concave; f: strongly concave"),
        ("x.T @ (-Q) @ x", "f: concave; f: strongly concave"),
        ("(-x).T @ Q @ (-x)", "f: convex; f: strongly convex"),
        ("-(x - c).T @ (x - c)", "f: concave; f: strongly concave; m = 2 (modulus)"),
        ("-lam*x.T @ P @ x", "f: concave; f: not strictly concave in general"),
        ("-x.T @ A.T @ A @ x", "f: concave; f: not strictly concave in general"),
        ("log(1 - x.T @ Q @ x)", "f: concave; f: strictly concave"),
        ("tr(-x @ x.T)", "f: concave; f: strictly concave"),
    ],
)
def test_the_sign_of_a_form_is_seen_wherever_it_stands(definition: str, said: str) -> None:
    given = part(definition, "x")
    if "Q" in given["shapes"]:
        given["properties"]["Q"] = "positive definite"
    found = answer("matrix_convexity", **given)
    assert found.text == said
    assert not doubts(found)
    assert not faults({"kind": "matrix_convexity", **given})


@pytest.mark.parametrize(("definition", "wrt"), NEITHER, ids=[text for text, _ in NEITHER])
def test_others_are_refuted_by_segments(definition: str, wrt: str) -> None:
    found = answer("matrix_convexity", **part(definition, wrt))
    assert found.text == "f: neither convex nor concave"
    assert not doubts(found)


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("norm(A @ x - b)**2 + lam/2*norm(x - c)**2", "strongly convex; m = lam (modulus)"),
        ("sum(exp(x)) + norm1(x)", "strictly convex"),
        ("sum(sqrt(x))", "strictly concave"),
        ("norm(A @ x - b)**2", "not strictly convex in general"),
        ("log(sum(exp(x)))", "not strictly convex in general"),
    ],
)
def test_strict_and_strong_convexity_is_told(definition: str, said: str) -> None:
    assert said in answer("matrix_convexity", **part(definition, "x")).text


@pytest.mark.parametrize(
    ("definition", "wrt", "said"),
    [
        ("exp(norm(x)**2)", "x", "strictly convex"),
        ("norm(x)**3", "x", "strictly convex"),
        ("sqrt(1 + norm(x)**2)", "x", "strictly convex"),
        ("-log(1 - norm(x)**2)", "x", "strictly convex"),
        ("1/sqrt(1 - norm(x)**2)", "x", "strictly convex"),
        ("tr(inv(X))", "X", "strictly convex"),
        ("tr(X.T @ S @ X)", "X", "strictly convex"),
        ("sum(log(1 + exp(x)))", "x", "strictly convex"),
        ("norm(x)**2 + norm(y)**2", "xy", "strictly convex"),
        ("norm(x - y)**2 + norm(x + y)**2/3", "xy", "strictly convex"),
        ("abs(s - t)**3 + exp(s)", "st", "strictly convex"),
        # Nothing bends along x = y, across the diagonal, or where c is 0.
        ("norm(x - y)**2 + norm(2*x - 2*y)**2", "xy", "not strictly convex in general"),
        ("tr(exp(X))", "X", "not strictly convex in general"),
        ("c*(x.T @ x)", "x", ""),
        ("exp(x.T @ P @ x)", "x", "not strictly convex in general"),
        ("log(exp(s) + exp(t))", "st", "not strictly convex"),
        ("maximum(s, t)", "st", "not strictly convex"),
    ],
)
def test_strictness_follows_from_the_parts(definition: str, wrt: str, said: str) -> None:
    shapes = {"x": "n", "y": "n", "X": "n,n", "S": "n,n", "P": "n,n", "s": "", "t": "", "c": ""}
    properties = dict(zip("SPcX", ("definite", "semidefinite", "nonnegative", "definite"), strict=True))
    properties = {n: word if n == "c" else f"positive {word}" for n, word in properties.items()}
    used = {name: shape for name, shape in shapes.items() if re.search(rf"\b{name}\b", definition)}
    if definition in ("tr(exp(X))", "tr(X.T @ S @ X)"):
        properties.pop("X")
    given = {"definition": definition, "wrt": list(wrt), "shapes": used}
    given["properties"] = {name: word for name, word in properties.items() if name in used}
    found = answer("matrix_convexity", **given)
    assert found.text == "; ".join(("f: convex", *([f"f: {said}"] if said else [])))
    assert not doubts(found)
    assert not faults({"kind": "matrix_convexity", **given})


def test_another_strictness_in_print_is_a_fault() -> None:
    given = {"definition": "norm(x - y)**2 + norm(x)**2", "wrt": ["x", "y"], "shapes": {"x": "n", "y": "n"}}
    text, solutions = page({"kind": "matrix_convexity", **given})
    assert not judged(text, solutions)
    assert judged(text.replace("is strictly convex, and all", "is strictly concave, and all"), solutions)
    assert judged(text.replace("x - y,\\, x$ is not constant", "x + y,\\, x$ is not constant"), solutions)


def test_the_domain_is_stated_and_none_is_made_up() -> None:
    text, _ = page({"kind": "matrix_convexity", **part("-sum(log(b - A @ x))", "x")})
    assert "where $b - A x > 0$" in text
    # Where a convex part is not negative need not be convex: no rule may restrict the domain to it.
    with pytest.raises(InputError):
        answer("matrix_convexity", **part("(norm(x)**2 - 1)**(3/2)", "x"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"wrt": ["z"]}, "no variable 'z'"),
        ({"wrt": []}, "there is no variable"),
        ({"definition": "A @ x"}, "this is no number"),
        ({"definition": "x.T @ Q @ x", "wrt": ["Q"], "properties": {"Q": "orthogonal"}}, "no convex set"),
    ],
)
def test_what_is_no_such_question_is_told(changes: dict[str, Any], message: str) -> None:
    given = {"definition": "norm(A @ x)", "wrt": ["x"], "shapes": {"A": "n,n", "x": "n", "Q": "n,n"}}
    with pytest.raises(InputError) as raised:
        answer("matrix_convexity", **{**given, **changes})
    assert message in str(raised.value)


def test_another_verdict_is_in_doubt() -> None:
    found = answer("matrix_convexity", **part("norm(A @ x - b)**2 + lam*norm(x)**2", "x"))
    data: Any = found.claims[0].data
    for old, new in (("convex", "concave"), ("2*lam", "3*lam")):
        results = [{k: _turned(v, old, new) for k, v in row.items()} for row in data["results"]]
        nodes = [[text, _turned(kind, old, new)] for text, kind in data["nodes"]]
        changed = with_claim(
            found, results=results, nodes=nodes, curvature=_turned(data["curvature"], old, new)
        )
        changed = replace(changed, text=found.text.replace(old, new))
        assert any(said.startswith("IN DOUBT") for said in doubts(changed)), new


def _turned(value: Any, old: str, new: str) -> Any:
    return value.replace(old, new) if isinstance(value, str) else value


def test_another_segment_is_in_doubt() -> None:
    found = answer("matrix_convexity", **part("norm(x) - norm(A @ x)", "x"))
    data: Any = found.claims[0].data
    above, below = data["witnesses"]["above"], data["witnesses"]["below"]
    for witnesses in ({"above": above}, {"above": below, "below": above}):
        changed = with_claim(found, witnesses=witnesses)
        assert any(said.startswith("IN DOUBT") for said in doubts(changed))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\lVert A x - b \rVert^{2}$ is", r"\lVert A x + b \rVert^{2}$ is"),
        (r"\text{ is convex}", r"\text{ is concave}"),
        (r"m = 2 \lambda", r"m = \lambda"),
        (r"m &= 2 \lambda", r"m &= \lambda"),
    ],
)
def test_a_wrong_part_on_the_page_is_found(right: str, wrong: str) -> None:
    given = part("norm(A @ x - b)**2 + lam*norm(x)**2", "x")
    text, solutions = page({"kind": "matrix_convexity", **given})
    assert right in text
    assert judged(text.replace(right, wrong, 1), solutions)


def test_what_cvxpy_finds_convex_is_found_and_no_segment_refutes_what_is_found() -> None:
    cvxpy = pytest.importorskip("cvxpy")
    rng, found = random.Random(9), {True: 0, False: 0}
    for _ in range(40):
        text = _formula(rng, 3)
        expected = _as_cvxpy(cvxpy, text)
        try:
            said = answer("matrix_convexity", **part(text, "x")).text
        except InputError:
            said = "undecided"
        if expected.is_dcp():
            word = "affine" if expected.is_affine() else "convex" if expected.is_convex() else "concave"
            assert said.startswith((f"f: {word}", "f: affine")), (text, said)
        found[expected.is_dcp()] += 1
    assert min(found.values()) > 3


def _formula(rng: random.Random, depth: int) -> str:
    """A random formula with one value, of x and constants."""
    inner = ["A @ x - b", "x", "2*x - c", "A @ x"]
    if depth == 0:
        return rng.choice(["c.T @ x", "norm(A @ x - b)", "lse(x)", "max(x)", "norm1(x - c)", "sum(x)"])
    one, two = _formula(rng, depth - 1), _formula(rng, rng.randrange(depth))
    return rng.choice(
        [
            f"({one}) + {rng.choice(['2', '3', 'lam'])}*({two})",
            f"({one}) - ({two})",
            f"exp({one})",
            f"maximum({one}, {two})",
            f"norm({rng.choice(inner)})**2 + ({one})",
            f"-({one})",
        ]
    )


def _as_cvxpy(cvxpy: Any, text: str) -> Any:
    """The formula in CVXPY's own functions."""
    rng = np.random.default_rng(1)
    names: Mapping[str, Any] = {
        "x": cvxpy.Variable((3, 1)),
        "A": rng.standard_normal((4, 3)),
        "b": rng.standard_normal((4, 1)),
        "c": rng.standard_normal((3, 1)),
        "lam": 1.5,
        "norm": lambda x: cvxpy.norm(x, "fro"),
        "norm1": lambda x: cvxpy.sum(cvxpy.abs(x)),
        "lse": cvxpy.log_sum_exp,
        "max": cvxpy.max,
        "sum": cvxpy.sum,
        "exp": cvxpy.exp,
        "maximum": cvxpy.maximum,
    }
    return eval(text, {"__builtins__": {}}, dict(names))
