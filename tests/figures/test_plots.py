"""The plots: their words can be read from the PDF, their bytes never change, odd data does not stop them."""

import math
import subprocess
import sys

import pytest

from figures import functions, gradient_check, style, training_curve
from figures.functions import Function, Relation
from figures.gradient_check import Curve, Panel
from figures.training_curve import Series
from tests.figures.tikz import pdf_text

V_SHAPE = tuple((10.0**-n, max(10.0 ** (-2 * n), 3e-16 * 10.0**n)) for n in range(1, 13))
FALLING = tuple((10.0**-n, 1e-16 * 10.0**n) for n in range(1, 13))


def check(path, *curves):
    gradient_check.draw([Panel("weight", curves)], path)
    return path.read_bytes()


def train(path, steps, *values):
    training_curve.draw(steps, [Series(f"series {i}", one) for i, one in enumerate(values)], path)
    return path.read_bytes()


def cosines(path, relation):
    points = [-math.pi + 2 * math.pi * i / 60 for i in range(61)]
    given = [
        Function("5", tuple(5.0 for _ in points)),
        Function(r"\cos 2x", tuple(math.cos(2 * x) for x in points)),
        Function(r"\cos^2 x", tuple(math.cos(x) ** 2 for x in points)),
    ]
    functions.draw(points, given, path, relation)
    return path.read_bytes()


def test_a_gradient_check_names_its_panels_and_curves(tmp_path):
    path = tmp_path / "check.pdf"
    panels = [
        Panel("first", (Curve("one", V_SHAPE), Curve("two", FALLING))),
        Panel("second", (Curve("one", FALLING),)),
    ]
    gradient_check.draw(panels, path)
    text = pdf_text(path)
    for word in ("first", "second", "one", "two", "stepsize", "relativeerror"):
        assert word in text
    # h^2 only where an error falls with h; 1/h (whose stroke the font maps to another sign) in both panels.
    assert text.count("h2") == 1
    assert text.count("1=h") + text.count("1/h") == 2


def test_plain_tuples_draw_the_same(tmp_path):
    gradient_check.draw((("weight", (("one", V_SHAPE),)),), tmp_path / "plain.pdf")
    assert check(tmp_path / "named.pdf", Curve("one", V_SHAPE)) == (tmp_path / "plain.pdf").read_bytes()


def test_a_best_step_is_the_smallest_error():
    assert Curve("", V_SHAPE).best == min(V_SHAPE, key=lambda point: point[1])
    assert Curve("", ((1e-1, math.nan), (1e-2, 0.0), (1e-3, 1e-3))).best == (1e-2, gradient_check.LEAST_ERROR)


def test_a_training_curve_names_each_series(tmp_path):
    path = tmp_path / "training.pdf"
    train(path, [0, 1, 2, 4, 8, 16, 32, 64], [2.0**-n for n in range(8)], [3.0**-n for n in range(8)])
    assert "series0" in pdf_text(path)
    assert "series1" in pdf_text(path)


def test_functions_and_their_relation(tmp_path):
    relation = Relation(2, ((r"\frac{1}{10} \cdot 5", 0.1, 0), (r"\frac{1}{2} \cos 2x", 0.5, 1)))
    with_relation = cosines(tmp_path / "a.pdf", relation)
    wrong = cosines(tmp_path / "b.pdf", Relation(2, ((r"\frac{1}{10} \cdot 5", 0.2, 0), relation.addends[1])))
    assert with_relation != wrong
    # Once among the functions, once as an addend, once in the sum.
    assert pdf_text(tmp_path / "a.pdf").count("cos2x") == 3 + 2
    assert cosines(tmp_path / "c.pdf", None) != with_relation


def test_the_same_data_give_the_same_bytes_in_another_process(tmp_path):
    code = (
        "import sys, pathlib; from figures.gradient_check import *;"
        f"curves = (Curve('one', {V_SHAPE}), Curve('$h^2$', {FALLING}));"
        "draw([Panel('weight', curves)], pathlib.Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "there.pdf"], check=True, timeout=60)
    here = check(tmp_path / "here.pdf", Curve("one", V_SHAPE), Curve("$h^2$", FALLING))
    assert (tmp_path / "there.pdf").read_bytes() == here


def test_a_pdf_is_a_vector_graphic_without_date_or_origin(tmp_path):
    written = check(tmp_path / "check.pdf", Curve("one", V_SHAPE))
    for trace in (b"/Subtype /Image", b"Date", b"Creator", b"Producer", b"atplotlib", str(tmp_path).encode()):
        assert trace not in written


@pytest.mark.parametrize(
    "points",
    [(), ((1e-3, 1e-9),), ((1e-3, 0.0), (1e-4, 0.0)), ((1e-3, math.nan), (1e-4, math.inf))],
    ids=["none", "one", "zeros", "no numbers"],
)
def test_a_gradient_check_of_odd_errors(points, tmp_path):
    assert check(tmp_path / "check.pdf", Curve("odd", points)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("steps", "values"),
    [
        ([0], (1.0,)),
        ([], ()),
        ([0, 10], (None, 0.0)),
        ([0, 1, 2, 3], (1.0, math.inf, math.nan, -1.0)),
        ([5, 10, 15, 20], (4.0, 3.0, 2.0, 1.0)),
    ],
    ids=["one point", "none", "nothing to draw", "overflow", "even steps"],
)
def test_a_training_curve_of_odd_values(steps, values, tmp_path):
    assert train(tmp_path / "training.pdf", steps, values).startswith(b"%PDF")


def test_a_formula_that_the_plots_do_not_know_stands_as_it_is(tmp_path):
    assert style.mathtext(r"\tfrac{1}{2}") == r"$\frac{1}{2}$"
    assert style.mathtext(r"\unknown{x}") == r"\unknown{x}"
    functions.draw([0.0, 1.0], [Function(r"\unknown{x}", (math.nan, 1.0))], tmp_path / "f.pdf")
    assert "unknown" in pdf_text(tmp_path / "f.pdf")


def test_what_does_not_fit_together_is_refused_and_nothing_is_written(tmp_path):
    path = tmp_path / "none.pdf"
    with pytest.raises(ValueError, match="one value for each step"):
        train(path, [0, 1], (1.0,))
    with pytest.raises(ValueError, match="one value for each point"):
        functions.draw([0.0], [Function("x", ())], path)
    with pytest.raises(ValueError, match="at least one panel"):
        gradient_check.draw([], path)
    with pytest.raises(RuntimeError), style.drawing(path, 1, 5.0):
        raise RuntimeError
    assert not path.exists()


def test_the_palette_is_data_for_the_preamble():
    assert r"\definecolor{accent}{HTML}{1F5FA8}" in style.xcolor_definitions().splitlines()
    assert style.colour("accent") == "#1F5FA8"
    assert len({tuple(style.series(i).items())[1:] for i in range(5)}) == 5


def test_no_figure_imports_matplotlib_before_it_draws():
    modules = (
        "computation_graph", "functions", "gradient_check", "null_space", "span", "style", "training_curve",
    )  # fmt: skip
    imports = ", ".join(f"figures.{module}" for module in modules)
    code = f"import sys, {imports}; assert not {{'matplotlib', 'numpy'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
