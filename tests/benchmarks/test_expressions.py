"""The campaign of random expressions: a sample without findings, and an oracle that finds what is planted."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jax")

from backproof.answer import Check
from backproof.calculus import parse
from benchmarks.expressions import judge
from benchmarks.expressions.__main__ import main
from benchmarks.expressions.arithmetic.arrays import VALUES
from benchmarks.expressions.cases import Case, case_at
from benchmarks.expressions.judge import Finding, Outcome, held, judged, written_for
from benchmarks.expressions.language import Line, MisreadError, Reader, formula_of, lines_of
from benchmarks.expressions.points import Point, points
from benchmarks.expressions.report import details, summary
from benchmarks.expressions.shrink import shrunk
from benchmarks.expressions.truth import ENGINES, OPEN, TRUE, UNTRUE, Engine, Scene, kind_of

ROOT = Path(__file__).parents[2]
FAILED = Check("planted", "x", 1.0, 0.0)
NETWORK = Case(
    "z = W1 @ x; h = tanh(z); norm(y - W2 @ h)**2",
    {"x": "n", "y": "k", "W1": "m,n", "W2": "k,m"},
    ("W1",),
)
LINEAR = Case("tanh(A @ x)", {"A": "m,n", "x": "n"}, ("x",))
TAKEN = Case("norm(r_bar - A @ x)**2", {"A": "m,n", "x": "n", "r_bar": "m"}, ("x", "r_bar"))
ABSENT = Case("det(diag(softmax(g)))/(x.T @ x)", {"M": "3,n", "g": "3", "x": "n"}, ("M", "g"))
QUADRATIC = Case("exp(x.T @ A @ x)", {"A": "n,n", "x": "n"}, ("x",), order=2)


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("start", range(0, 60, 6))
def test_a_sample_has_no_finding(start: int) -> None:
    outcomes = [judged(case_at(1, index)) for index in range(start, start + 6)]
    told = [line for index, o in enumerate(outcomes) for line in details(start + index, o, 1)]
    assert not told, "\n".join(told)
    assert sum(outcome.state == "judged" for outcome in outcomes) >= 5
    verdicts = [verdict for outcome in outcomes for verdict in outcome.lines]
    assert verdicts.count(OPEN) < len(verdicts) / 50


def test_cases_are_drawn_by_their_number() -> None:
    assert case_at(5, 17) == case_at(5, 17)
    drawn = [case_at(5, index) for index in range(600)]
    assert len({str(case) for case in drawn}) > 560
    assert {case.order for case in drawn} == {1, 2}
    text = " ".join(case.text for case in drawn)
    for word in (
        "inv",
        "logdet",
        "rowsoftmax",
        "diagvec",
        "lse",
        "ones",
        "eye",
        "relu",
        "phi",
        "; ",
        "\n",
        ".T",
    ):
        assert word in text


def planted(case: Case, **changed: object) -> set[str]:
    """The kinds of what is found where something that the project says is changed."""
    written = replace(written_for(case, {}), **changed)
    return {finding.kind for finding in held(case, written, Outcome(case, "judged")).findings}


def with_line(case: Case, name: str, text: str, which: int = -1) -> dict[str, object]:
    """The steps with another text for the last (or an earlier) line of that name."""
    steps = list(written_for(case, {}).steps)
    index = [i for i, step in enumerate(steps) if step.text.startswith(f"{name} = ")][which]
    steps[index] = replace(steps[index], text=f"{name} = {text}")
    return {"steps": tuple(steps)}


@pytest.mark.parametrize("case", [NETWORK, LINEAR, QUADRATIC, TAKEN, ABSENT], ids=str)
def test_what_is_right_is_found_right(case: Case) -> None:
    assert planted(case) == set()


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("case", "gradient"),
    [
        (NETWORK, "2*(W2.T @ (y - W2 @ tanh(W1 @ x))*(ones(m) - tanh(W1 @ x)**2) @ x.T)"),
        (NETWORK, "-2*(W2.T @ (y - W2 @ tanh(W1 @ x))*(ones(m) - tanh(W1 @ x)) @ x.T)"),
        (LINEAR, "A.T @ diag(ones(m) - tanh(A @ x)**2)"),
        (LINEAR, "diag(ones(m) - tanh(A @ x)**2) @ (A + 1e-5*A)"),
        (QUADRATIC, "exp(x.T @ A @ x)*(A + A.T)"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_result_is_found(case: Case, gradient: str) -> None:
    found = written_for(case, {}).found
    wrong = replace(found[case.wrt[0]], gradient=parse(gradient, case.shapes))
    assert judge.WRONG in planted(case, found=replace(found, of={case.wrt[0]: wrong}))
    told = replace(wrong, checks=(FAILED,))
    assert judge.WRONG_TOLD in planted(case, found=replace(found, of={case.wrt[0]: told}))


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("case", "name", "text"),
    [
        (NETWORK, "z", "W1 @ x + x"),
        (NETWORK, "h", "sin(z)"),
        (NETWORK, "r", "W2 @ h - y"),
        (NETWORK, "F", "norm(r)"),
        (NETWORK, "r_bar", "-2*r"),
        (NETWORK, "h_bar", "W2.T @ r_bar"),
        (NETWORK, "z_bar", "h_bar*(ones(m) - tanh(h)**2)"),
        (NETWORK, "dF_dW1", "z_bar @ x.T + W1"),
        (NETWORK, "dF_dW1", "later @ x.T"),
        (LINEAR, "df_dx", "diag(tanh(A @ x)) @ A"),
        (QUADRATIC, "dF_dx", "2*exp(x.T @ A @ x)*(A @ x)"),
        (QUADRATIC, "d2F_dx2", "exp(x.T @ A @ x)*(A + A.T)"),
    ],
    ids=str,
)
def test_an_untrue_line_is_found(case: Case, name: str, text: str) -> None:
    changed = with_line(case, name, text)
    assert judge.LIE in planted(case, **changed)
    assert judge.LIE_TOLD in planted(case, **changed, program=FAILED)


def test_a_name_with_two_values_is_found() -> None:
    steps = written_for(NETWORK, {}).steps
    again = replace(steps[0], text="r = 2*(y - W2 @ h)")
    assert judge.LIE in planted(NETWORK, steps=(*steps[:-1], again, steps[-1]))


def test_a_line_before_its_names_is_found() -> None:
    steps = written_for(NETWORK, {}).steps
    assert judge.LIE in planted(NETWORK, steps=(steps[1], steps[0], *steps[2:]))


def test_a_wrong_shape_beside_a_line_is_found() -> None:
    steps = written_for(NETWORK, {}).steps
    assert judge.LIE in planted(NETWORK, steps=(replace(steps[0], shape=("n",)), *steps[1:]))


def test_a_true_line_that_is_marked_failed_is_found() -> None:
    written = written_for(NETWORK, {})
    steps = [replace(step, check=FAILED) if step.text.startswith("r_bar") else step for step in written.steps]
    assert planted(NETWORK, steps=tuple(steps)) == {judge.ALARM}
    assert planted(NETWORK, program=FAILED) == {judge.PROGRAM_ALARM}
    alarmed = replace(written.found["W1"], checks=(FAILED,))
    found = replace(written.found, of={"W1": alarmed})
    assert planted(NETWORK, found=found) == {judge.RESULT_ALARM}


@pytest.mark.slow
def test_wrong_code_is_found() -> None:
    code = written_for(NETWORK, {}).code
    assert planted(NETWORK, code=code.replace("h_bar = -", "h_bar = ")) == {judge.CODE}
    assert planted(NETWORK, code=code.replace("np.tanh", "np.tan_h")) == {judge.CODE}
    assert planted(NETWORK, code=code.replace("np.tanh(z)", "np.tanh(z) * np.nan")) == {judge.CODE}
    assert planted(NETWORK, code=code.replace("return", "retrun")) == {judge.CODE}


@pytest.mark.parametrize(
    ("raised", "kind"), [(KeyError("u"), judge.CRASH), (judge.OverdueError(), judge.SLOW)], ids=str
)
def test_a_crash_and_an_endless_search_are_found(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, kind: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(judge, "derive_all", fail)
    assert [finding.kind for finding in judged(NETWORK).findings] == [kind]


def test_a_refusal_needs_a_reason() -> None:
    tensor = replace(NETWORK, text="tanh(W1 @ x)")
    assert [finding.kind for finding in judged(tensor).findings] == [judge.REFUSED]
    nowhere = Case("log(-x.T @ x)", {"x": "n"}, ("x",))
    assert not judged(nowhere).findings


@pytest.mark.slow
def test_a_kink_has_the_derivative_that_is_agreed() -> None:
    relu = Case("relu(x - x).T @ y + sum(abs(x))", {"x": "n", "y": "n"}, ("x", "y"))
    assert kind_of(relu, "x") == "gradient"
    point = points(relu)[0]
    for engine in ENGINES:
        scene = Scene(relu, point, engine)
        expected = engine.taken(np.sign(point.values["x"]))
        assert scene.tells(lines_of(relu.text), "x", "gradient", expected) == TRUE
        assert scene.tells(lines_of(relu.text), "x", "gradient", expected / 2) == UNTRUE


@pytest.mark.parametrize("engine", ENGINES)
def test_all_numbers_give_the_derivatives_by_hand(engine: Engine) -> None:
    point = points(NETWORK)[0]
    x, y, W1, W2 = (engine.taken(point.values[name]) for name in ("x", "y", "W1", "W2"))
    h = engine.values.entries["tanh"](W1 @ x)
    told(engine, NETWORK, "W1", "gradient", -2 * (W2.T @ (y - W2 @ h) * (1 - h**2)) @ x.T)
    point = points(LINEAR)[0]
    A, x = (engine.taken(point.values[name]) for name in ("A", "x"))
    told(engine, LINEAR, "x", "jacobian", (1 - engine.values.entries["tanh"](A @ x) ** 2) * A)
    point = points(QUADRATIC)[0]
    A, x = (engine.taken(point.values[name]) for name in ("A", "x"))
    S, e = A + A.T, engine.values.entries["exp"](x.T @ A @ x)
    told(engine, QUADRATIC, "x", "hessian", e * (S + S @ x @ x.T @ S))
    scaled = Case("s**3*x", {"s": "", "x": "n"}, ("s",))
    point = points(scaled)[0]
    s, x = (engine.taken(point.values[name]) for name in ("s", "x"))
    told(engine, scaled, "s", "scalarvar", 3 * s**2 * x)


def told(engine: Engine, case: Case, name: str, kind: str, value: np.ndarray) -> None:
    """The value by hand is the derivative, and one that is a little off, or of another shape, is not."""
    scene, lines = Scene(case, points(case)[0], engine), lines_of(case.text)
    assert scene.tells(lines, name, kind, value) == TRUE
    off = np.array(value)
    off[0, 0] += 1e-5 * abs(off).max()
    assert scene.tells(lines, name, kind, off) == UNTRUE
    assert scene.tells(lines, name, kind, np.concatenate([value, value])) == UNTRUE


WHOLES = {
    "sum(A)": lambda A: A.sum(),
    "tr(A @ A.T)": lambda A: np.trace(A @ A.T),
    "det(A @ A.T)": lambda A: np.linalg.det(A @ A.T),
    "logdet(A @ A.T)": lambda A: np.log(np.linalg.det(A @ A.T)),
    "norm(A)**2": lambda A: (A**2).sum(),
    "norm1(A)": lambda A: np.abs(A).sum(),
    "lse(A)": lambda A: np.log(np.exp(A).sum()),
    "inv(A @ A.T)": lambda A: np.linalg.inv(A @ A.T),
    "diag(rowsum(A))": lambda A: np.diag(A.sum(axis=1)),
    "diagvec(A @ A.T)": lambda A: np.diag(A @ A.T)[:, None],
    "colsum(A)": lambda A: A.sum(axis=0, keepdims=True),
    "rowsoftmax(A)": lambda A: np.exp(A) / np.exp(A).sum(axis=1, keepdims=True),
    "softmax(rowsum(A))": lambda A: (np.exp(A.sum(axis=1)) / np.exp(A.sum(axis=1)).sum())[:, None],
    "rowlse(A)": lambda A: np.log(np.exp(A).sum(axis=1, keepdims=True)),
    "phi(A)/(2*ones(m, n) - sin(A)) - -A**2*1e-1": lambda A: (
        np.log(1 + np.exp(A)) / (2 - np.sin(A)) + A**2 / 10
    ),
    "(ones(m, n) + A**2)**(-1/2) @ eye(n)": lambda A: 1 / np.sqrt(1 + A**2),
}


@pytest.mark.parametrize("text", WHOLES)
def test_the_meaning_of_the_language(text: str) -> None:
    A = np.array([[0.3, -1.2, 0.5], [0.7, 0.1, -0.4]])
    point = Point({"m": 2, "n": 3}, {"A": A})
    case = Case(text, {"A": "m,n"}, ("A",), functions=("phi(t) = log(1 + exp(t))",))
    for engine in ENGINES:
        value = np.asarray(Scene(case, point, engine).whole, float)
        np.testing.assert_allclose(value.squeeze(), np.squeeze(WHOLES[text](A)), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "text",
    ["A @ x", "A*x", "y", "foo(A)", "A[2]", "A[0, 0, 0]", "A if A else A", "A @", "ones(q)", "sum(A, A)"],
)
def test_what_has_no_meaning_is_refused(text: str) -> None:
    reader = Reader(VALUES, {"m": 2, "n": 3}, [formula_of("phi(t) = t")])
    with pytest.raises(MisreadError):
        reader.values(lines_of(text), {"A": np.ones((2, 3)), "x": np.ones((2, 1))})


def test_a_finding_is_shrunk() -> None:
    case = Case("u = sin(x); norm(u)**2 + y.T @ relu(x - x) + sum(exp(y))", {"x": "n", "y": "n"}, ("x", "y"))

    def found(case: Case) -> Outcome:
        wrong = "relu(x - x)" in case.text and "y" in case.wrt
        return Outcome(case, "judged", (Finding(judge.WRONG, "planted"),) if wrong else ())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.expressions.shrink.judged", found)
        small = shrunk(case, judge.WRONG)
    assert (small.text, small.wrt, set(small.shapes)) == ("relu(x - x)", ("y",), {"y"})


def test_the_command_reports_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def found(case: Case) -> Outcome:
        return Outcome(case, "judged", (Finding(judge.LIE, "u = 2"),), {"derive": 0.5}, 3, ("untrue",))

    arguments = ["--count", "2", "--seed", "3", "--json", str(tmp_path / "all.json")]
    monkeypatch.setattr("benchmarks.expressions.worker.judged", found)
    assert main(arguments) == 1
    printed = capsys.readouterr().out
    assert "python -m benchmarks.expressions --seed 3 --only 1" in printed
    assert "untrue line passes                 2             2" in printed
    monkeypatch.setattr("benchmarks.expressions.worker.judged", lambda case: Outcome(case, "judged"))
    assert main(arguments) == 0


def test_times_beyond_the_bound_are_findings() -> None:
    outcomes = [Outcome(NETWORK, "judged", seconds={"steps": 0.1 * i}) for i in range(100)]
    assert any("99 % within 9.90 s" in line for line in summary(outcomes))


OWN = (
    *("cases", "code", "grammar", "language", "models", "points", "truth"),
    *(f"arithmetic/{name}" for name in ("arrays", "digits", "elimination", "extended", "floats")),
)


@pytest.mark.parametrize("name", OWN)
def test_the_oracle_shares_nothing_with_the_project(name: str) -> None:
    tree = ast.parse((ROOT / "benchmarks" / "expressions" / f"{name}.py").read_text(encoding="utf-8"))
    imported = [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    ]
    assert not [module for module in imported if module.startswith("backproof")]


def test_lines_keep_their_names() -> None:
    assert lines_of("z = x; z")[0] == Line("z", lines_of("z = x; z")[0].value)
