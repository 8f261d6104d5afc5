"""Parts about any script: runs, results, data files and figures; a false claim stops the build."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backproof.answer import SolvedPart
from backproof.diagnostic import InputError, ScriptError
from backproof.kinds.script import part as kind
from backproof.pipeline import faults_of
from backproof.proof import verify
from backproof.terms.kinds import folder_of
from backproof.terms.loading import load
from backproof.web.alternatives import alternative
from backproof.web.environment import environments

HEAD = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
{imports}
[[questions]]
id = "q1"
title = "Descent"

[[questions.parts]]
kind = "script"
points = 3
script = "run.py"
"""
DESCENT = """\
import sys

beta = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
x, v = 4.0, 0.0
print("step loss")
for step in range(12):
    print(step, x**2)
    v = beta * v - 0.2 * x
    x += v
print("final loss =", x**2)
"""


def solved(folder: Path, script: str, keys: str, imports: str = "") -> SolvedPart:
    (folder / "terms").mkdir(exist_ok=True)
    (folder / "run.py").write_text(script, encoding="utf-8")
    file = folder / "terms" / "sheet.toml"
    file.write_text(HEAD.format(imports=imports) + keys, encoding="utf-8")
    term = load(file, folder=folder, solvers=set())
    return kind.solve(term.questions[0].parts[0], term)


def test_claims_hold_and_are_shown_with_their_figures(tmp_path: Path) -> None:
    claims = 'claims = ["falls(loss)", "0.6 < factor(loss) < 0.7", "agree(final_loss, 0.64**12 * 16, 1e-9)"]'
    answer = solved(tmp_path, DESCENT, claims).answer
    assert answer.passed
    assert not faults_of(answer)
    seen = answer.details.observations  # type: ignore[attr-defined]
    assert [one.form for one in seen] == ["falls", "comparison", "agree"]
    assert (seen[0].count, seen[0].first) == (12, "16")
    assert seen[1].latex == r"0.6 < \text{\texttt{factor(loss)}} = 0.64 < 0.7"


def test_a_false_claim_stops_the_build_with_its_figure(tmp_path: Path) -> None:
    answer = solved(tmp_path, DESCENT, 'claims = ["factor(loss) < 0.6"]').answer
    (fault,) = faults_of(answer)
    assert "factor(loss) < 0.6" in fault.message
    assert "factor(loss) = 0.64" in str(fault.hint)


def test_a_claim_that_was_dropped_is_missed(tmp_path: Path) -> None:
    answer = solved(tmp_path, DESCENT, 'claims = ["falls(loss)"]').answer
    gone = replace(answer, checks=answer.checks[:-1])
    assert ["falls(loss)" in fault.message for fault in faults_of(gone)] == [True]


def test_two_runs_are_compared_by_their_names(tmp_path: Path) -> None:
    keys = 'runs = { plain = ["0"], heavy = ["0.3"] }\nclaims = ["heavy.final_loss < plain.final_loss"]'
    answer = solved(tmp_path, DESCENT, keys).answer
    assert answer.passed
    assert [run.arguments for run in answer.details.runs] == [("0",), ("0.3",)]  # type: ignore[attr-defined]


def test_data_files_are_read_and_handed_in(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "points.csv").write_bytes(b"1,2\n3,4\n")
    script = "import numpy as np\nprint('total =', np.loadtxt('points.csv', delimiter=',').sum())\n"
    found = solved(tmp_path, script, 'data = ["points.csv"]\nclaims = ["total == 10"]')
    assert found.answer.passed
    assert found.files["points.csv"] == b"1,2\n3,4\n"


def test_results_are_read_from_files_of_the_script(tmp_path: Path) -> None:
    script = "import json\njson.dump({'best': {'rate': 2.0}}, open('results.json', 'w'))\n"
    assert solved(tmp_path, script, 'claims = ["best.rate == 2"]').answer.passed


def test_a_run_of_which_nothing_is_said_is_open(tmp_path: Path) -> None:
    found = solved(tmp_path, "print('a = 1')\n", "")
    assert found.answer.is_open
    assert ["has no answer yet" in warning.message for warning in found.warnings] == [True]
    assert not solved(tmp_path, "print('a = 1')\n", 'answer = "It is one."').answer.is_open


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('claims = ["falls(losses)"]', "no result"),
        ('data = ["none.csv"]', "no data file"),
        ('data = ["../run.py"]', "names no data file"),
        ('imports = ["no_such_module"]', "no module 'no_such_module'"),
        ('listing = ["nothing"]', "there is no 'nothing'"),
        ('captions = ["One."]', "1 captions for 0 figures"),
        ('arguments = ["x"]', "belongs to a function"),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(keys: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, DESCENT, keys)
    (fault,) = caught.value.diagnostics
    assert message in fault.message
    assert fault.line == HEAD.count("\n") + 1


def test_an_import_beyond_the_allowed_ones_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="import of 'matplotlib'"):
        solved(tmp_path, "import matplotlib\n", "")


def test_a_script_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="ZeroDivisionError"):
        solved(tmp_path, "1 / 0\n", "")


def test_a_long_script_is_listed_by_what_is_named_with_its_own_numbers(tmp_path: Path) -> None:
    script = "import numpy as np\n" + "\n" * 70 + "def f(x):\n    return x\n\n\nprint('a =', f(1))\n"
    listing = solved(tmp_path, script, 'listing = ["f"]\nclaims = ["a == 1"]').answer.details.listing  # type: ignore[attr-defined]
    (excerpt,) = listing.excerpts
    assert (excerpt.first_line, excerpt.last_line) == (72, 73)


def test_the_verifier_judges_the_claims_by_itself(tmp_path: Path) -> None:
    answer = solved(tmp_path, DESCENT, 'claims = ["falls(loss)", "final_loss < 0.1"]').answer
    (claim,) = answer.claims
    data = json.loads(json.dumps(dict(claim.data)))
    assert verify.check_observations(data, {}).startswith("2 claims")  # type: ignore[no-untyped-call]
    data["results"]["loss"][3] = 99.0
    with pytest.raises(verify.DoubtError):
        verify.check_observations(data, {})  # type: ignore[no-untyped-call]


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_figures_are_vector_graphics_that_are_always_the_same(tmp_path: Path) -> None:
    script = (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('a.png')\n"
        "plt.figure()\nplt.plot([2, 1])\nplt.show()\nprint('a = 1')\n"
    )
    texts = 'captions = ["Up.", "Down."]\nalternatives = ["It rises.", "It falls by 1 & ends."]'
    keys = f'claims = ["a == 1"]\n{texts}'
    first, second = (solved(tmp_path, script, keys, 'imports = ["matplotlib"]') for _ in range(2))
    assert [dict(figure.data) for figure in first.figures] == [dict(figure.data) for figure in second.figures]
    assert all(figure.data["content"].startswith(b"%PDF") for figure in first.figures)  # type: ignore[attr-defined]
    assert len(first.figures) == 2
    _, html = environments([], folder_of)
    told = [alternative(html, figure, "") for figure in first.figures]
    assert told == ["It rises.", "It falls by 1 & ends."]
    with pytest.raises(InputError, match="the figure 'figure-2'"):
        solved(tmp_path, script, keys.replace(', "It falls by 1 & ends."', ""), 'imports = ["matplotlib"]')
    loaded = [name for name in sys.modules if name.startswith("matplotlib")]
    assert not loaded


MODEL = """\
import sys
import numpy as np

def accuracy(w, x, y):
    print("noise")
    return np.mean((x @ w > 0) == y)

def fitted(steps):
    return {"loss": np.exp(-np.arange(steps, dtype=float)), "last": (steps, [1, 2])}

def halved(x):
    return x / 0 if x == 7 else [x / 2]

def main():
    print("trained")
    return 0

w = np.array([1.0, -1.0])
x = np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 1.0], [2.0, 5.0]])
if __name__ == "__main__":
    y = np.array([True, False, True, True])
    sys.exit(main())
"""


def test_what_functions_return_is_a_result(tmp_path: Path) -> None:
    keys = (
        'calls = { score = "accuracy(w, x, y)", fit = "fitted(5)", half = "[halved(k)[0] for k in [4]]" }\n'
        'claims = ["score == 0.75", "falls(fit.loss)", "fit.last[1][0] == 1", "half[0] == 2"]'
    )
    answer = solved(tmp_path, MODEL, keys).answer
    assert answer.passed
    assert not faults_of(answer)
    assert answer.details.runs[0].output == "trained"  # type: ignore[attr-defined]


def test_a_false_claim_about_a_returned_value_stops_the_build(tmp_path: Path) -> None:
    keys = 'calls = { score = "accuracy(w, x, y)" }\nclaims = ["score > 0.75"]'
    (fault,) = faults_of(solved(tmp_path, MODEL, keys).answer)
    assert "score = 0.75" in str(fault.hint)


def test_each_of_several_runs_is_called(tmp_path: Path) -> None:
    script = "import sys\nrate = float(sys.argv[1])\ndef twice(k): return 2 * k * rate\n"
    keys = (
        'runs = { slow = ["0.5"], fast = ["2"] }\ncalls = { two = "twice(1)" }\n'
        'claims = ["slow.two == 1", "fast.two == 4"]'
    )
    assert solved(tmp_path, script, keys).answer.passed


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("acuracy(w, x, y)", "defines no 'acuracy' for this call"),
        ("accuracy(w, x", "cannot be read"),
        ("__import__('os').getcwd()", "can import or run"),
    ],
)
def test_a_call_that_does_not_fit_is_told_at_its_line(call: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, MODEL, f'calls = {{ score = "{call}" }}')
    (fault,) = caught.value.diagnostics
    assert message in fault.message
    assert fault.line == HEAD.count("\n") + 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("halved(7)", "ZeroDivisionError"),
        ("print(1)", "returned NoneType, expected numbers"),
        ("fitted", "returned function, expected numbers"),
    ],
)
def test_a_call_that_fails_is_told(call: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=message) as caught:
        solved(tmp_path, MODEL, f'calls = {{ score = "{call}" }}')
    (fault,) = caught.value.diagnostics
    assert any(f"in the call {call}, named 'score'" in note for note in fault.notes)


def test_a_script_that_ends_before_its_calls_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"ended before 'f\(\)' was evaluated"):
        solved(tmp_path, "import os\ndef f(): return 1\nos._exit(0)\n", 'calls = { one = "f()" }')


@pytest.mark.slow
def test_a_module_beside_the_script_is_imported_as_the_hints_say(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def g():\n    return 2\n", encoding="utf-8")
    script = 'from helper import g\nprint("y =", g())\n'
    with pytest.raises(InputError, match="import of 'helper'") as refused:
        solved(tmp_path, script, "")
    assert 'imports = ["helper"] and data = ["helper.py"]' in str(refused.value)
    imports = 'imports = ["helper"]'
    with pytest.raises(ScriptError, match="No module named 'helper'") as missing:
        solved(tmp_path, script, "", imports)
    assert 'data = ["helper.py"]' in str(missing.value)
    answer = solved(tmp_path, script, 'data = ["helper.py"]\nclaims = ["y == 2"]', imports).answer
    assert answer.passed


@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_a_claim_about_no_finite_number_is_told(value: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, f'print("x = {value}")\n', 'claims = ["x > 5"]')
    assert f"x is {value}, which is no finite number" in str(caught.value)


def test_names_in_other_scripts_are_claimed_and_shown(tmp_path: Path) -> None:
    answer = solved(tmp_path, 'print("λ = 0.5")\nprint("σ² = 2")\n', 'claims = ["λ < σ2"]').answer
    assert not faults_of(answer)
