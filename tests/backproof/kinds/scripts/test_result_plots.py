"""Figures that are drawn of a script's results, read back from what is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backproof.answer import Figure
from backproof.diagnostic import InputError
from backproof.kinds.script.plots.drawn import draw
from backproof.proofreading.figures.series import judge
from backproof.proofreading.formulas import Picture
from tests.backproof.kinds.scripts.test_observed_scripts import solved

SCRIPT = """\
import json

steps = list(range(1, 41))
print(json.dumps({"steps": steps, "loss": [2.0 / n for n in steps]}))
print(json.dumps({"wave": [(-1.0) ** n * n / 9 for n in steps]}))
print(json.dumps({"x": [0.0, 1.0, 2.5], "y": [1.0, -1.0, 0.5], "end": [-3.0, 3.0], "line": [-6.0, 6.0]}))
"""
KEYS = """
[[questions.parts.plots]]
curves = { "loss" = "loss", "wave & $w$" = "wave" }
x = "steps"
x_name = "step"
y_name = "value"
alternative = "Two series."

[[questions.parts.plots]]
curves = { "line" = ["end", "line"] }
points = { "data" = ["x", "y"] }
x_range = [-2, 3]
y_range = [-2, 2]
alternative = "A line and points."
"""


def shown(folder: Path, keys: str = KEYS) -> tuple[list[Figure], list[Mapping[str, Any]]]:
    part = solved(folder, SCRIPT, keys)
    claim = part.answer.claims[-1].data
    return list(part.figures), claim["plots"]  # type: ignore[return-value]


def faults(plots: list[Mapping[str, Any]], sources: list[str]) -> list[str]:
    return [
        str(fault.message) for fault in judge(plots, [Picture(1, "q1a", 0, source) for source in sources])
    ]


def test_figures_are_those_of_the_results(tmp_path: Path) -> None:
    figures, plots = shown(tmp_path)
    assert not faults(plots, [draw(**figure.data) for figure in figures])  # type: ignore[arg-type]
    assert plots[1]["series"]["data"] == [[0.0, 1.0], [1.0, -1.0], [2.5, 0.5]]


def test_a_line_ends_at_the_ends_of_the_axes(tmp_path: Path) -> None:
    figures, _ = shown(tmp_path)
    source = draw(**figures[1].data)  # type: ignore[arg-type]
    (line,) = re.findall(
        r"\\ink\{line 0\}\{\\go\(([\d.]+),([\d.]+)\)\\on\(([\d.]+),([\d.]+)\)\\drawn\}(?=\s)", source
    )[:1]
    (corner,) = re.findall(r"\\ink\{axis\}\{\\go\(([\d.]+),([\d.]+)\)\\on\(([\d.]+),([\d.]+)\)", source)
    assert {line[1], line[3]} == {corner[1], corner[3]}


def _with(key: str, change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda data: {**data, key: change(data[key])}


WRONG = {
    "a value": (0, _with("curves", lambda c: ((c[0][0], c[0][1], (1.9, *c[0][2][1:])), *c[1:]))),
    "an end left out": (0, _with("curves", lambda c: ((c[0][0], c[0][1][:-4], c[0][2][:-4]), *c[1:]))),
    "a peak left out": (0, _with("curves", lambda c: (c[0], (c[1][0], *(v[:9] + v[10:] for v in c[1][1:]))))),
    "labels swapped": (0, _with("curves", lambda c: ((c[1][0], *c[0][1:]), (c[0][0], *c[1][1:])))),
    "a curve left out": (0, _with("curves", lambda c: c[:1])),
    "a curve too many": (0, _with("curves", lambda c: (*c, ("more", (1.0, 2.0), (0.0, 1.0))))),
    "an axis's name": (0, _with("x_name", lambda _: "epoch")),
    "the other name": (0, _with("y_name", lambda _: "")),
    "another line": (1, _with("curves", lambda c: ((c[0][0], c[0][1], (-6.0, 5.0)),))),
    "a moved point": (1, _with("points", lambda p: ((p[0][0], (0.0, 1.1, 2.5), p[0][2]),))),
    "a missing point": (1, _with("points", lambda p: ((p[0][0], p[0][1][1:], p[0][2][1:]),))),
    "a point too many": (1, _with("points", lambda p: ((p[0][0], (*p[0][1], 0.5), (*p[0][2], 0.5)),))),
    "joined points": (1, lambda data: {**data, "curves": (*data["curves"], *data["points"]), "points": ()}),
    "another range": (1, _with("x_range", lambda _: (-2.0, 2.6))),
    "another scale": (0, _with("logarithmic", lambda _: ("y",))),
}  # fmt: skip


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in WRONG])
@pytest.mark.sample(100)
def test_another_figure_is_noticed(tmp_path: Path, name: str) -> None:
    number, change = WRONG[name]
    figures, plots = shown(tmp_path)
    sources = [draw(**figure.data) for figure in figures]  # type: ignore[arg-type]
    sources[number] = draw(**change(dict(figures[number].data)))
    assert faults(plots, sources)


LABELS = [
    ("loss", "Loss"), ("$\\alpha$", "$\\beta$"), ("$1/\\sqrt n$", "$1/n$"), ("a_b & 50% $x_1$", "5$"),
    ("Größe", "größer"), ("a < b", "a > b"), ("back\\slash", "{braces}"), ("日本", "中文"),
    ("step $\\eta = 10^{-2}$", "step $\\eta = 10^{-3}$"),
]  # fmt: skip


@pytest.mark.parametrize("labels", [pytest.param(pair, id=pair[0]) for pair in LABELS])
@pytest.mark.sample(100)
def test_labels_are_told_apart(labels: tuple[str, str]) -> None:
    first, other = (
        (label, (0.0, 1.0, 2.0), y)
        for label, y in zip(labels, [(0.0, 1.0, 3.0), (2.0, 1.0, 0.0)], strict=True)
    )
    plot = {
        "curves": list(labels),
        "series": {label: list(zip(x, y, strict=True)) for label, x, y in (first, other)},
        "ranges": {"x": [], "y": []},
        "names": {"x": labels[0], "y": labels[1]},
        "logarithmic": [],
    }
    assert not faults([plot], [draw([first, other], [], *labels, (), (), (), "")])
    if labels == ("a < b", "a > b"):
        return  # Signs in words are not read, so that these are told apart by their order alone.
    swapped = ((labels[1], *first[1:]), (labels[0], *other[1:]))
    assert faults([plot], [draw(swapped, [], *labels, (), (), (), "")])


@pytest.mark.slow
def test_figures_of_random_series_have_no_fault() -> None:
    rng = np.random.default_rng(5)
    for case in range(60):
        count = int(rng.integers(2, 200))
        x, y = rng.normal(size=count) * 10.0 ** rng.integers(-3, 4), np.cumsum(rng.normal(size=count))
        x, y = (np.sort(x), np.exp(y / 9)) if case % 2 else (x, y)
        logarithmic = ("y",) if case % 2 else ()
        series = [(f"s{k}", tuple(x), tuple(y + k)) for k in range(int(rng.integers(1, 5)))]
        half = len(series) // 2
        y_range = tuple(np.quantile(y, [0.2, 0.9]).tolist()) if case % 3 else ()
        source = draw(series[:half], series[half:], "n", "", (), y_range, logarithmic, "")
        plot = {
            "curves": [label for label, *_ in series[:half]],
            "series": {label: list(zip(x, y, strict=True)) for label, x, y in series},
            "ranges": {"x": [], "y": list(y_range)},
            "names": {"x": "n", "y": ""},
            "logarithmic": logarithmic,
        }
        assert not faults([plot], [source]), case


def test_a_value_that_is_not_finite_parts_a_curve() -> None:
    y = (1.0, 2.0, math.nan, 4.0, math.inf, 2.0, 1.0)
    x = tuple(map(float, range(7)))
    source = draw([("s", x, y)], [], "", "", (), (), (), "")
    plot = {
        "curves": ["s"],
        "series": {"s": list(zip(x, y, strict=True))},
        "ranges": {"x": [], "y": []},
        "names": {"x": "", "y": ""},
        "logarithmic": [],
    }
    assert not faults([plot], [source])
    filled = draw([("s", x, (1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0))], [], "", "", (), (), (), "")
    assert faults([plot], [filled])


@pytest.mark.parametrize(
    ("old", "new", "message", "at"),
    [
        ('"wave & $w$" = "wave"', '"wave" = "waves"', "'waves'", "wave"),
        ('["end", "line"]', '["end", "y"]', "3 ordinates for 2 abscissas", "line"),
        ('["x", "y"]', '["x"]', "1 series are given", "data"),
        ('["x", "y"]', '["x", "y[0]"]', "y[0] is no series of numbers", "y[0]"),
        ("[-2, 3]", "[3, -2]", "no range", "[3, -2]"),
        ("[-2, 3]", "[0, inf]", "no range", "[0, inf]"),
        ("[-2, 3]", "[1, 1.00001]", "too short", "[1, 1.00001]"),
        ("[-2, 3]", "[7, 8]", "nothing of this series", "line"),
        ('["x", "y"]', '["x", "y/0"]', "nothing of this series", "y/0"),
        ('"A line and points."', '" "', "this text is empty", '" "'),
        ('y_name = "value"', 'logarithmic = ["y"]\ny_range = [0, 1]', "positive", "[0, 1]"),
    ],
    ids=[
        *("no result", "lengths", "one alone", "no series", "range", "infinite", "narrow", "away"),
        *("undefined", "no words", "logarithm of 0"),
    ],
)  # fmt: skip
@pytest.mark.sample(100)
def test_what_cannot_be_drawn_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, message: str, at: str
) -> None:
    assert old in KEYS
    with pytest.raises(InputError) as raised:
        shown(tmp_path, KEYS.replace(old, new))
    (fault,) = raised.value.diagnostics
    assert message in fault.message
    text = (tmp_path / "terms" / "sheet.toml").read_text(encoding="utf-8").splitlines()
    assert fault.line is not None
    assert at in text[fault.line - 1]
