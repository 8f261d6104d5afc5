"""The public interface: its names, the examples in its docstrings and on the page, and `gradcheck`."""

import doctest
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backproof
from backproof import api, gradcheck
from backproof.answer import Check
from backproof.calculus import derivations
from backproof.diagnostic import InputError, ScriptError
from backproof.spaces import dimension
from tests.backproof.building import small_homework

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-the-engine-works.md"
SHAPES = {"A": "m,d", "x": "d", "y": "m"}
LOSS = "norm(A @ x - y)**2"


@pytest.mark.parametrize("module", [api, derivations, dimension], ids=lambda module: module.__name__)
def test_the_examples_of_the_docstrings_are_right(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def test_the_examples_of_the_page_are_right() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0


def test_the_package_exports_the_interface_and_loads_it_when_used() -> None:
    assert backproof.__all__ == api.__all__ == sorted(api.__all__)
    assert all(getattr(backproof, name) is getattr(api, name) for name in api.__all__)
    code = "import sys, backproof; sys.exit('sympy' in sys.modules or not backproof.derive)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        backproof.nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.slow
def test_a_homework_is_built_from_anywhere(tmp_path: Path) -> None:
    shutil.rmtree(small_homework.create(tmp_path / "homework") / "backproof")
    code = """
from backproof import Homework, build
homework = Homework.of("homework", solutions="solutions", figures="figures")
built = build(homework)
print(built.pdf.read_bytes()[:5], built.pages, built.checks > 0, [term.name for term in homework.terms()])
"""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "b'%PDF-' 1 True ['only']"


def passed(checks: tuple[Check, ...]) -> bool:
    return bool(checks) and all(check.passed for check in checks)


def right(A: Any, x: Any, y: Any) -> Any:
    return 2 * A.T @ (A @ x - y)


@pytest.mark.parametrize("flat", [False, True])
def test_a_right_gradient_passes(flat: bool) -> None:
    assert passed(gradcheck(right, LOSS, "x", SHAPES, flat=flat))


@pytest.mark.slow
@pytest.mark.parametrize("flat", [False, True])
def test_two_gradients_are_returned_as_a_tuple(flat: bool) -> None:
    def both(A: Any, x: Any, y: Any) -> Any:
        r = A @ x - y
        return 2 * np.outer(r, x), 2 * A.T @ r

    assert passed(gradcheck(both, LOSS, ["A", "x"], SHAPES, flat=flat))
    assert not passed(gradcheck(both, LOSS, ["x", "A"], SHAPES, flat=flat))
    assert not passed(gradcheck(both, LOSS, "A", SHAPES, flat=flat))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda A, x, y: -right(A, x, y),
        lambda A, x, y: right(A, x, y).T,
        lambda A, x, y: right(A, x, y) * (len(x) != 5),
        lambda A, x, y: right(A, x, y) + (np.abs(x).max() < 1e-6),
        lambda A, x, y: right(A, x, y) * (1 + 1e-6),
        lambda A, x, y: right(A, x, y)[:-1],
        lambda A, x, y: np.nan * right(A, x, y),
    ],
    ids=["sign", "transposed", "one size", "near 0", "slightly", "an entry less", "NaN"],
)
def test_a_wrong_gradient_fails(wrong: Any) -> None:
    assert not passed(gradcheck(wrong, LOSS, "x", SHAPES))


def test_scalars_are_floats_if_flat() -> None:
    def derivative(a: float, x: np.ndarray) -> float:
        assert isinstance(a, float)
        assert x.ndim == 1
        return float(x @ x)

    assert passed(gradcheck(derivative, "a*norm(x)**2", "a", {"a": "", "x": "d"}, flat=True))


def test_the_arguments_may_have_another_order() -> None:
    swapped = lambda y, A, x: right(A, x, y)  # noqa: E731
    assert passed(gradcheck(swapped, LOSS, "x", SHAPES, arguments=["y", "A", "x"]))
    with pytest.raises(InputError, match=r"the argument 'z' has no shape"):
        gradcheck(swapped, LOSS, "x", SHAPES, arguments=["z", "A", "x"])


def test_the_convention_at_the_kink_is_checked() -> None:
    step = lambda x: (x > 0) * 1.0  # noqa: E731
    shapes = {"x": "d"}
    assert passed(gradcheck(step, "sum(relu(x))", "x", shapes, relu_at_zero=0))
    assert not passed(gradcheck(step, "sum(relu(x))", "x", shapes))


def test_an_error_of_the_function_names_what_it_was_given() -> None:
    def broken(_: Any) -> Any:
        raise KeyError("w")

    with pytest.raises(ScriptError, match="broken raised KeyError: 'w'"):
        gradcheck(broken, "norm(x)**2", "x", {"x": "d"})


def test_only_a_number_has_a_gradient() -> None:
    with pytest.raises(InputError, match="is not a number"):
        gradcheck(right, "A @ x", "x", SHAPES)


def test_overflow_is_a_fault_if_it_is_said_to_be() -> None:
    def gradient(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return 3 * np.exp(3 * x) / (1 + np.exp(3 * x))

    question = "sum(softplus(3*x))", "x", {"x": "d"}
    assert passed(gradcheck(gradient, *question))
    assert not passed(gradcheck(gradient, *question, large_values="required"))


@pytest.mark.parametrize(
    "wrapped",
    [lambda g: {"x": g}, lambda g: iter((g,)), lambda _: None, lambda g: g.astype(str), lambda _: "2x"],
    ids=["dict", "iterator", "None", "texts", "text"],
)
@pytest.mark.parametrize("flat", [False, True])
def test_a_function_that_returns_no_numbers_is_told(wrapped: Any, flat: bool) -> None:
    def gradient(x: Any) -> Any:
        return wrapped(2 * x)

    with pytest.raises(ScriptError, match=r"gradient returns \w+, which holds no numbers; expected an array"):
        gradcheck(gradient, "norm(x)**2", "x", {"x": "d"}, flat=flat)
