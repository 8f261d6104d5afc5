"""The projection preserves lengths in the page's plane, and the chosen view separates the arrows."""

import itertools
import math

import pytest

from backproof.drawing.projection import UNITS, area, best_camera, camera, combine, coordinates, cross, dot

VIEWS = [camera(azimuth, elevation) for azimuth in (0, 35, 200) for elevation in (0, 25, 80)]


@pytest.mark.parametrize("view", VIEWS)
def test_a_camera_is_a_right_handed_orthonormal_frame(view):
    frame = (view.right, view.up, view.towards)
    for (i, a), (j, b) in itertools.product(enumerate(frame), repeat=2):
        assert dot(a, b) == pytest.approx(float(i == j))
    assert cross(view.right, view.up) == pytest.approx(view.towards)


@pytest.mark.parametrize("view", VIEWS)
def test_the_third_axis_points_up(view):
    x, y = view.project((0.0, 0.0, 1.0))
    assert x == pytest.approx(0)
    assert y > 0


def test_the_chosen_view_shows_what_is_to_be_shown():
    plane = [(1.0, 1.0, 0.0), (1.0, -1.0, 0.0), (-1.0, -1.0, 0.0), (-1.0, 1.0, 0.0)]
    chosen = best_camera(UNITS, plane)
    tips = [chosen.project(unit) for unit in UNITS]
    assert min(math.dist(a, b) for a, b in itertools.combinations(tips, 2)) > 0.5
    assert area([chosen.project(corner) for corner in plane]) > 1
    assert chosen == best_camera(UNITS, plane)


def test_a_direction_that_has_to_face_the_viewer_does():
    for facing in itertools.product((-1.0, 1.0), (-1.0, 1.0), (0.0,)):
        assert best_camera(UNITS, [], facing=[facing]).is_in_front(facing)


def test_coordinates_in_a_plane_give_back_the_combination():
    basis = ((1.0, -1.0, 2.0), (3.0, -2.0, 5.0))
    assert coordinates(combine((-2.0, 3.0), basis), basis) == pytest.approx((-2, 3))


def test_the_area_of_a_parallelogram():
    assert area([(0.0, 0.0), (2.0, 0.0), (3.0, 2.0), (1.0, 2.0)]) == pytest.approx(4)
