"""Starter files of different build are filled: their gradients against differences, the rest untouched."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from backproof.kinds.network import solver
from backproof.observations.printed import named_results
from backproof.pipeline import faults_of
from backproof.terms.loading import load

TERM = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
functions = ["phi(t) = {formula}"]

[[questions]]
id = "q1"
kind = "network"
title = "Network"
definition = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"
wrt = ["W1", "W2"]
shapes = {{ x = "d", y = "k", W1 = "p,d", W2 = "k,p" }}
script = "starter.py"
{keys}

[[questions.parts]]
id = "q1a"
title = "Part a"
points = 1
[[questions.parts]]
id = "q1b"
title = "Part b"
points = 1
[[questions.parts]]
id = "q1c"
title = "Part c"
points = 1
"""
SOFTPLUS, CUBIC = "log(1 + exp(t))", "t**3 - t"

# Empty phi and dphi, the weights first, and a loss of its own that must stay as it is.
CHECKING = '''"""Question 3. Fill in the TODOs."""
import numpy as np

np.random.seed(0)

def phi(z):
    # TODO
    pass

def dphi(z):
    pass   # TODO

def loss(x, y, W1, W2):
    return float(np.sum((y - W2 @ phi(W1 @ x))**2))   # given

def compute_gradients(W1, W2, x, y):
    """TODO: return dF/dW1 and dF/dW2."""
    dW1 = None
    dW2 = None
    return dW1, dW2

if __name__ == "__main__":
    x, y, W1, W2 = (np.random.randn(*s) for s in ((4, 1), (2, 1), (3, 4), (2, 3)))
    g1, g2 = compute_gradients(W1, W2, x, y)
    E = np.zeros_like(W1)
    E[0, 1] = 1e-6
    slope = (loss(x, y, W1 + E, W2) - loss(x, y, W1 - E, W2)) / 2e-6
    print("difference:", abs(slope - g1[0, 1]))
    print("slope of phi at 0:", dphi(0.0))
'''
# Other names throughout, errors in place of bodies, training at the top level, and a JSON object printed.
TRAINING = """import json
import numpy as np

def softplus(t):
    raise NotImplementedError

def softplus_grad(t):
    raise NotImplementedError("your code")

def grads(y, x, W2, W1):
    '''Students write this.'''
    raise NotImplementedError

rng = np.random.default_rng(1)
x, y = rng.normal(size=(3, 1)), rng.normal(size=(2, 1))
W1, W2, losses = rng.normal(size=(5, 3)), rng.normal(size=(2, 5)), []
for _ in range(40):
    losses.append(float(np.sum((y - W2 @ softplus(W1 @ x))**2)))
    g1, g2 = grads(y, x, W2, W1)
    W1, W2 = W1 - 0.02 * g1, W2 - 0.02 * g2
print(json.dumps({"first": losses[0], "last": losses[-1], "slope": float(softplus_grad(0.0))}))
"""
# No function but the gradients, CRLF line ends, a table printed.
BARE = (
    "import numpy as np\n\ndef gradients(x, y, W1, W2): ...\n\n"
    "def main():\n    rng = np.random.default_rng(3)\n    print('rows columns')\n"
    "    for g in gradients(*(rng.normal(size=s) for s in ((3, 1), (2, 1), (4, 3), (2, 4)))):\n"
    "        print(*g.shape)\n\nif __name__ == '__main__':\n    main()\n"
).replace("\n", "\r\n")
# Names of its own for all arguments, called by keyword; the loss in another order; an option.
KEYWORDS = '''import argparse
import numpy as np

def activation(t: float) -> float:
    """Softplus."""
    ...

def cost(first, second, inputs, target):
    # your code
    return None

def backward(inputs, target, first, second):
    """Return the gradients of both layers."""
    return

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=4)
    rng = np.random.default_rng(parser.parse_args().seed)
    data = {"inputs": rng.normal(size=(3, 1)), "target": rng.normal(size=(2, 1))}
    A, B = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
    G, H = backward(first=A, second=B, **data)
    t = 1e-6 * np.ones_like(B)
    change = cost(second=B + t, first=A, **data) - cost(A, B - t, data["inputs"], data["target"])
    print(f"difference: {abs(change / 2e-6 - np.sum(H)):.1e}")
'''

WRITTEN = {"phi", "dphi", "phi_prime", "softplus", "softplus_grad", "bend", "slope_of", "activation", "cost"}


@dataclass(frozen=True)
class Starter:
    """A starter file, its function with the order of the arguments, and what its run is to show."""

    source: str
    function: str
    arguments: Sequence[str]
    claims: Sequence[str]
    kept: str
    more: str = "fill = true"

    @property
    def keys(self) -> str:
        return (
            f'function = "{self.function}"\narguments = {list(self.arguments)}\n'
            f"claims = {list(self.claims)}\n{self.more}\n"
        )


STARTERS = {
    "checking": Starter(
        CHECKING,
        "compute_gradients",
        ("W1", "W2", "x", "y"),
        ("difference < 1e-5", "slope_of_phi_at_0 == 0.5"),
        "    return float(np.sum((y - W2 @ phi(W1 @ x))**2))   # given\n",
    ),
    "training": Starter(
        TRAINING, "grads", ("y", "x", "W2", "W1"), ("last < first/10", "slope == 0.5"), "range(40)"
    ),
    "keywords": Starter(
        KEYWORDS,
        "backward",
        ("x", "y", "W1", "W2"),
        ("difference < 1e-5",),
        "backward(first=A, second=B, **data)",
    ),
    "bare": Starter(BARE, "gradients", ("x", "y", "W1", "W2"), ("rows[1] == 2", "columns[0] == 3"), "\r\n"),
    "named": Starter(
        CHECKING.replace("dphi", "slope_of").replace("phi(", "bend("),
        "compute_gradients",
        ("W1", "W2", "x", "y"),
        ("difference < 1e-5",),
        "W2 @ bend(",
        """fill = { bend = "phi", slope_of = "phi'" }""",
    ),
}


def filled(folder: Path, starter: Starter, formula: str = SOFTPLUS) -> str:
    """The starter's text as the build fills it, which is to differ in empty functions alone."""
    (folder / "starter.py").write_bytes(starter.source.encode())
    file = folder / "term.toml"
    file.write_text(TERM.format(formula=formula, keys=starter.keys), encoding="utf-8")
    term = load(file, folder=folder)
    (question,) = term.questions
    data = question.data_as(solver.Network)
    found = solver.derivations_of(question, term)
    return solver.script_to_run(question, data, found, term).source


def output(folder: Path, source: str) -> str:
    file = folder / "filled.py"
    file.write_bytes(source.encode())
    done = subprocess.run([sys.executable, str(file)], capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def others(source: str, names: set[str]) -> list[str]:
    body = ast.parse(source).body
    return [ast.unparse(node) for node in body if getattr(node, "name", "") not in names]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("name", "formula"),
    [*((name, SOFTPLUS) for name in STARTERS), ("checking", CUBIC), ("bare", CUBIC), ("named", CUBIC)],
)
def test_a_starter_is_filled_and_its_run_agrees(name: str, formula: str, tmp_path: Path) -> None:
    starter = STARTERS[name]
    source = filled(tmp_path, starter, formula)
    written = {
        "activation",
        "cost",
        "phi",
        "dphi",
        "phi_prime",
        "softplus",
        "softplus_grad",
        "bend",
        "slope_of",
        starter.function,
    }
    assert others(source, written) == others(starter.source, written)
    assert starter.kept in source
    space: dict[str, Any] = {"__name__": "imported"}
    exec(source, space)
    rng = np.random.default_rng(7)
    at = {
        key: rng.normal(size=s) for key, s in {"x": (3, 1), "y": (2, 1), "W1": (4, 3), "W2": (2, 4)}.items()
    }
    returned = space[starter.function](*(at[argument] for argument in starter.arguments))

    def loss(moved: dict[str, Any]) -> float:
        z = moved["W1"] @ moved["x"]
        h = np.logaddexp(0, z) if formula == SOFTPLUS else z**3 - z
        return float(np.sum((moved["y"] - moved["W2"] @ h) ** 2))

    for weight, gradient in zip(("W1", "W2"), returned, strict=True):
        step = 1e-6 * rng.normal(size=at[weight].shape)
        slope = loss({**at, weight: at[weight] + step}) - loss({**at, weight: at[weight] - step})
        assert np.sum(gradient * step) == pytest.approx(slope / 2, rel=1e-5)
    assert named_results(output(tmp_path, source))


@pytest.mark.slow
@pytest.mark.parametrize("name", STARTERS)
def test_what_a_filled_starter_prints_is_claimed(name: str, tmp_path: Path) -> None:
    filled(tmp_path, STARTERS[name])
    term = load(tmp_path / "term.toml", folder=tmp_path)
    found = solver.solve(term.questions[0], term)
    assert not [fault for answer in found.answers for fault in faults_of(answer)]
    assert not found.answers[-1].is_open
    assert len(found.answers[-1].checks) == 1 + len(STARTERS[name].claims)
    assert not [warning for warning in found.warnings if "no answer yet" in warning.message]


@pytest.mark.slow
def test_a_run_of_which_nothing_is_said_is_told(tmp_path: Path) -> None:
    starter = STARTERS["checking"]
    filled(tmp_path, Starter(starter.source, starter.function, starter.arguments, (), ""))
    term = load(tmp_path / "term.toml", folder=tmp_path)
    found = solver.solve(term.questions[0], term)
    (told,) = [warning for warning in found.warnings if "no answer yet" in warning.message]
    assert "difference, slope_of_phi_at_0" in (told.hint or "")
    assert found.answers[-1].is_open


def test_a_function_that_stays_empty_is_told(tmp_path: Path) -> None:
    starter = STARTERS["named"]
    for more, message in {
        "fill = true": "bend (line 6 of starter.py) is empty",
        'fill = { bnd = "phi" }': "no function 'bnd'",
        'fill = { bend = "psi" }': "'psi' is not known",
    }.items():
        other = Starter(starter.source, starter.function, starter.arguments, (), "", more)
        with pytest.raises(InputError) as caught:
            filled(tmp_path, other)
        (fault,) = caught.value.diagnostics
        assert message in fault.message
        assert fault.line


def test_a_function_that_computes_something_is_not_empty(tmp_path: Path) -> None:
    given = CHECKING.replace("def dphi(z):\n    pass   # TODO", "def dphi(z):\n    return z")
    starter = STARTERS["checking"]
    source = filled(tmp_path, Starter(given, starter.function, starter.arguments, (), ""))
    assert "def dphi(z):\n    return z" in source


def test_another_order_of_the_files_arguments_is_told_before_anything_runs(tmp_path: Path) -> None:
    starter = STARTERS["checking"]
    with pytest.raises(InputError) as caught:
        filled(tmp_path, Starter(starter.source, starter.function, ("x", "y", "W1", "W2"), (), ""))
    (fault,) = caught.value.diagnostics
    assert fault.expected == "W1, W2, x, y"
    assert "the argument 'x' is number 1 here, and number 3 of the function" in fault.message


@pytest.mark.slow
def test_a_method_is_reached_by_a_function_as_the_hint_says(tmp_path: Path) -> None:
    methods = (
        "import numpy as np\n\n\nclass Net:\n"
        "    def __init__(self, W1, W2):\n        self.W1, self.W2 = W1, W2\n\n"
        "    def backward(self, x, y):\n        h = np.logaddexp(0, self.W1 @ x)\n"
        "        r = 2 * (self.W2 @ h - y)\n"
        "        return (self.W2.T @ r) / (1 + np.exp(-self.W1 @ x)) @ x.T, r @ h.T\n"
    )
    names = ("x", "y", "W1", "W2")
    with pytest.raises(InputError) as caught:
        filled(tmp_path, Starter(methods, "gradients", names, (), "", ""))
    assert "write def gradients(...) beside the class Net" in str(caught.value)
    wrapped = methods + "\n\ndef gradients(x, y, W1, W2):\n    return Net(W1, W2).backward(x, y)\n"
    filled(tmp_path, Starter(wrapped, "gradients", names, (), "", ""))
    term = load(tmp_path / "term.toml", folder=tmp_path)
    found = solver.solve(term.questions[0], term)
    assert not [fault for answer in found.answers for fault in faults_of(answer)]
