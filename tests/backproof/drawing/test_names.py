"""Names of arrows: clear of lines and of each other, and faint lines broken under them."""

import itertools
import math
import random

import pytest

from backproof.drawing.names import Name, _at, _place, segments_of, with_names

TAG = "\\tag["


def line(pen, *points):
    path = rf"\go({points[0][0]:.3f},{points[0][1]:.3f})"
    path += "".join(rf"\on({x:.3f},{y:.3f})" for x, y in points[1:])
    return rf"\ink{{{pen}}}{{{path}\drawn}}"


def place(tag):
    x, y = tag.partition("](")[2].partition(")")[0].split(",")
    return float(x), float(y)


def distance(point, segment):
    (a, b), (x, y) = segment
    way = ((x - a) ** 2 + (y - b) ** 2) or 1e-12
    t = min(1, max(0, ((point[0] - a) * (x - a) + (point[1] - b) * (y - b)) / way))
    return math.dist(point, (a + t * (x - a), b + t * (y - b)))


def test_a_name_stands_beyond_its_arrow_where_nothing_is_in_the_way():
    (tag,) = (
        done
        for done in with_names([line("pivot", (0, 0), (2, 0)), Name((2, 0), "v_1", (2, 0))])
        if TAG in done
    )
    x, y = place(tag)
    assert x > 2 and y == 0


@pytest.mark.slow
def test_a_name_avoids_lines_in_many_random_scenes():
    generator = random.Random(5)
    for _ in range(60):
        ends = [(generator.uniform(-3, 3), generator.uniform(-2, 2)) for _ in range(3)]
        lines = [line("pivot", (0, 0), end) for end in ends]
        names = [Name(end, f"v_{n}", end) for n, end in enumerate(ends)]
        done = with_names([*lines, *names])
        segments = [segment for text in lines for segment in segments_of(text)]
        places = [place(text) for text in done if TAG in text]
        assert len(places) == len(ends)
        assert all(distance(at, segment) > 0.1 for at in places for segment in segments)
        assert all(math.dist(a, b) > 0.2 for a, b in itertools.combinations(places, 2))


def test_a_name_has_the_best_of_all_places():
    """No place of its grid has fewer lines in it, or as few and is nearer or less turned."""
    generator = random.Random(8)
    for _ in range(4):
        points = [(generator.uniform(-3, 3), generator.uniform(-2, 2)) for _ in range(80)]
        segments = list(itertools.pairwise(points))
        name = Name((0.0, 0.0), "v_1", (1.0, 0.0))
        costs = {
            _at(name, turn, gap): 10 * sum(_at(name, turn, gap).inside(one) is not None for one in segments)
            + abs(turn) / 90
            + 4 * gap
            for gap in (0.06, 0.14, 0.24, 0.4, 0.6, 0.9)
            for turn in range(-180, 181, 15)
        }
        assert costs[_place(name, segments, [])] == min(costs.values())


def test_a_faint_line_gives_way_to_a_name_and_an_edge_does_not():
    grid = [line("lattice", (x / 10, -3), (x / 10, 3)) for x in range(-40, 41)]
    edge = line("edge", (-4, 0), (4, 0))
    done = with_names([*grid, edge, Name((0, 0), "v_1", (1, 1))])
    (at,) = (place(text) for text in done if TAG in text)
    left = [segment for text in done if "lattice" in text for segment in segments_of(text)]
    assert len(left) > len(grid)
    assert all(distance(at, segment) > 0.1 for segment in left)
    assert edge in done
