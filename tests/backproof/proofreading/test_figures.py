"""Figures read back: good drawings pass, and a drawing of other data, or with another mark, is refused."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backproof.answer import Figure, Solution
from backproof.drawing import polyline
from backproof.homework import of_packages
from backproof.proofreading.derivatives.reading import Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.figures import curves, graphs, vectors
from backproof.proofreading.figures.plots import scale
from backproof.proofreading.formulas import Picture
from backproof.proofreading.linear.space import Space
from backproof.terms import loading
from solutions import solve
from tests.conftest import ROOT
from tests.solved import solved

_HOMEWORK = of_packages(ROOT, "solutions", "figures")
SPACES = (
    "span = [[1, 2], [2, 4]]",
    "span = [[1, 2], [3, 1]]",
    "span = [[1, 0, 0], [0, 1, 0], [1, 1, 0]]",
    "span = [[1, 2, 3]]",
    "null_space = [[1, 2]]",
    "null_space = [[1, 2, 3]]",
    "null_space = [[1, 0, 2], [0, 1, 1]]",
    "null_space = [[0, 0, 1]]",
    "span = [[0, 0, 0], [1, 2, 1]]",
    "column_space = [[1, 2, 0], [0, 1, 5], [-3, 0, 1]]",
    'polynomials = ["x", "x**2 + x"]',
    'span = [["1/2", 3, "-7/3"], [1, 1, 1], [0, 4, -1]]',
    "span = [[100, 1, 1], [1, 1, 0], [0, 1, 1]]",
    'functions = ["asin(x)", "acos(x)", "1"]\ndomain = [-1, 1]',
    'functions = ["cbrt(x)", "x", "sin(x)*cos(x)", "sin(2*x)"]\ndomain = [-2, 2]',
    'functions = ["x**2 + 1", "2*x**2 + 2"]\ndomain = [-2, 2]',
    'functions = ["x + 1", "x", "1"]\ndomain = [-1, 1]',
    'functions = ["1/x", "x"]\ndomain = "(0, 1]"',
    'functions = ["sin(x)", "cos(x)", "sin(x + 1)"]\ndomain = [0, 3]',
)


def _drawn(figure: Figure) -> str:
    return str(_HOMEWORK.draw(figure, figure.name, Path()).latex)


def faults_of(solution: Solution, figure: Figure, latex: str) -> list[Fault]:
    """Judge a drawing by the answer that it belongs to."""
    picture = Picture(1, "", 0, latex)
    answers = {answer.id: answer for answer in solution.answers}
    if figure.name == "computation_graph":
        return list(graphs.judge(Reading(solution.answers[0].claims[0].data), picture))
    if figure.name in ("gradient_check", "training_curve"):
        return list(curves.judge_run(solution.answers[-1].text, picture))
    space = Space(answers[figure.name].claims[0].data)
    judged = curves.judge_functions if space.claim["space"] == "functions" else vectors.judge
    return list(judged(space, picture))


@cache
def _figures(term: str) -> tuple[tuple[Solution, Figure, str], ...]:
    return tuple(
        (solution, figure, _drawn(figure)) for solution in solved(term) for figure in solution.figures
    )


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "term", ["2025-fall", "example-tanh", "example-three-layers", "example-linear-algebra"]
)
def test_the_figures_of_homeworks_have_no_fault(term: str) -> None:
    for solution, figure, latex in _figures(term):
        assert not faults_of(solution, figure, latex), figure.name


@pytest.mark.slow
def test_figures_of_many_spaces_have_no_fault(tmp_path: Path) -> None:
    lines = ['course = "X1"\nassignment = 1\ntitle = "T"\ndue = 2025-01-01T00:00:00']
    lines.append('[[questions]]\nid = "d"\nkind = "dimension"\ntitle = "D"')
    for number, space in enumerate(SPACES):
        lines.append(f'[[questions.parts]]\nid = "s{number}"\ntitle = "S"\npoints = 1\n{space}')
    (tmp_path / "2025-fall.toml").write_text("\n".join(lines), encoding="utf-8")
    term: Any = loading.load(tmp_path / "2025-fall.toml")
    (solution,) = (solve(question, term) for question in term.questions)
    assert len(solution.figures) == len(SPACES)
    for figure in solution.figures:
        assert not faults_of(solution, figure, _drawn(figure)), SPACES[int(figure.name[1:])]


def _reversed(values: Any) -> Any:
    return tuple(reversed(values))


def _negated(rows: Any) -> Any:
    return tuple(tuple(-entry for entry in row) for row in rows)


OTHER_DATA: tuple[tuple[str, str, Any], ...] = (
    ("q4a", "vectors", _negated),
    ("q4a", "vectors", _reversed),
    ("q4a", "labels", _reversed),
    ("q4a", "axes", lambda _: ("x_2", "x_1", "x_3")),
    ("q4b", "pivots", lambda _: (0, 3)),
    ("q4b", "vectors", _negated),
    ("q4b", "vectors", lambda rows: rows[:-1]),
    ("q4b", "labels", _reversed),
    ("q4c", "rows", _negated),
    ("q4c", "rows", lambda rows: rows[:2]),
    ("q4c", "row_labels", _reversed),
    ("q4c", "basis", lambda rows: ((rows[0][1], rows[0][0], rows[0][2]),)),
    ("q4d", "axes", _reversed),
    ("q4d", "labels", _reversed),
    ("q4d", "pivots", lambda _: (0, 2)),
    ("q4e", "functions", lambda items: tuple((name, _reversed(items[0][1])) for name, _ in items)),
    ("q4e", "functions", lambda items: ((items[1][0], items[0][1]), (items[0][0], items[1][1]), items[2])),
    ("q4e", "functions", lambda items: (*items[:2], (items[2][0], tuple(y + 0.1 for y in items[2][1])))),
    ("q4e", "points", lambda xs: tuple(x + 0.1 for x in xs)),
    ("q4e", "variable", lambda _: "t"),
    ("computation_graph", "edges", lambda edges: edges[:1] + edges[2:]),
    ("computation_graph", "edges", lambda edges: (edges[0], ("x", "h"), *edges[2:])),
    ("computation_graph", "adjoints", lambda found: found[1:]),
    ("computation_graph", "adjoints", lambda found: tuple((n, found[0][1], o) for n, _, o in found)),
    ("gradient_check", "panels", lambda ps: ((ps[1][0], ps[0][1]), (ps[0][0], ps[1][1]))),
    ("gradient_check", "panels", lambda ps: tuple((title, cs[:-1]) for title, cs in ps)),
    (
        "gradient_check",
        "panels",
        lambda ps: tuple(
            (title, tuple((name, tuple((h, 2 * e) for h, e in points)) for name, points in cs))
            for title, cs in ps
        ),
    ),
    ("training_curve", "steps", lambda steps: tuple(step + 1 for step in steps)),
    ("training_curve", "series", lambda found: tuple((name, found[0][1]) for name, _ in found)),
    ("training_curve", "series", lambda found: tuple((name, _reversed(values)) for name, values in found)),
)


def _ends(points: Any, _tolerance: float) -> Any:
    """The corners that a simplification leaves which keeps some six points and the last."""
    return [*points[: -1 : max(2, len(points) // 6)], points[-1]]


@pytest.mark.parametrize("name", ["q4e", "training_curve", "gradient_check"])
def test_a_curve_that_takes_a_short_cut_between_its_points_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    solution, figure = next(
        (solution, figure) for solution, figure, _ in _figures("2025-fall") if figure.name == name
    )
    monkeypatch.setattr(polyline, "within", _ends)
    assert faults_of(solution, figure, _drawn(figure))


@pytest.mark.parametrize(("name", "key", "change"), OTHER_DATA)
def test_a_drawing_of_other_data_is_refused(name: str, key: str, change: Any) -> None:
    ((solution, figure, _),) = (found for found in _figures("2025-fall") if found[1].name == name)
    changed = Figure(name, figure.module, {**figure.data, key: change(figure.data.get(key))})
    assert faults_of(solution, figure, _drawn(changed))


MARKS = (
    ("computation_graph", r"\$\\times\$", r"$\\odot$"),
    ("computation_graph", r"rVert\^2", r"rVert"),
    ("computation_graph", r"\$y - W\^\{\(2\)\} h\$", r"$y + W^{(2)} h$"),
    ("computation_graph", r"\$\\phi\$", r"$\\phi'$"),
    ("q4a", r"\\ink\{hidden\}", r"\\ink{edge}"),
    ("q4a", r"\\go\(1\.352,1\.880\)\\on\(2\.523,2\.686\)", r"\\go(1.171,0.806)\\on(2.523,2.686)"),
    ("q4a", r"\$v_1\$", "$v_2$"),
    ("q4b", r"\\pen\{pivot\}\{\\color\{accent\}", r"\\pen{pivot}{\\color{warm}"),
    ("q4b", r"\\ink\{other\}", r"\\ink{pivot}"),
    ("q4b", r"(\\ink\{lattice\}\{\\go\(0\.198,-1\.505\)\\on)\(1\.432,0\.621\)", r"\1(-1.757,-1.780)"),
    ("q4c", r"\\ink\{through\}", r"\\ink{hidden}"),
    ("q4e", r"\\frac\{\\pi\}\{2\}\$", r"\\pi$"),
    ("q4e", r"(\\word\[r\][^\n]*)\$2\$", r"\1$3$"),
    ("computation_graph", r"\$\\mathbb\{R\}\^\{k\}\$", r"$\\mathbb{R}^{p}$"),
    ("computation_graph", r"\{\$z\$\}", "{$h$}"),
    ("computation_graph", r"\\bar\{h\}", r"\\bar{z}"),
    ("gradient_check", r"\$10\^\{-8\}\$", "$10^{-7}$"),
    ("gradient_check", r"d=3,k=2,p=4", "d=5,k=5,p=5"),
    ("training_curve", r"gradient norm", "loss"),
    ("training_curve", r"\$100\$", "$200$"),
)


@pytest.mark.parametrize(("name", "mark", "other"), MARKS)
def test_another_mark_is_refused(name: str, mark: str, other: str) -> None:
    ((solution, figure, latex),) = (found for found in _figures("2025-fall") if found[1].name == name)
    changed = re.sub(mark, other, latex, count=1)
    assert changed != latex
    assert faults_of(solution, figure, changed)


def test_scales_are_told_by_their_ticks() -> None:
    linear = scale([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)])
    assert linear is not None
    assert linear(1.5) == pytest.approx(4)
    logarithmic = scale([(0.0, 0.01), (1.0, 0.1), (2.0, 1.0)])
    assert logarithmic is not None
    assert logarithmic(0.5) == pytest.approx(10**-1.5)
    from_zero = scale([(0.0, 0.0), (0.5, 1.0), (1.5, 10.0), (2.5, 100.0)])
    assert from_zero is not None
    assert (from_zero(0.25), from_zero(2.0)) == (pytest.approx(0.5), pytest.approx(10**1.5))
    assert scale([(0.0, 1.0), (1.0, 2.0), (2.0, 5.0)]) is None
    assert scale([(0.0, 1.0)]) is None
