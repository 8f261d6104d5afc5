"""The value chosen for ReLU'(0): formula, derivation and code agree exactly with jax at kinks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from backproof.calculus import derive, derive_all, evaluate
from backproof.calculus.checking.kinks import at_kinks
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import RELU_DERIVATIVES, convention
from backproof.calculus.language.scalar_functions.user_functions import derivative_of
from backproof.diagnostic import InputError

jax = pytest.importorskip("jax")
jnp = jax.numpy

Values = Mapping[str, Any]
SETTINGS = tuple(RELU_DERIVATIVES)
SHAPES = {"x": "d", "y": "k", "p": "d", "W1": "p,d", "W2": "k,p", "S": "d,d", "b": "", "c": ""}
LENGTHS = {"d": 3, "k": 2, "p": 2, "": 1}
FUNCTIONS = (
    "phi(t) = (t + abs(t))/2",
    "leaky(s) = relu(s) - 0.01*relu(-s)",
    "hat(t) = relu(1 - abs(t))",
    "clipped(t) = relu(t) - relu(t - 2)",
)


def relu_of(setting: Fraction) -> Callable[[Any], Any]:
    """Return ReLU in jax with the given derivative at 0."""

    @jax.custom_jvp
    def relu(t: Any) -> Any:
        return jnp.maximum(t, 0.0)

    @relu.defjvp
    def _(primals: Any, tangents: Any) -> Any:
        (t,), (moved,) = primals, tangents
        return relu(t), moved * jnp.where(t > 0, 1.0, jnp.where(t == 0, float(setting), 0.0))

    return relu


@jax.custom_jvp
def absolute(t: Any) -> Any:
    return jnp.abs(t)


@absolute.defjvp
def _(primals: Any, tangents: Any) -> Any:
    (t,), (moved,) = primals, tangents
    return absolute(t), moved * jnp.sign(t)


def network(r: Any, _: Any, v: Values) -> Any:
    return jnp.sum((v["y"] - v["W2"] @ r(v["W1"] @ v["x"])) ** 2)


def unit(r: Any, _: Any, v: Values) -> Any:
    return jnp.sum(v["c"] * r(v["p"].T @ r(v["x"])))


def leaky(r: Any, _: Any, v: Values) -> Any:
    z = v["W1"] @ v["x"]
    return jnp.sum(r(z) - 0.01 * r(-z))


# The expression, the variable, and the same in jax, where r is ReLU and a is |.|.
CASES: dict[tuple[str, str], Callable[[Any, Any, Values], Any]] = {
    ("norm(y - W2 @ relu(W1 @ x))**2", "W1"): network,
    ("norm(y - W2 @ phi(W1 @ x))**2", "x"): network,
    ("c*phi(p.T @ phi(x))", "p"): unit,
    ("c*phi(p.T @ phi(x))", "x"): unit,
    ("sum(leaky(W1 @ x))", "x"): leaky,
    ("sum(hat(x))", "x"): lambda r, a, v: jnp.sum(r(1 - a(v["x"]))),
    ("p.T @ clipped(x)", "x"): lambda r, _, v: jnp.sum(v["p"] * (r(v["x"]) - r(v["x"] - 2))),
    ("norm1(relu(W1 @ x))", "x"): lambda r, a, v: jnp.sum(a(r(v["W1"] @ v["x"]))),
    ("sum(relu(relu(x) - p))", "x"): lambda r, _, v: jnp.sum(r(r(v["x"]) - v["p"])),
    ("sum(relu(x)**2)", "x"): lambda r, _, v: jnp.sum(r(v["x"]) ** 2),
    ("sum(relu(x)*exp(x))", "x"): lambda r, _, v: jnp.sum(r(v["x"]) * jnp.exp(v["x"])),
    ("relu(b*c) + abs(b)", "b"): lambda r, a, v: jnp.sum(r(v["b"] * v["c"]) + a(v["b"])),
    ("x.T @ relu(S @ relu(S @ x))", "S"): lambda r, _, v: jnp.sum(v["x"] * r(v["S"] @ r(v["S"] @ v["x"]))),
    ("norm1(p - relu(x))", "x"): lambda r, a, v: jnp.sum(a(v["p"] - r(v["x"]))),
    ("lse(relu(-x))", "x"): lambda r, _, v: jax.nn.logsumexp(r(-v["x"])),
}


def points_with_zeros(wrt: str) -> Iterator[Values]:
    """Yield points of small integers at which every product that can be 0 is 0 here and there."""
    generator = np.random.default_rng(5)
    for _ in range(12):
        shapes = {name: [LENGTHS[size] for size in shape.split(",")] for name, shape in SHAPES.items()}
        drawn = {name: generator.integers(-2, 3, (*shape, 1)[:2]) * 1.0 for name, shape in shapes.items()}
        yield drawn
        yield {**drawn, wrt: np.zeros_like(drawn[wrt])}


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} by {case[1]}")
def test_formula_and_code_follow_the_setting_at_zero(case: tuple[str, str], setting: Fraction) -> None:
    text, wrt = case
    whole = derive_all(text, [wrt], SHAPES, functions=FUNCTIONS, relu_at_zero=setting)
    found = whole[wrt]
    assert found.passed, found.checks
    code: dict[str, Any] = {"np": np}
    exec(found.numpy_source + whole.numpy_function("by_lines"), code)
    loss = CASES[case]
    with jax.enable_x64(True):
        slope = jax.grad(lambda moved, values: loss(relu_of(setting), absolute, {**values, wrt: moved}))
        for values in points_with_zeros(wrt):
            expected = np.asarray(slope(values[wrt], values))
            assert evaluate(found.gradient, values) == pytest.approx(expected, abs=1e-12)
            given = [values[name] for name in found.arguments]
            for name in ("derivative", "by_lines"):
                got = code[name](*(value.item() if value.size == 1 else value for value in given))
                assert np.asarray(got).reshape(expected.shape) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("setting", "other"), list(permutations(SETTINGS, 2)))
def test_another_settings_formula_fails_at_kinks(setting: Fraction, other: Fraction) -> None:
    """A formula for another setting is right away from 0 but fails at 0."""
    for text, wrt in [("norm(y - W2 @ relu(W1 @ x))**2", "W1"), ("sum(relu(x))", "x"), ("relu(b*c)", "b")]:
        mine, theirs = (derive(text, wrt, SHAPES, relu_at_zero=each) for each in (setting, other))
        (check,) = at_kinks(mine.expression, mine.variable, theirs.gradient, mine.kind)
        assert not check.passed
        (check,) = at_kinks(mine.expression, mine.variable, mine.gradient, mine.kind)
        assert check.passed


def test_an_existing_derivative_is_accepted_despite_the_chain_rule() -> None:
    """relu(x) - relu(-x) is x: its slope is 1, although the convention makes it 2 ReLU'(0)."""
    found = derive("sum(relu(x) - relu(-x))", "x", SHAPES, relu_at_zero=0)
    for claim in ("ones(d)", str(found.gradient)):
        (check,) = at_kinks(found.expression, found.variable, parse(claim, SHAPES), found.kind)
        assert check.passed
    (check,) = at_kinks(found.expression, found.variable, parse("2*ones(d)", SHAPES), found.kind)
    assert not check.passed


@pytest.mark.parametrize(
    ("text", "at_zero"),
    [
        ("f(t) = relu(t)", {0: 0, Fraction(1, 2): 0.5, 1: 1}),
        ("f(u) = u/2 + abs(u)/2", {0: 0, Fraction(1, 2): 0.5, 1: 1}),
        ("f(t) = relu(t) - 0.01*relu(-t)", {0: 0, Fraction(1, 2): 0.505, 1: 1.01}),
        ("f(t) = abs(t)", {0: 0, Fraction(1, 2): 0, 1: 0}),
        ("f(t) = relu(t)**2", {0: 0, Fraction(1, 2): 0, 1: 0}),
    ],
)
def test_a_functions_slope_at_zero_follows_and_is_said(text: str, at_zero: dict[Fraction, float]) -> None:
    for setting, expected in at_zero.items():
        found = derive("sum(f(x))", "x", SHAPES, functions=[text], relu_at_zero=setting)
        (function,) = {node.function for node in [found.expression.children[0]]}
        assert evaluate(derivative_of(function), {function.parameter: 0}).item() == expected
        said = [item.value for item in found.hypotheses if item.function in (function, None)]
        assert said == ([] if "**2" in text else [Fraction(str(expected))])


def test_names_of_several_gradients_share_the_setting() -> None:
    text = "z = W1 @ x; h = phi(z); c*sum(h)"
    found = derive_all(text, ["W1", "c"], SHAPES, functions=FUNCTIONS, relu_at_zero=0)
    assert found.program.passed
    assert all(step.check and step.check.passed for step in found.steps)
    assert [item.value for item in found.hypotheses] == [0]
    assert not found["c"].hypotheses


@pytest.mark.parametrize("wrong", [2, -1, "half", "1/0", "", None, 0.25, float("nan")])
def test_other_settings_are_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="cannot be taken as"):
        convention(wrong)
