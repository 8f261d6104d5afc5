"""Plots are readable: by their ticks, without colour, on the page that TeX produces."""

import itertools
import math
import random
import re
import subprocess
import sys

import pytest

import figures
from backproof.answer import Figure
from backproof.drawing import style
from backproof.kinds.dimension.drawings import functions
from backproof.kinds.dimension.drawings.functions import Function, Relation
from figures import gradient_check, training_curve
from figures.gradient_check import LEAST_ERROR, Curve, Panel
from figures.training_curve import Series
from tests.backproof.drawing.plots import dashes, frames, rings, texts
from tests.backproof.drawing.tikz import middle, pages_on_paper, paths

V_SHAPE = tuple((10.0**-n, max(7.3 * 10.0 ** (-2 * n), 3e-16 * 10.0**n)) for n in range(1, 13))
FALLING = tuple((10.0**-n, 1e-16 * 10.0**n) for n in range(1, 13))
XS = [-math.pi + 2 * math.pi * i / 160 for i in range(161)]
STEPS = [0, *(2**n for n in range(11))]
SEED = 5


def check(*curves):
    return gradient_check.draw([Panel("weight", curves)])


def train(steps, *values):
    return training_curve.draw(steps, [Series(f"series {i}", one) for i, one in enumerate(values)])


def cosines(relation=None):
    given = [
        Function("5", [5.0 for _ in XS]),
        Function(r"\cos 2x", [math.cos(2 * x) for x in XS]),
        Function(r"\cos^2 x", [math.cos(x) ** 2 for x in XS]),
    ]
    return functions.draw(XS, given, relation)


def sines(count, points=XS):
    return [Function(f"f_{{{i}}}", [math.sin(x + i) for x in points]) for i in range(count)]


def marks(source, index, frame):
    """Return the centres of a series' markers inside a panel."""
    found = []
    for path in paths(source, f"mark {index}"):
        for corners in path:
            # A dot is the round cap of a line that starts at its centre.
            spread = corners if len(corners) > 2 else corners[:1]
            found.append(middle(spread))
    return [point for point in found if frame.holds(point)]


def height_at(lines, x):
    """Interpolate the height of a polyline at x."""
    for line in lines:
        for (a, low), (b, high) in itertools.pairwise(line):
            if a <= x <= b:
                return low + (high - low) * (x - a) / ((b - a) or 1)
    return math.nan


def test_an_error_can_be_read_off_at_each_step_size():
    source = check(Curve("one", V_SHAPE), Curve("two", FALLING))
    (frame,) = frames(source)
    for index, data in enumerate((V_SHAPE, FALLING)):
        read = [(frame.x.value(x, True), frame.y.value(y, True)) for x, y in marks(source, index, frame)]
        assert len(read) == len(data)
        for (h, error), (true_h, true_error) in zip(read, sorted(data), strict=True):
            assert math.log10(h) == pytest.approx(math.log10(true_h), abs=0.02)
            assert math.log10(error) == pytest.approx(math.log10(true_error), abs=0.06)


def test_the_line_goes_through_its_marks():
    source = check(Curve("one", V_SHAPE))
    (frame,) = frames(source)
    line, *_ = paths(source, "line 0")
    for x, y in marks(source, 0, frame):
        assert height_at(line, x) == pytest.approx(y, abs=0.012)


def test_panels_share_their_scale_of_errors_and_only_the_first_writes_it():
    source = gradient_check.draw([Panel("a", [Curve("", V_SHAPE)]), Panel("b", [Curve("", FALLING)])])
    first, second = frames(source)
    assert (first.bottom, first.top, first.y_ticks) == (second.bottom, second.top, second.y_ticks)
    assert len(first.y.values) >= 4
    assert second.y.values == []
    assert first.right - first.left == pytest.approx(second.right - second.left, abs=2e-3)
    assert first.right < second.left


def test_the_best_step_of_each_curve_is_ringed():
    source = check(Curve("one", V_SHAPE), Curve("two", FALLING))
    (frame,) = frames(source)
    for (colour, (x, y)), data, named in zip(rings(source), (V_SHAPE, FALLING), style.COLOURS, strict=False):
        h, error = min(data, key=lambda point: point[1])
        assert colour == named
        assert frame.x.value(x, True) == pytest.approx(h, rel=0.05)
        assert frame.y.value(y, True) == pytest.approx(error, rel=0.15)


def test_guides_have_the_slopes_that_they_name_where_an_error_falls_or_grows():
    source = gradient_check.draw([Panel("a", [Curve("", V_SHAPE)]), Panel("b", [Curve("", FALLING)])])
    slopes = {0: [], 1: []}
    for number, frame in enumerate(frames(source)):
        for (((a, low), (b, high)),) in paths(source, "guide"):
            if frame.left < a < frame.right:
                rise = math.log10(frame_y(source, high) / frame_y(source, low))
                slopes[number].append(rise / math.log10(frame.x.value(b, True) / frame.x.value(a, True)))
    assert slopes[0] == [pytest.approx(2, abs=0.03), pytest.approx(-1, abs=0.03)]
    assert slopes[1] == [pytest.approx(-1, abs=0.03)]
    assert [t.latex.count("h^2") for t in texts(source)].count(1) == 1
    assert [t.latex.count("1/h") for t in texts(source)].count(1) == 2


def frame_y(source, height):
    return frames(source)[0].y.value(height, True)


def test_a_best_step_is_the_smallest_error():
    assert Curve("", V_SHAPE).best == min(V_SHAPE, key=lambda point: point[1])
    assert Curve("", ((1e-1, math.nan), (1e-2, 0.0), (1e-3, 1e-3))).best == (1e-2, LEAST_ERROR)


def test_an_error_of_zero_is_drawn_at_the_least_one():
    source = check(Curve("odd", ((1e-1, 1e-3), (1e-2, 0.0), (1e-3, math.nan), (1e-4, 1e-6))))
    (frame,) = frames(source)
    errors = [frame.y.value(y, True) for _, y in marks(source, 0, frame)]
    assert errors == [pytest.approx(e, rel=0.15) for e in (1e-6, LEAST_ERROR, 1e-3)]


def test_a_loss_can_be_read_off_at_each_step():
    losses = [2.7 * 0.6**n for n in range(len(STEPS))]
    source = train(STEPS, losses)
    (frame,) = frames(source)
    assert frame.x.values == [0, 1, 10, 100, 1000]
    zero, one, *_ = frame.x.places
    decade = frame.x.places[3] - frame.x.places[2]
    assert decade == pytest.approx(frame.x.places[4] - frame.x.places[3], abs=2e-3)
    for (x, y), step, loss in zip(marks(source, 0, frame), STEPS, losses, strict=True):
        read = (x - zero) / (one - zero) if x <= one else 10 ** ((x - one) / decade)
        assert read == pytest.approx(step, rel=0.01, abs=0.01)
        assert frame.y.value(y, True) == pytest.approx(loss, rel=0.01)


def test_even_steps_have_a_linear_scale():
    source = train([5, 10, 15, 20], (4.0, 3.0, 2.0, 1.0))
    (frame,) = frames(source)
    assert [frame.x.value(x) for x, _ in marks(source, 0, frame)] == pytest.approx([5, 10, 15, 20], abs=0.01)


def test_values_without_a_logarithm_leave_a_gap():
    source = train(list(range(10)), (3.0, 2.0, None, 2.0, 1.0, -1.0, 1.0, 0.5, 0.0, math.inf))
    (frame,) = frames(source)
    (line,) = paths(source, "line 0")
    assert len(line) == 3
    assert len(marks(source, 0, frame)) == 6


def test_each_series_is_named_at_its_end_apart_from_the_others():
    source = train(STEPS, *([2.0**-n * (1 + i / 100) for n in range(12)] for i in range(5)))
    (frame,) = frames(source)
    names = sorted((t for t in texts(source) if "series" in t.latex), key=lambda t: t.y)
    assert [re.search(r"series \d", t.latex)[0] for t in names] == [f"series {i}" for i in range(5)]
    assert all(t.x > frame.right for t in names)
    assert all(b.y - a.y > 0.38 for a, b in itertools.pairwise(names))
    assert all(frame.bottom - 0.2 < t.y < frame.top for t in names)
    # Each name has its line's marker next to it.
    for name in names:
        index = re.search(r"series (\d)", name.latex)[1]
        markers = [corners for path in paths(source, f"mark {index}") for corners in path]
        assert any(0 < name.x - x < 0.4 and abs(name.y + 0.09 - y) < 0.15 for c in markers for x, y in c)


def test_a_function_can_be_read_off_everywhere():
    source = cosines()
    (frame,) = frames(source)
    assert frame.x.values == pytest.approx([n * math.pi / 2 for n in range(-2, 3)])
    for index, truth in enumerate((lambda _: 5.0, lambda x: math.cos(2 * x), lambda x: math.cos(x) ** 2)):
        line, *_ = paths(source, f"line {index}")
        for x in XS:
            place = frame.x.places[0] + (x + math.pi) / (2 * math.pi) * (
                frame.x.places[-1] - frame.x.places[0]
            )
            assert frame.y.value(height_at(line, round(place, 3))) == pytest.approx(truth(x), abs=0.02)


def test_the_addends_and_their_sum_can_be_read_off():
    addends = ((r"\frac{1}{2}\cdot 5", 0.5, 0), (r"-3\cos 2x", -3.0, 1))
    source = cosines(Relation(2, addends))
    left, right = frames(source)
    assert (left.bottom, left.top) == (right.bottom, right.top)
    (total,), (sums,) = (
        [line for path in paths(source, kind) for line in path if right.holds(line[0])]
        for kind in ("total", "sum")
    )
    for x in XS[1:-1:7]:
        across = (x - right.x.values[0]) / (right.x.values[-1] - right.x.values[0])
        place = right.x.places[0] + across * (right.x.places[-1] - right.x.places[0])
        read = [right.y.value(height_at([line], place)) for line in (total, sums)]
        assert read == pytest.approx([math.cos(x) ** 2, 2.5 - 3 * math.cos(2 * x)], abs=0.06)
    assert any(r"$\frac{1}{2}\cdot 5-3\cos 2x$" in t.latex for t in texts(source))


def test_a_function_with_gaps_is_drawn_between_them():
    values = [math.nan if 40 <= i < 60 or i == 101 else math.sin(x) for i, x in enumerate(XS)]
    values[100] = values[102] = math.nan
    values[101] = 0.5
    source = functions.draw(XS, [Function("f", values)])
    (frame,) = frames(source)
    line, *_ = paths(source, "line 0")
    assert len(line) == 3
    # An isolated point is drawn as a marker.
    (alone,) = marks(source, 0, frame)
    assert frame.y.value(alone[1]) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("count", [2, 5, 7, 12, 30])
def test_every_line_is_told_from_the_others_without_its_colour(count):
    plotted = train(STEPS, *([2.0**-n * (i + 1) for n in range(12)] for i in range(count)))
    looks = {(style.series(i).mark, style.series(i).hollow, style.series(i).dashes) for i in range(count)}
    assert len(looks) == count
    # As drawn: by the outlines of markers, their fill, and the dashes.
    drawn = {(*_outline(plotted, i), dashes(plotted, f"line {i}")) for i in range(count)}
    assert len(drawn) == count
    curves = functions.draw(XS, sines(count))
    drawn = {(*_outline(curves, i), dashes(curves, f"line {i}")) for i in range(count)}
    assert len(drawn) == count


def _outline(source, index):
    found = paths(source, f"mark {index}")
    if not found:
        return "", ""
    (x, y), *_ = corners = found[0][0]
    shape = tuple((round(a - x, 2), round(b - y, 2)) for a, b in corners)
    hollow = "white" in re.search(rf"^\\pen\{{mark {index}\}}\{{(.*)\}}$", source, re.MULTILINE)[1]
    return shape, hollow


def test_a_line_of_a_thousand_points_is_short_and_still_right():
    points = [i / 999 for i in range(1000)]
    values = [math.sin(40 * x) * x for x in points]
    source = functions.draw(points, [Function("f", values)])
    (frame,) = frames(source)
    line, *_ = paths(source, "line 0")
    assert sum(map(len, line)) <= 200
    (left, right), (low, high) = ((axis.places[0], axis.places[-1]) for axis in (frame.x, frame.y))
    for x, value in zip(points, values, strict=True):
        across = left + (x - frame.x.values[0]) / (frame.x.values[-1] - frame.x.values[0]) * (right - left)
        up = low + (value - frame.y.values[0]) / (frame.y.values[-1] - frame.y.values[0]) * (high - low)
        # The slope turns a third of the line's width, measured across, into a vertical distance.
        assert height_at(line, min(max(across, line[0][0][0]), line[0][-1][0])) == pytest.approx(up, abs=0.09)


def test_noise_keeps_its_extremes_and_a_long_series_few_marks():
    noise = random.Random(SEED)
    values = [10 ** noise.uniform(-3, 3) for _ in range(1000)]
    source = train(list(range(1000)), values)
    (frame,) = frames(source)
    line, *_ = paths(source, "line 0")
    heights = [frame.y.value(y, True) for part in line for _, y in part]
    assert max(heights) == pytest.approx(max(values), rel=0.05)
    assert min(heights) == pytest.approx(min(values), rel=0.05)
    assert len(marks(source, 0, frame)) <= 40


def test_labels_are_text_with_mathematics_in_dollars():
    source = training_curve.draw([0, 1], [("a_b & 50% $x_1$", (1.0, 2.0)), ("5$", (2.0, 3.0))])
    written = [t.latex for t in texts(source)]
    assert any(r"a\_b \& 50\% $x_1$" in latex for latex in written)
    assert any(r"5\$" in latex for latex in written)


def test_plain_tuples_draw_the_same():
    assert gradient_check.draw((("weight", (("one", V_SHAPE),)),)) == check(Curve("one", V_SHAPE))


def test_a_request_becomes_source_alone(tmp_path):
    data = {"steps": (0, 1), "series": (("loss", (2.0, 1.0)),)}
    drawing = figures.draw(Figure("curve", "training_curve", data), "q3-curve", tmp_path)
    assert drawing.file is None
    assert str(drawing.latex) == training_curve.draw(**data)
    assert list(tmp_path.iterdir()) == []


def test_the_same_data_give_the_same_source_in_another_process():
    code = (
        "import sys; from figures.gradient_check import *;"
        f"curves = (Curve('one', {V_SHAPE}), Curve('$h^2$', {FALLING}));"
        "sys.stdout.write(draw([Panel('weight', curves)]))"
    )
    there = subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=60, capture_output=True, text=True
    )
    assert there.stdout == check(Curve("one", V_SHAPE), Curve("$h^2$", FALLING))


def test_inconsistent_data_is_refused():
    with pytest.raises(ValueError, match="one value for each step"):
        train([0, 1], (1.0,))
    with pytest.raises(ValueError, match="one value for each point"):
        functions.draw([0.0], [Function("x", ())])
    with pytest.raises(ValueError, match="at least one panel"):
        gradient_check.draw([])


LONG = r"\frac{1}{2}\left(e^{x}+e^{-x}\right)+" + "+".join(f"a_{{{i}}}x^{{{i}}}" for i in range(20))
WORDS = "a label_that is much longer than any room there is for labels, and goes on & on"
AWKWARD = {
    "a usual check": lambda: check(Curve("one", V_SHAPE), Curve("two", FALLING)),
    "a usual training": lambda: train(STEPS, [2.0**-n for n in range(12)], [3.0**-n for n in range(12)]),
    "a relation": lambda: cosines(Relation(2, ((r"\frac{1}{10}\cdot 5", 0.1, 0), ("x", 0.5, 1)))),
    "no curves": check,
    "no points": lambda: check(Curve("odd", ())),
    "one point": lambda: check(Curve("odd", ((1e-3, 1e-9),))),
    "zeros": lambda: check(Curve("odd", ((1e-3, 0.0), (1e-4, 0.0)))),
    "no numbers": lambda: check(Curve("odd", ((1e-3, math.nan), (1e-4, math.inf)))),
    "odd steps": lambda: check(Curve("odd", ((0.0, 1.0), (-1.0, 1.0), (math.inf, 1.0), (1e-3, 1.0)))),
    "huge errors": lambda: check(Curve("odd", ((1e-300, 1e308), (1e-3, 1e-300), (1e300, 1e300)))),
    "many panels": lambda: gradient_check.draw([Panel(f"W_{i}", [Curve("a", V_SHAPE)]) for i in range(7)]),
    "seven curves": lambda: check(*(Curve(f"curve {i}", V_SHAPE) for i in range(7))),
    "long labels": lambda: gradient_check.draw([(f"${LONG}$", [(WORDS, V_SHAPE), (f"${LONG}$", FALLING)])]),
    "no steps": lambda: train([], ()),
    "one step": lambda: train([0], (1.0,)),
    "nothing to draw": lambda: train([0, 10], (None, 0.0)),
    "overflow": lambda: train([0, 1, 2, 3], (1.0, math.inf, math.nan, -1.0)),
    "constant": lambda: train([0, 1, 2, 3], (0.3, 0.3, 0.3, 0.3)),
    "all floats": lambda: train([0, 1, 2, 4, 40], (1e-300, 1e300, 1.0, 5e-324, 1e308)),
    "seven series": lambda: train(STEPS, *([2.0**-n] * 12 for n in range(7))),
    "thirty series": lambda: train(STEPS, *([1.0] * 12 for n in range(30))),
    "long names": lambda: training_curve.draw([0, 1], [(WORDS, (1.0, 2.0)), (f"${LONG}$", (2.0, 1.0))]),
    "letters of other alphabets": lambda: training_curve.draw([0, 1], [("Łódź, Grüße", (1.0, 2.0))]),
    "seven functions": lambda: functions.draw(XS, sines(7)),
    "a long formula": lambda: functions.draw(XS, [Function(LONG, XS), *sines(2)]),
    "no functions": lambda: functions.draw(XS, []),
    "no values": lambda: functions.draw([], [Function("f", ())]),
    "one value": lambda: functions.draw([1.0], [Function("f", (2.0,))]),
    "zero": lambda: functions.draw(XS, [Function("0", [0.0 for _ in XS])]),
    "not a number": lambda: functions.draw(XS, [Function("f", [math.nan for _ in XS])]),
    "tiny": lambda: functions.draw([0, 1e-300], [Function("f", (1e-300, -3e-300))]),
    "huge": lambda: functions.draw([-1.7e308, 1.7e308], [Function("f", (-1.7e308, 1.7e308))]),
    "a pole": lambda: functions.draw([0.0, 1.0, 2.0], [Function("f", (math.inf, 1e16, 1.0))]),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    sources = {name: draw() for name, draw in AWKWARD.items()}
    set_pages = pages_on_paper(sources.values(), tmp_path_factory.mktemp("pages"))
    return dict(zip(sources, set_pages, strict=True))


@pytest.mark.parametrize("name", AWKWARD)
def test_a_plot_of_any_data_is_as_wide_as_the_text(name, pages):
    page = pages[name]
    assert page.width == pytest.approx(style.TEXT_WIDTH_CM / 2.54 * 72.27, abs=0.1)
    assert page.height < 30 / 2.54 * 72.27


@pytest.mark.parametrize("name", AWKWARD)
def test_no_letters_overlap(name, pages):
    boxes = pages[name].letters
    for one, other in itertools.combinations(boxes, 2):
        width = min(one[2], other[2]) - max(one[0], other[0])
        height = min(one[3], other[3]) - max(one[1], other[1])
        assert width < 0.6 or height < 0.6, (name, one, other)


@pytest.mark.parametrize("name", AWKWARD)
def test_no_ink_is_outside_the_box(name, pages):
    # Half a line's width is allowed, since the album's pages leave a margin for it.
    assert pages[name].outside <= 1


@pytest.mark.parametrize("name", AWKWARD)
def test_every_curve_stays_inside_its_panel(name):
    source = AWKWARD[name]()
    panels = frames(source)
    assert panels
    for kind in ("zero", "total", "sum", "guide", *(f"line {i}" for i in range(30))):
        for line in itertools.chain(*paths(source, kind)):
            inside = any(all(frame.holds(point) for point in line) for frame in panels)
            is_sample = len(line) == 2 and line[0][1] == line[1][1] and line[1][0] - line[0][0] < 0.7
            assert inside or is_sample


def test_figures_need_no_library():
    drawn = {
        "figures": ["gradient_check", "training_curve"],
        "backproof.drawing": ["axes", "canvas", "ink", "spans", "style"],
        "backproof.kinds.dimension.drawings": ["functions", "null_space", "span"],
        "backproof.kinds.shared.graphs": ["computation_graph", "graph_layout"],
    }
    imports = ", ".join(f"{package}.{module}" for package, names in drawn.items() for module in names)
    code = f"import sys, {imports}; assert not {{'sympy', 'numpy', 'mpmath'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
