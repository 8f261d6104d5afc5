"""`python build.py derive`: what a user types, and what a terminal shows."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from backproof.commands.derive import command
from backproof.diagnostic import InputError

NETWORK = ["norm(y - W2 @ phi(W1 @ x))**2", "--wrt", "W1", "--define", "phi(t) = log(1 + exp(t))"]


def run(*arguments: str) -> Result:
    """The command's result; InputError comes through, as the command line expects."""
    result = CliRunner().invoke(command, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_text() -> None:
    """The formula, what was assumed, the numbered steps and the evidence."""
    result = run(*NETWORK)
    assert result.exit_code == 0
    assert "∂F/∂W₁ = −2(W₂ᵀ(y − W₂φ(W₁x)) ⊙ σ(W₁x))xᵀ" in result.output
    assert "x is a column vector" in result.output
    assert "7.  z̄ = h̄ ⊙ σ(z)" in result.output
    assert "Checked by complex step" in result.output


def test_given_shapes_are_not_announced() -> None:
    """Only what was inferred is said."""
    shapes = ["--shape", "y=k", "--shape", "W1=p,d", "--shape", "W2=k,p", "--shape", "x=d"]
    assert "assumed" not in run(*NETWORK, *shapes).output


def test_json() -> None:
    """All keys, and checks that passed."""
    data = json.loads(run(*NETWORK, "--format", "json").output)
    assert set(data) >= {"gradient", "kind", "shape", "latex", "numpy", "steps", "checks"}
    assert data["kind"] == "gradient"
    assert all(check["passed"] for check in data["checks"])


def test_latex_and_numpy() -> None:
    """Equations for paper, and a function that Python accepts."""
    assert r"\bar{r} &= 2 r" in run(*NETWORK, "--format", "latex").output
    compile(run(*NETWORK, "--format", "numpy").output, "derived", "exec")


def test_hessian_of_a_symmetric_form() -> None:
    """Order and property reach the engine."""
    result = run("x.T @ S @ x", "--wrt", "x", "--property", "S=symmetric", "--order", "2")
    assert "∂²F/∂x² = 2S" in result.output


@pytest.mark.parametrize(("setting", "gradient"), [("0", "relu(sign(x))"), ("1/2", "(ones(n) + sign(x))/2")])
def test_what_relu_is_given_at_zero(setting: str, gradient: str) -> None:
    """The formula follows, and the setting is said."""
    shape = ["--shape", "x=n", "--format", "json"]
    data = json.loads(run("sum(relu(x))", "--wrt", "x", "--relu-at-zero", setting, *shape).output)
    assert data["gradient"] == gradient
    assert f"ReLU'(0) is taken as {setting}" in data["assumptions"]
    assert "chain rule at kinks" in [check["method"] for check in data["checks"]]


def test_another_setting_is_refused() -> None:
    """One line: what was given, what may be."""
    with pytest.raises(InputError, match=r"cannot be taken as 0\.3") as refused:
        run("sum(relu(x))", "--wrt", "x", "--relu-at-zero", "0.3")
    assert refused.value.diagnostics[0].expected == "0, 1/2 or 1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["norm(x", "--wrt", "x"], "never closed"),
        (["x.T @ A", "--wrt", "q"], "no variable 'q'"),
        (["sum(x)", "--wrt", "x", "--shape", "x"], "expected a text such as"),
        (["tanh(W @ x)", "--wrt", "W"], "tensor of order 3"),
        (["__import__('os')", "--wrt", "x"], "error"),
    ],
)
def test_bad_input(arguments: list[str], message: str) -> None:
    """One line that says what is wrong."""
    with pytest.raises(InputError, match=message):
        run(*arguments)


def test_an_expression_may_begin_with_a_minus_sign() -> None:
    """It is no option."""
    assert "∂F/∂x = −2x" in run("--wrt", "x", "-norm(x)**2", "--shape", "x=n").output


@pytest.mark.parametrize("twice", [["--shape", "x=n"], ["--property", "S=symmetric"]])
def test_what_is_given_twice_is_refused(twice: list[str]) -> None:
    """Neither of two shapes is silently dropped."""
    with pytest.raises(InputError, match="given twice"):
        run("x.T @ S @ x", "--wrt", "x", *twice, *twice)
