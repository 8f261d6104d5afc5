"""Spans and null spaces: the drawing obeys the relations of the data in every dimension."""

import pytest

from backproof.drawing.canvas import is_drawable
from backproof.kinds.dimension.drawings import null_space, span
from tests.backproof.drawing.tikz import TEXT_WIDTH_PT, labels, paths, tips, widths_on_paper

SOLID = [[1, -2, 2], [2, -2, 4], [-3, 3, 6]]
COLUMNS = [[1, -1, 2], [-2, 2, -4], [3, -2, 5], [2, -1, 3]]
ROWS = [[1, 3, 2], [2, 1, 4], [4, 7, 8]]
NAMES = ["a_1", "a_2", "a_3", "a_4"]


def faces(source):
    """Return the number of corners of each filled face."""
    return [len(corners) for path in paths(source, "face") for corners in path]


def test_every_vector_and_axis_is_named_once():
    assert sorted(labels(span.draw(COLUMNS, [0, 2], NAMES))) == sorted([*NAMES, "x_1", "x_2", "x_3"])


def test_pivots_are_set_apart_from_the_others():
    source = span.draw(COLUMNS, [0, 2], NAMES)
    assert (len(tips(source, "pivot")), len(tips(source, "other"))) == (2, 2)


def test_the_arrows_obey_the_relations_of_the_columns():
    source = span.draw(COLUMNS, [0, 2])
    # The longer arrow of each style comes first: a3, a1 and a2, a4.
    (third, first), (second, fourth) = tips(source, "pivot"), tips(source, "other")
    for i in (0, 1):
        assert second[i] == pytest.approx(-2 * first[i], abs=4e-3)
        assert fourth[i] == pytest.approx(third[i] - first[i], abs=4e-3)


def test_a_solid_shows_three_faces_and_hides_three_edges():
    source = span.draw(SOLID, [0, 1, 2])
    assert faces(source) == [4, 4, 4]
    assert [len(lines) for lines in paths(source, "hidden")] == [3]
    assert [len(lines) for lines in paths(source, "edge")] == [9]
    assert len(tips(source, "pivot")) == 3


def test_a_plane_has_a_lattice_through_the_tips_of_its_basis():
    source = span.draw(COLUMNS, [0, 2])
    assert faces(source) == [4]
    # Coefficients run from -2 to 1 along a1 and from 0 to 1 along a3.
    assert [len(lines) for lines in paths(source, "lattice")] == [4 + 2]


def test_parallel_vectors_lie_on_one_line():
    source = span.draw([[1, 1, 1], [2, 2, 2], [-1, -1, -1]], [0], NAMES)
    assert faces(source) == []
    assert len(paths(source, "through")) == 1
    (a,), (b, c) = tips(source, "pivot"), tips(source, "other")
    assert b == pytest.approx((2 * a[0], 2 * a[1]), abs=4e-3)
    assert c == pytest.approx((-a[0], -a[1]), abs=4e-3)


def test_zero_vectors_are_the_origin():
    source = span.draw([[0, 0, 0]], [], ["o"])
    assert tips(source, "pivot") == tips(source, "other") == faces(source) == []


def test_fractions_and_vectors_of_the_plane():
    source = span.draw([["1/2", 1], [1, "2"]], [0], ["u", "v"])
    (u,), (v,) = tips(source, "pivot"), tips(source, "other")
    assert v == pytest.approx((2 * u[0], 2 * u[1]), abs=4e-3)
    assert u[1] == pytest.approx(2 * u[0], abs=4e-3)
    assert "x_3" not in labels(source)


def test_other_axes_may_be_named():
    assert {"1", "x^2", "x^6"} <= set(labels(span.draw(SOLID, [0, 1, 2], axes=["1", "x^2", "x^6"])))


def test_a_null_line_is_perpendicular_to_the_plane_of_the_rows():
    source = null_space.draw([[-2, 0, 1]], ROWS, ["n"], ["b_1", "b_2", "b_3"])
    assert sorted(labels(source)) == sorted(["n", "b_1", "b_2", "b_3", "x_1", "x_2", "x_3"])
    assert len(tips(source, "row")) == 3
    assert len(tips(source, "pivot")) == 1
    assert len(paths(source, "complement")) == 1
    # Half of the line is in front of the plane and half behind it; the basis vector is not hidden.
    order = [source.index(rf"\ink{{{pen}}}") for pen in ("hidden", "complement", "through", "pivot")]
    assert order == sorted(order)


def test_a_row_that_depends_on_the_others_does_so_on_paper():
    b1, b2, b3 = tips(null_space.draw([[-2, 0, 1]], ROWS), "row")
    assert b3 == pytest.approx((2 * b1[0] + b2[0], 2 * b1[1] + b2[1]), abs=6e-3)


def test_a_null_plane_with_the_line_of_the_rows():
    source = null_space.draw([[-2, 1, 0], [-3, 0, 1]], [[1, 2, 3], [2, 4, 6]], ["n_1", "n_2"])
    assert faces(source) == [4]
    assert len(tips(source, "pivot")) == len(tips(source, "row")) == 2


def test_the_null_space_of_a_plane_is_at_right_angles_to_the_row():
    source = null_space.draw([[-2, 1]], [[1, 2]])
    (n,), (row,) = tips(source, "pivot"), tips(source, "row")
    assert n[0] * row[0] + n[1] * row[1] == pytest.approx(0, abs=2e-2)


def test_the_smallest_and_the_largest_null_space():
    nothing = null_space.draw([], [[1, 2, 3], [2, 4, 1], [0, 1, 0]])
    assert tips(nothing, "pivot") == faces(nothing) == []
    all_of_it = null_space.draw([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 0, 0]])
    assert len(tips(all_of_it, "pivot")) == len(faces(all_of_it)) == 3
    assert tips(all_of_it, "row") == []


@pytest.mark.parametrize(
    "vectors", [[], [[1, 2, 3, 4]], [[1, 2], [1, 2, 3]], [["t", 1, 0]], [[float("inf"), 0]]]
)
def test_undrawable_vectors_are_refused(vectors):
    assert not is_drawable(vectors)
    with pytest.raises(ValueError, match="two or of three numbers"):
        span.draw(vectors, [])


@pytest.mark.slow
def test_all_pictures_compile_fit_and_are_the_same_twice(tmp_path):
    def pictures():
        return [
            span.draw(SOLID, [0, 1, 2], NAMES),
            span.draw(COLUMNS, [0, 2], NAMES),
            span.draw([[1000, 0, 0], [0, 1e-3, 0]], [0, 1]),
            span.draw([[1, 2, 3]], [0], NAMES),
            span.draw([[1, 2], [2, 1]], [0, 1], NAMES),
            null_space.draw([[-2, 0, 1]], ROWS, ["n"]),
            null_space.draw([[-2, 1, 0], [-3, 0, 1]], [[1, 2, 3]], NAMES),
            null_space.draw([[-2, 1]], [[1, 2]], NAMES),
        ]

    widths = widths_on_paper(pictures(), tmp_path)
    assert len(widths) == len(pictures())
    assert max(widths) < 0.6 * TEXT_WIDTH_PT
    assert pictures() == pictures()
