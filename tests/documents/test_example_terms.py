"""The terms that are shipped as examples: other data, another network, another language."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from backproof.results import pdf
from backproof.terms.loading import load
from backproof.tex.engine import find_engine
from solutions import solve
from tests.conftest import ROOT, Checkout, built_once

FALL = ROOT / "solutions" / "terms" / "2025-fall.toml"
NAMES = sorted(path.stem for path in (ROOT / "solutions" / "terms").glob("*.toml"))


class Built:
    """A term that was built, as its reader sees it."""

    def __init__(self, sources: Checkout, name: str) -> None:
        self.folder = sources.root / "out" / "terms" / name

    @cached_property
    def text(self) -> str:
        """The PDF's text with every run of white space as one space."""
        (file,) = self.folder.glob("*.pdf")
        return " ".join(pdf.text(file).split())

    @cached_property
    def answers(self) -> dict[str, Any]:
        """answers.json."""
        found: dict[str, Any] = json.loads((self.folder / "answers.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture(scope="session")
def tanh(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(built_once(tmp_path_factory, "example-tanh"), "example-tanh")


@pytest.fixture(scope="session")
def three_layers(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(built_once(tmp_path_factory, "example-three-layers"), "example-three-layers")


@pytest.mark.slow
def test_with_tanh_nothing_is_said_that_holds_for_softplus_alone(tanh: Built) -> None:
    assert "logistic" not in tanh.text
    assert "σ" not in tanh.text
    assert "log(1 +" not in tanh.text
    assert "ϕ(t) = tanh(t)" in tanh.text
    assert "1 − ϕ(t)" in tanh.text


@pytest.mark.slow
def test_with_tanh_every_answer_follows(tanh: Built) -> None:
    assert tanh.answers["q1"]["text"].endswith("5*y**4*ones(d)")
    assert "tanh" in tanh.answers["q2b"]["formulas"]["x"]
    assert "np.tanh" in (tanh.folder / "Q3_AIE6001_A1.py").read_text(encoding="utf-8")
    assert "1 - h**2" in tanh.answers["q3b"]["text"]
    vectors = np.array([[1, 2], [-2, -4], [3, 1], [0, 5]])
    columns = np.array([[2, 0, 1], [4, 1, 3], [-2, 5, 4], [0, 3, 3]])
    rows = np.array([[1, -2, 1, 0], [2, -4, 0, 2], [3, -6, 1, 2]])
    found = [int(tanh.answers[f"q4{part}"]["text"]) for part in "abcde"]
    ranks = [int(np.linalg.matrix_rank(matrix)) for matrix in (vectors, columns, rows)]
    assert found == [ranks[0], ranks[1], 4 - ranks[2], 3, 2]


@pytest.mark.slow
def test_the_script_that_is_handed_in_computes_the_terms_own_network(tanh: Built) -> None:
    names: dict[str, Any] = {"__name__": "handed in"}
    exec((tanh.folder / "Q3_AIE6001_A1.py").read_text(encoding="utf-8"), names)
    rng = np.random.default_rng(5)
    x, y, w1, w2 = (rng.standard_normal(shape) for shape in ((3, 1), (2, 1), (4, 3), (2, 4)))
    h = 1e-6 * (direction := rng.standard_normal(w1.shape))
    up, down = (np.sum((y - w2 @ np.tanh((w1 + step) @ x)) ** 2) for step in (h, -h))
    slope = np.sum(names["compute_gradients"](x, y, w1, w2)[0] * direction)
    assert slope == pytest.approx((up - down) / 2e-6, rel=1e-6)


@pytest.mark.slow
def test_three_layers_and_a_weighted_sum(three_layers: Built) -> None:
    assert "adds up the entries" not in three_layers.text
    assert set(three_layers.answers["q3a"]["formulas"]) == {"W1", "W2", "W3"}
    assert "softmax" in three_layers.answers["q3a"]["formulas"]["W3"]
    assert "4(w⊤x)" in three_layers.text.replace(" ", "")
    assert "capped at 90 points" in three_layers.text
    assert "q4c" not in three_layers.answers


@pytest.mark.slow
def test_the_gradient_of_the_cross_entropy_is_softmax_less_target(three_layers: Built) -> None:
    names: dict[str, Any] = {"__name__": "handed in"}
    exec((three_layers.folder / "Q3_AIE6001_A1.py").read_text(encoding="utf-8"), names)
    rng = np.random.default_rng(5)
    shapes = ((3, 1), (2, 1), (4, 3), (5, 4), (2, 5))
    x, y, *weights = (rng.standard_normal(shape) for shape in shapes)
    y = np.exp(y) / np.sum(np.exp(y))
    hidden = np.log1p(np.exp(weights[1] @ np.log1p(np.exp(weights[0] @ x))))
    scores = weights[2] @ hidden
    expected = (np.exp(scores) / np.sum(np.exp(scores)) - y) @ hidden.T
    assert np.allclose(names["compute_gradients"](x, y, *weights)[2], expected, atol=1e-12)


def test_order_number_points_and_repetition_are_the_term_files(tmp_path: Path) -> None:
    head, first, second, *_ = FALL.read_text(encoding="utf-8").split("\n[[questions]]\n")
    again = first.replace('id = "q1"', 'id = "again"\nnumber = 12').replace("y**4", "exp(y)")
    head = head.replace("points = 110", "points = 65").replace("maximum = 100", "maximum = 65")
    path = tmp_path / "term.toml"
    path.write_text(
        "\n[[questions]]\n".join([head, second, again, first.replace("20", "25")]), encoding="utf-8"
    )
    found = load(path, folder=ROOT / "solutions")
    solved = [solve(question, found) for question in found.questions]
    assert [(solution.id, solution.number, solution.points) for solution in solved] == [
        ("q2", 1, 20),
        ("again", 12, 20),
        ("q1", 3, 25),
    ]
    assert [solution.answers[0].passed for solution in solved] == [True] * 3
    assert [solution.answers[0].text for solution in solved[1:]] == [
        "y = sum(x); exp(y)*ones(d)",
        "y = sum(x); 4*y**3*ones(d)",
    ]


def cjk_engine() -> str:
    """An engine that finds a CJK font; skips with what is missing where there is none."""
    try:
        find_engine("xelatex")
    except InputError as error:
        pytest.skip(f"{error.diagnostics[0].message}: sudo apt-get install texlive-xetex texlive-latex-extra")
    lister = shutil.which("fc-list")
    fonts = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout if lister else b""
    if b"Noto Serif CJK SC" not in fonts:
        pytest.skip("there is no Noto Serif CJK SC: sudo apt-get install fonts-noto-cjk")
    return "xelatex"


@pytest.mark.slow
def test_a_sheet_in_chinese_on_the_systems_tex(sources: Checkout) -> None:
    name = "example-linear-algebra"
    done = sources.run("pdf", "--quiet", "--term", name, "--engine", cjk_engine())
    assert done.returncode == 0, done.stdout + done.stderr
    built = Built(sources, name)
    assert "线性代数作业三：维数" in built.text
    assert "王小明" in built.text
    assert "求下列各空间的维数。" in built.text
    assert "Determine the dimension of each" not in built.text
    assert re.search(r"Question 7 .*Question 9 ", built.text)
    assert [answer["text"] for answer in built.answers.values()] == ["2", "2", "2"]


@pytest.mark.sample(1)
@pytest.mark.parametrize("command", ["check", "html"])
def test_what_is_no_pdf_asks_no_engine_for_its_characters(sources: Checkout, command: str) -> None:
    done = sources.run(command, "--term", "example-linear-algebra")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_embedded_tex_says_what_it_cannot_set(sources: Checkout) -> None:
    done = sources.run("pdf", "--quiet", "--term", "example-linear-algebra")
    assert done.returncode == 2
    assert "error: pdfLaTeX with Latin Modern cannot set '线'" in done.stderr
    assert "--engine lualatex" in done.stderr
    assert not list((sources.root / "out").rglob("*.pdf"))


def mentions(text: str, names: list[str]) -> list[str]:
    return [name for name in names if name in text]


@pytest.mark.parametrize(
    "file",
    [
        *sorted((ROOT / "solutions").glob("*.py")),
        *sorted(path for path in (ROOT / "templates").rglob("*.j2") if "terms" not in path.parts),
        *sorted(path for path in (ROOT / "backproof").rglob("*") if path.suffix in (".j2", ".in")),
        *sorted((ROOT / "backproof" / "kinds").rglob("*.py")),
    ],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_no_solver_and_no_shared_template_names_a_term(file: Path) -> None:
    assert not mentions(file.read_text(encoding="utf-8"), NAMES)


def test_a_named_term_would_be_seen() -> None:
    assert mentions('if term.name == "2025-fall":', NAMES) == ["2025-fall"]
