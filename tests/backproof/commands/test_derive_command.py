"""`python build.py derive`: what a user types, and what a terminal shows."""

from __future__ import annotations

import json
import math
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from backproof.answer import Check
from backproof.calculus.derivations import Derivation, Derivations
from backproof.calculus.language.expression import Multiply, Number
from backproof.commands.questions.derive import EPILOG, command
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
    assert "Note:" not in run(*NETWORK, *shapes).output


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
        (["x.T @ x", "--wrt", "x", "--wrt", "x"], "the variable 'x' is given twice"),
        (["x.T @ x", "--wrt", "x", "--shape", "x=n", "--shape", "x=m"], "the shape of 'x' is given twice"),
        (["x.T @ x", "--wrt", "x", "--property", "Q=symmetric"], "'Q', which is not in the expression"),
        (["x.T @ x", "--wrt", "x", "--shape", "y=n"], "'y', which is not in the expression"),
        (["z = A @ x; norm(z)", "--wrt", "z"], "'z' is a part of the expression"),
        (["x.T @ x", "--wrt", "x", "--order", "0"], "order 0 is not offered"),
        (["x.T @ x", "--wrt", "x", "--order", "3"], "order 3 is not offered"),
        (["", "--wrt", "x"], "there is no expression"),
        (["x.T*A*x", "--wrt", "x"], "write `x.T @ A @ x`"),
    ],
)
def test_bad_input(arguments: list[str], message: str) -> None:
    """One line that says what is wrong."""
    with pytest.raises(InputError, match=message):
        run(*arguments)


def test_an_expression_may_begin_with_a_minus_sign() -> None:
    """It is no option."""
    assert "∂F/∂x = −2x" in run("--wrt", "x", "-norm(x)**2", "--shape", "x=n").output


@pytest.mark.parametrize(
    "options",
    [
        ["--given", "S: symmetric, K: skew-symmetric"],
        ["--given", "S symmetric and K is skew"],
        ["--given", "S: positive definite, symmetric, K = -K^T"],
        ["--property", "S: symmetric", "--property", "K=skew"],
        ["--property", "S=psd, symmetric", "--given", "K^T = -K"],
    ],
)
def test_a_list_of_hypotheses_is_read_one_by_one(options: list[str]) -> None:
    """Each is about its own variable."""
    assert "∂F/∂x = 2Sx" in run("x.T @ (S + K) @ x", "--wrt", "x", *options).output


def test_greek_letters_have_their_hypotheses() -> None:
    """By their names, signs or commands."""
    for given in (
        "Σ: symmetric, λ > 0",
        r"\Sigma: symmetric, \lambda \ge 0",
        "Sigma is symmetric and 0 < lam",
    ):
        assert "2λΣx" in run("λ * x.T @ Σ @ x", "--wrt", "x", "--given", given).output


@pytest.mark.parametrize("twice", [["--shape", "x=n"], ["--property", "S=symmetric"]])
def test_what_is_given_twice_is_refused(twice: list[str]) -> None:
    """Neither of two shapes is silently dropped."""
    with pytest.raises(InputError, match="given twice"):
        run("x.T @ S @ x", "--wrt", "x", *twice, *twice)


FORMS = ["text", "latex", "numpy", "json"]
MARK = {"text": "", "latex": "% ", "numpy": "# "}


@pytest.mark.parametrize("form", ["text", "latex", "numpy"])
def test_a_reading_stands_in_the_first_line(form: str) -> None:
    """Before the formula, with what to type for it and for the other."""
    first = run("c*norm(x)**2", "--wrt", "x", "--format", form).output.splitlines()[0]
    assert first == (
        f"{MARK[form]}Reading: c is a scalar (--shape c=). Otherwise: c is a column vector (--shape c=n)."
    )
    assert "Reading" not in run("c*norm(x)**2", "--wrt", "x", "--shape", "c=", "--format", form).output


def test_readings_are_data_in_json() -> None:
    """The one that was taken first, each with its derivative; none where there is but one."""
    data = json.loads(run("c*norm(x)**2", "--wrt", "x", "--format", "json").output)
    assert [(item["taken"], item["shapes"]) for item in data["readings"]] == [
        (True, {"c": ""}),
        (False, {"c": "n"}),
    ]
    assert len({item["gradients"]["x"] for item in data["readings"]}) == 2
    assert json.loads(run(*NETWORK, "--format", "json").output)["readings"] == []


TWICE = ["u.T @ M @ tanh(u)", "--wrt", "u", "--wrt", "M"]


def test_several_variables_have_one_derivation() -> None:
    """A formula for each, then the shared lines once."""
    lines = run(*TWICE).output.splitlines()
    assert lines[0].startswith("∂F/∂u = ")
    assert lines[1].startswith("∂F/∂M = ")
    assert sum("h = tanh(u)" in line for line in lines) == 1
    assert sum(line.startswith("Checked (gradient by ") for line in lines) >= 4


def test_several_derivatives_are_a_list_in_json() -> None:
    """Each with the keys of a single one, beside what they share; the numpy function gives all of them."""
    data = json.loads(run(*TWICE, "--format", "json").output)
    single = json.loads(run("u.T @ M @ tanh(u)", "--wrt", "u", "--format", "json").output)
    assert [item["wrt"] for item in data["derivatives"]] == ["u", "M"]
    for item in data["derivatives"]:
        assert set(item) == set(single) - {"expression", "steps", "functions", "assumptions", "readings"}
    names: dict[str, Callable[..., tuple[np.ndarray, ...]]] = {"np": np}  # type: ignore[dict-item]
    exec(data["numpy"], names)
    rng = np.random.default_rng(3)
    u, m = rng.normal(size=(3, 1)), rng.normal(size=(3, 3))
    by_u, by_m = names["derivatives"](u, m)
    assert np.ravel(by_m) == pytest.approx(np.ravel(u @ np.tanh(u).T))
    by_hand = m @ np.tanh(u) + (1 - np.tanh(u) ** 2) * (m.T @ u)
    assert np.ravel(by_u) == pytest.approx(np.ravel(by_hand))


@pytest.mark.parametrize("form", FORMS)
def test_the_lines_as_a_program_are_told(form: str) -> None:
    """Whichever form is asked for."""
    output = run("norm(x)**2", "--wrt", "x", "--format", form).output
    if form == "json":
        assert "lines run as a program" in {check["method"] for check in json.loads(output)["checks"]}
    else:
        assert (
            f"{MARK[form]}Checked by lines run as a program"
            in output.splitlines()[-1 if form == "text" else 1]
        )


def wrong_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the gradient, judged as any other."""
    module = sys.modules[Derivation.__module__]
    right = module.differentiate

    def doubled(*arguments: object) -> object:
        return Multiply(Number(2), right(*arguments))  # type: ignore[arg-type]

    monkeypatch.setattr(module, "differentiate", doubled)


def wrong_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line whose own check fails, beside results that pass."""
    lines = Derivations.lines.func  # type: ignore[attr-defined]

    def failing(found: Derivations) -> tuple[object, ...]:
        first, *others = lines(found)
        return (replace(first, check=Check("planted", "F", math.inf, 0.0)), *others)

    monkeypatch.setattr(Derivations, "lines", property(failing))


def missing_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivation without its first line, run as a program."""
    lines = Derivations.lines.func  # type: ignore[attr-defined]
    monkeypatch.setattr(Derivations, "lines", property(lambda found: lines(found)[1:]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("plant", [wrong_result, wrong_line, missing_line])
def test_a_check_that_fails_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None], form: str
) -> None:
    """And the output says that it failed, in every form."""
    arguments = ["norm(A @ x - b)**2", "--wrt", "x", "--format", form]
    assert run(*arguments).exit_code == 0
    plant(monkeypatch)
    result = run(*arguments)
    assert result.exit_code == 1
    if form == "json":
        data = json.loads(result.output)
        checks = [*data["checks"], *(step["check"] for step in data["steps"])]
        assert not all(check["passed"] for check in checks)
    else:
        assert "FAILED" in result.output


def test_a_result_without_evidence_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check is no proof."""
    monkeypatch.setattr(Derivation, "checks", property(lambda _: (), lambda *_: None), raising=False)
    assert run("norm(x)**2", "--wrt", "x").exit_code == 1


def examples() -> list[list[str]]:
    """The calls that the help and the README show."""
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in (*EPILOG.splitlines(), *readme.splitlines())]
    shown = [line for line in lines if line.startswith("python build.py derive")]
    return [shlex.split(line, comments=True)[3:] for line in shown]


@pytest.mark.parametrize("words", examples(), ids=" ".join)
def test_the_examples_work_as_they_stand(words: list[str]) -> None:
    """Without a question, and without a reading that had to be told."""
    result = run(*words)
    assert result.exit_code == 0
    assert "Reading:" not in result.output
