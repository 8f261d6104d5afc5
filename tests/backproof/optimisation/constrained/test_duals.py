"""Duals of quadratic programs, held against numpy's minimum of the Lagrangian and scipy's optimum."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from scipy import optimize

from backproof.answer import Answer
from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, rows, with_claim

# H and c of x'Hx/2 + c'x; rows G with right sides h of G x <= h; rows A with right sides b of A x = b.
PROGRAMS: tuple[tuple[Any, Any, Any, Any, Any, Any], ...] = (
    ([[2, 0], [0, 2]], [-2, 0], [[-1, -1]], [-2], [[1, -1]], [1]),
    ([[2]], [0], [[-1]], [-1], [], []),
    ([[2, 0], [0, 2]], [-2, -4], [[1, 0], [0, 1], [1, 1]], [0, 1, 5], [], []),
    ([[2, 1, 0], [1, 2, 0], [0, 0, 2]], [0, 0, 0], [[1, 0, -1]], [1], [[1, 1, 1]], [3]),
    ([[1, -1], [-1, 2]], [0, 3], [[-1, -2], [3, -1], [-1, 0], [0, -1]], [-1, 4, 0, 0], [], []),
    ([[2, 0], [0, 2]], [0, 0], [[1, 1]], [3], [], []),
)


def part_of(h: Any, c: Any, g: Any, right: Any, a: Any, b: Any) -> dict[str, Any]:
    names = [f"x{i + 1}" for i in range(len(c))]

    def linear(row: Any) -> str:
        return " + ".join(f"({x})*{n}" for x, n in zip(row, names, strict=True))

    form = " + ".join(
        f"({h[i][j]})*{names[i]}*{names[j]}/2" for i in range(len(c)) for j in range(len(c)) if h[i][j]
    )
    rows_ = [f"{linear(row)} <= {x}" for row, x in zip(g, right, strict=True)]
    rows_ += [f"{linear(row)} == {x}" for row, x in zip(a, b, strict=True)]
    return {"objective": f"{form} + {linear(c)}", "constraints": rows_}


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_dual_is_the_least_lagrangian_and_both_optima_agree(program: Any) -> None:
    h, c, g, right, a, b = (np.array(x, dtype=float) for x in program)
    asked = part_of(*program)
    found = answer("dual", **asked)
    dual, point, multipliers, p, d = (row["value"] for row in rows(found))
    names: Any = found.claims[0].data["symbols"]
    rng, size = np.random.default_rng(5), len(c)
    whole, sides = np.vstack([x.reshape(-1, size) for x in (g, a)]), np.concatenate([right, b])
    for _ in range(10):
        m = rng.normal(0, 2, len(names))
        m[: len(g)] = abs(m[: len(g)])
        slope = c + whole.T @ m
        least = -slope @ np.linalg.solve(h, slope) / 2 - m @ sides
        assert np.isclose(eval(dual, dict(zip(names, m, strict=True))), least)
    bounds = [{"type": "ineq", "fun": lambda x, r=r, s=s: s - r @ x} for r, s in zip(g, right, strict=True)]
    bounds += [{"type": "eq", "fun": lambda x, r=r, s=s: r @ x - s} for r, s in zip(a, b, strict=True)]
    best = optimize.minimize(lambda x: x @ h @ x / 2 + c @ x, np.ones(size), constraints=bounds, tol=1e-12)
    assert np.isclose(eval(p), best.fun, atol=1e-6)
    assert eval(p) == eval(d)
    assert np.allclose([eval(x) for x in point], best.x, atol=1e-4)
    assert all(eval(x) >= 0 for x in multipliers[: len(g)])
    assert not doubts(found)
    assert not faults({"kind": "dual", **asked})


@pytest.mark.sample(1)
@pytest.mark.parametrize("program", PROGRAMS[:3])
def test_a_largest_value_has_the_negative_dual_of_the_least_one_of_its_negative(program: Any) -> None:
    asked = part_of(*program)
    turned = {**asked, "sense": "max", "objective": f"-({asked['objective']})"}
    least, largest = answer("dual", **asked), answer("dual", **turned)
    rng, names = np.random.default_rng(3), rows(least) and least.claims[0].data["symbols"]
    for _ in range(5):
        at: Any = dict(zip(names, rng.normal(0, 1, len(names)), strict=True))
        assert np.isclose(eval(rows(least)[0]["value"], dict(at)), -eval(rows(largest)[0]["value"], dict(at)))
    assert [row["value"] for row in rows(least)[1:3]] == [row["value"] for row in rows(largest)[1:3]]
    assert (
        eval(rows(largest)[3]["value"]) == eval(rows(largest)[4]["value"]) == -eval(rows(least)[3]["value"])
    )
    assert not doubts(largest)
    assert doubts(with_claim(largest, sense="min"))
    assert not faults({"kind": "dual", **turned})


# Quadratic constraints, with the optimum by hand; a linear function has no least value at a multiplier of 0.
ROUND: tuple[tuple[dict[str, Any], Any, list[float]], ...] = (
    ({"objective": "x + y", "constraints": ["x**2 + y**2 <= 1"]}, -np.sqrt(2), [-np.sqrt(0.5)] * 2),
    ({"objective": "x**2 + 1", "constraints": ["(x - 2)*(x - 4) <= 0"]}, 5, [2]),
    ({"objective": "(x-3)**2 + y**2", "constraints": ["x**2 + y**2 <= 1", "x + y >= 1/2"]}, 4, [1, 0]),
    ({"sense": "max", "objective": "3*x + 4*y", "constraints": ["x**2 + y**2 <= 4"]}, 10, [1.2, 1.6]),
    ({"sense": "max", "objective": "x - y**2", "constraints": ["x**2 <= 4", "y >= 1"]}, 1, [2, 1]),
)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("asked", "optimum", "where"), ROUND)
def test_quadratic_constraints_bend_the_lagrangian(asked: dict[str, Any], optimum: Any, where: Any) -> None:
    found = answer("dual", **asked)
    dual, point, multipliers, p, d = (row["value"] for row in rows(found))
    claim: Any = found.claims[0].data
    known = {"sqrt": np.sqrt}
    assert np.isclose(eval(p, known), optimum)
    assert np.isclose(eval(d, known), optimum)
    assert np.allclose([eval(x, known) for x in point], where)
    own = {name: eval(x, known) for name, x in zip(claim["symbols"], multipliers, strict=True)}
    assert np.isclose(eval(dual, {**own, **known}), optimum)
    for factor in (0.5, 2):
        other = {name: factor * x + 0.1 for name, x in own.items()}
        gap = (eval(dual, dict(other)) - optimum) * (-1 if "sense" in asked else 1)
        assert gap <= 0
    assert not doubts(found)
    assert not faults({"kind": "dual", **asked})


# Sums of convex functions of one variable, with their domain, affine constraints g <= 0 and a start.
SEPARABLE: tuple[tuple[str, str, list[str], list[float]], ...] = (
    ("min", "exp(x)", ["1 - x"], [2]),
    ("min", "-log(x) - log(y)", ["x + y - 2"], [0.5, 0.5]),
    ("min", "x*log(x) + y*log(y)", ["1 - x - y"], [0.3, 1]),
    ("min", "x**4 + y**2", ["1 - x", "2 - y"], [2, 2]),
    ("min", "exp(x) - 2*x", ["3 - x"], [4]),
    ("min", "log(1 + exp(x))", ["-x"], [1]),
    ("min", "-sqrt(1 - x**2)", ["1/2 - x"], [0.7]),
    ("max", "sqrt(x) + sqrt(y)", ["x + y - 2"], [0.5, 0.5]),
    ("max", "log(x) + log(y)", ["x + 2*y - 4"], [0.5, 0.5]),
)


@pytest.mark.parametrize(("sense", "f", "sides", "start"), SEPARABLE, ids=[item[1] for item in SEPARABLE])
def test_a_sum_of_functions_of_one_variable_has_its_dual(
    sense: str, f: str, sides: list[str], start: list[float]
) -> None:
    asked = {"sense": sense, "objective": f, "constraints": [f"{g} <= 0" for g in sides]}
    found = answer("dual", **asked)
    claim: Any = found.claims[0].data
    dual, point, multipliers, p, d = (row["value"] for row in rows(found)[:5])
    known = {name: getattr(np, name) for name in ("exp", "log", "sqrt")} | {"e": np.e}
    side, names = 1 if sense == "min" else -1, claim["variables"]

    def value(text: str, x: Any, names: Any = names) -> Any:
        with np.errstate(all="ignore"):
            return eval(text, {**known, **dict(zip(names, x, strict=True))})

    best = optimize.minimize(
        lambda x: side * value(f, x),
        start,
        constraints=[{"type": "ineq", "fun": lambda x, g=g: -value(g, x)} for g in sides],
        bounds=[(-0.999 if "1 - x**2" in f else 1e-9 if "log(x)" in f or "(x)" in f[:7] else None, None)]
        * len(start),
    )
    assert np.isclose(eval(p, known), side * best.fun, atol=1e-5)
    assert np.isclose(eval(d, known), eval(p, known))
    own = [eval(m, known) for m in multipliers]
    for factor in (0.5, 0.8, 1.1):
        m = [factor * x for x in own]
        inner = optimize.minimize(
            lambda x, m=m: side * value(f, x) + sum(k * value(g, x) for k, g in zip(m, sides, strict=True)),
            [eval(x, known) for x in point],
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-12},
        )
        assert np.isclose(value(dual, m, claim["symbols"]), side * inner.fun, atol=1e-6)
    assert not doubts(found)
    assert not faults({"kind": "dual", **asked})
    assert any("IN DOUBT" in said for said in doubts(altered(found, 0, f"{dual} + 1/100")))


def altered(found: Answer, place: int, value: Any) -> Answer:
    results: Any = copy.deepcopy(found.claims[0].data["results"])
    results[place]["value"] = value
    return with_claim(found, results=results)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "-mu**2/4 + 2*mu"), (0, "mu - mu**2/2"), (1, ["2"]), (1, ["1/2"]), (2, ["1"]), (3, "2"), (4, "1/2")],
)
def test_another_dual_point_or_value_is_in_doubt(place: int, value: Any) -> None:
    found = answer("dual", objective="x**2", constraints=["x >= 1"])
    assert not doubts(found)
    bad = altered(found, place, value)
    said = [row["value"] for row in rows(bad)]
    shown = [f"[{', '.join(x)}]" if isinstance(x, list) else x for x in said]
    text = "; ".join(
        f"{row['key']} = {x}" + (f" ({row['word']})" if row["word"] else "")
        for row, x in zip(rows(bad), shown, strict=True)
    )
    object.__setattr__(bad, "text", text)
    assert any("IN DOUBT" in doubt for doubt in doubts(bad))


@pytest.mark.parametrize(
    ("objective", "constraints", "told"),
    [
        ("x", ["x >= 1"], "no quadratic function"),
        ("x**2 - y**2", ["x + y >= 1"], "no quadratic function"),
        ("x**2", [], "no constraint"),
        ("x**2", ["x >= 1", "x <= 0"], "no single optimal point"),
        ("x**2 + y**2", ["x*y >= 1"], "not linear"),
        ("x**2 + y**2", ["x**2 + y**2 >= 1"], "not linear"),
        ("x**2 + y**2", ["x**2 == 1"], "not linear"),
        ("x", ["x**2 <= 0"], "no single optimal point"),
    ],
)
def test_what_has_no_such_dual_is_told(objective: str, constraints: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        answer("dual", objective=objective, constraints=constraints)


# Support vectors in one and two dimensions, with and without slack; a distance of half-lines.
FLAT: tuple[tuple[dict[str, Any], float], ...] = (
    ({"objective": "w**2/2", "constraints": ["w + b >= 1", "w - b >= 1"]}, 0.5),
    ({"objective": "(w1**2 + w2**2)/2", "constraints": ["2*w1 + w2 + b >= 1", "-(w1 + b) >= 1"]}, 1),
    ({"objective": "x**2/2 + 2*s", "constraints": ["s >= 1 - x", "s >= 0"]}, 0.5),
    ({"objective": "(x - y)**2", "constraints": ["x >= 1", "y <= 0"]}, 1),
    ({"objective": "(x + y + z)**2 - x", "constraints": ["x <= 1", "y == z", "y >= 0"]}, -0.25),
)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("asked", "optimum"), FLAT)
def test_directions_without_curvature_restrict_the_multipliers(asked: dict[str, Any], optimum: float) -> None:
    found = answer("dual", **asked)
    dual, point, multipliers, p, d, *slopes = (row["value"] for row in rows(found))
    claim: Any = found.claims[0].data
    assert slopes
    assert eval(p) == eval(d) == optimum
    at = dict(zip(claim["symbols"], map(eval, multipliers), strict=True))
    assert not any(eval(slope, dict(at)) for slope in slopes)
    sides = [*claim["inequalities"], *claim["equations"]]
    whole = " + ".join(
        [f"({claim['f']})", *(f"{s}*({g})" for s, g in zip(claim["symbols"], sides, strict=True))]
    )
    near = np.random.default_rng(1).normal(0, 2, (50, len(point))) + list(map(eval, point))
    least = min(eval(whole, {**at, **dict(zip(claim["variables"], x, strict=True))}) for x in near)
    assert least > eval(dual, dict(at)) - 1e-9
    assert not doubts(found)
    assert not faults({"kind": "dual", **asked})


def test_a_condition_on_multipliers_that_is_gone_or_another_is_in_doubt() -> None:
    found = answer("dual", **FLAT[1][0])
    assert doubts(with_claim(found, slopes=[], directions=[], results=found.claims[0].data["results"][:5]))
    assert doubts(altered(found, 5, "mu1 + mu2"))
    results: Any = copy.deepcopy(found.claims[0].data["results"])
    results[5]["value"] = "mu1 + mu2"
    assert doubts(with_claim(found, results=results, slopes=["mu1 + mu2"]))
