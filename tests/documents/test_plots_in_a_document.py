"""A whole document with a script's plots: captions, alternatives and claims, in the PDF and on the page."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from backproof.results import pdf
from tests.conftest import Checkout, checkout

# It is only looked for: other tests of this process assert that nothing here imports it.
pytestmark = pytest.mark.skipif(find_spec("matplotlib") is None, reason="matplotlib is not installed")

TERM = """\
course = "P1"
assignment = 7
title = "Plots"
due = 2026-01-01T00:00:00
imports = ["matplotlib"]

[[questions]]
id = "rates"
title = "Errors"

[[questions.parts]]
kind = "script"
points = 4
statement = "Plot the errors of two difference formulas, and measure their slopes."
script = "rates.py"
claims = ["0.9 < slope_forward < 1.1", "1.9 < slope_central < 2.1"]
captions = ["Errors against the step.", "Their quotient."]
alternatives = ["Two straight lines with slopes one and two.", "A falling straight line."]
answer = "The central difference is better by one order."

[[questions.parts]]
kind = "derivative"
points = 1
definition = "f = exp(x)"
wrt = ["x"]
shapes = { x = "" }
"""
SCRIPT = """\
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

h = 10.0 ** -np.arange(1, 5)
errors = {
    "forward": abs((np.exp(h) - 1) / h - 1),
    "central": abs((np.exp(h) - np.exp(-h)) / (2 * h) - 1),
}
for name, error in errors.items():
    plt.loglog(h, error, label=name)
    print(f"slope {name} = {np.polyfit(np.log(h), np.log(error), 1)[0]:.3f}")
plt.xlabel("step"), plt.ylabel("error"), plt.legend()
plt.savefig("errors.png")
plt.figure()
plt.loglog(h, errors["central"] / errors["forward"])
plt.savefig("quotient.pdf")
"""


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    copy = checkout(tmp_path_factory.mktemp("plots"))
    (copy.root / "solutions" / "terms" / "plots.toml").write_text(TERM, encoding="utf-8")
    (copy.root / "solutions" / "rates.py").write_text(SCRIPT, encoding="utf-8")
    return copy


def made(homework: Checkout, command: str, *options: str) -> Path:
    done = homework.run(command, "--term", "plots", *options)
    assert done.returncode == 0, done.stderr
    (found,) = (homework.root / "out").rglob(f"P1-assignment-7*.{command}")
    return found


def test_the_pdf_has_the_plots_with_captions_and_their_words(homework: Checkout) -> None:
    file = made(homework, "pdf")
    words = " ".join(pdf.text(file).split())
    assert re.search(r"Figure 1\. errors: Errors against the step\..*Figure 2\. quotient: Their", words)
    assert "central difference is better" in words
    first = file.read_bytes()
    file.unlink()
    assert made(homework, "pdf").read_bytes() == first


def test_the_page_has_them_too_and_says_what_they_show(homework: Checkout) -> None:
    page = made(homework, "html").read_text(encoding="utf-8")
    assert "Errors against the step." in page
    assert "Two straight lines with slopes one and two." in page
    assert "A falling straight line." in page


def test_a_figure_without_words_and_a_false_slope_are_refused(homework: Checkout) -> None:
    term = "solutions/terms/plots.toml"
    homework.edit(term, ', "A falling straight line."', "")
    done = homework.run("pdf", "--term", "plots")
    homework.edit(term, 'slopes one and two."', 'slopes one and two.", "A falling straight line."')
    assert done.returncode == 2
    assert "alternatives" in done.stderr
    homework.edit(term, "1.9 < slope_central", "2.9 < slope_central")
    done = homework.run("pdf", "--term", "plots")
    homework.edit(term, "2.9 < slope_central", "1.9 < slope_central")
    assert done.returncode == 1
    assert "slope_central" in done.stderr
