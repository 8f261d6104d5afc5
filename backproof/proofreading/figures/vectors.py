"""Figures of vectors: arrows, axes, spans and what hides behind them, by a projection read off the axes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.figures.drawings import Arrow, Drawing, Word, apart
from backproof.proofreading.formulas import Picture
from backproof.proofreading.linear.space import NULL_SPACES, Space, element_of, same, values_of
from backproof.proofreading.scalars import name_of

_NEAR = 0.03
_NAME_AWAY = 2.0
_Vector = Any  # An array of two or three numbers.


def judge(space: Space, picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each arrow, name, axis or face that does not show the space."""
    drawing = Drawing(picture.latex)
    axes = [arrow for arrow in drawing.arrows if arrow.pen == "axis"]
    names = _axis_names(space)
    if not axes:
        return
    for message in _faults(space, drawing, axes, names):
        yield Fault(picture.start, f"figure: {message}")


def _faults(space: Space, drawing: Drawing, axes: Sequence[Arrow], names: Sequence[str]) -> Iterator[str]:
    if len(axes) != len(names):
        yield f"{len(axes)} axes are drawn, not {len(names)}"
        return
    shown = _axes_by_name(space, drawing, axes)
    if shown is None:
        yield "the names of the axes are not those of the coordinates"
        return
    tips = np.array([arrow.tip for arrow in shown]).T
    arrows = [_named(drawing, arrow) for arrow in drawing.arrows if arrow.pen in ("pivot", "other", "row")]
    unnamed = iter(space.numbers(space.claim.get("basis") or []))
    vectors = [
        next(unnamed, None) if _is_of_basis(space, arrow) else _vector_of(space, name)
        for arrow, name in arrows
    ]
    for (arrow, name), vector in zip(arrows, vectors, strict=True):
        if vector is None:
            yield f"the arrow '{name.formula if name else arrow.pen}' is no vector of the question"
    if any(vector is None for vector in vectors) or not vectors:
        return
    scale = _scale(tips, [arrow.tip for arrow, _ in arrows], vectors)
    if scale <= 0:
        yield "the arrows point against the axes"
        return
    yield from _arrows(space, drawing, arrows, vectors, scale * tips)
    yield from _subspaces(space, drawing, shown, scale * tips)


def _axis_names(space: Space) -> list[str]:
    count = len(space.claim["matrix"]) if space.claim["space"] not in NULL_SPACES else space.columns.shape[1]
    return [str(name) for name in space.claim["coordinates"]][:count]


def _axes_by_name(space: Space, drawing: Drawing, axes: Sequence[Arrow]) -> list[Arrow] | None:
    """Return the axes in the order of the coordinates, each with the nearest name; None if one is missing."""
    labels = [word for word in drawing.words if r"\color{grey}" in word.latex]
    if len(labels) != len(axes):
        return None
    orders = itertools.permutations(axes)
    nearest = min(
        orders, key=lambda order: sum(apart(a.tip, w.place) for a, w in zip(order, labels, strict=True))
    )
    places = [_coordinate(space, word) for word in labels]
    if sorted(place for place in places if place is not None) != list(range(len(axes))):
        return None
    by_place = dict(zip(places, nearest, strict=True))
    return [by_place[i] for i in range(len(axes))]


def _coordinate(space: Space, word: Word) -> int | None:
    """Return the index of the coordinate that a word names."""
    if not space.has_points:
        last = name_of(word.formula).rpartition("_")[2]
        return int(last) - 1 if last.isdigit() else None
    values = values_of(space, word.formula)
    for index, text in enumerate(space.claim["coordinates"]):
        if values and same(values, [np.float64(space.number(text, at)) for at in space.points]):
            return index
    return None


def _named(drawing: Drawing, arrow: Arrow) -> tuple[Arrow, Word | None]:
    """Return an arrow with the name that follows it in the source."""
    return arrow, next((word for word in drawing.words if word.order == arrow.order + 1), None)


def _is_of_basis(space: Space, arrow: Arrow) -> bool:
    """Return whether an arrow is one of a null space's basis, which have no names."""
    return space.claim["space"] in NULL_SPACES and arrow.pen == "pivot"


def _vector_of(space: Space, name: Word | None) -> _Vector | None:
    """Return the vector that an arrow stands for, by its name."""
    if space.claim["space"] in NULL_SPACES:
        last = name_of(name.formula).rpartition("_")[2] if name else ""
        return space.columns[int(last) - 1] if last.isdigit() and int(last) <= len(space.columns) else None
    index = element_of(space, name.formula) if name else None
    if index is None:
        return None
    return space.numbers(space.claim["matrix"])[:, space.claim["columns"].index(index)]


def _scale(tips: Any, ends: Sequence[tuple[float, float]], vectors: Sequence[_Vector]) -> float:
    """Return the factor from the axes' tips to unit vectors, by least squares over all arrows."""
    expected = np.concatenate([tips @ vector for vector in vectors])
    return float(np.concatenate(ends) @ expected / max(float(expected @ expected), 1e-12))


def _arrows(
    space: Space,
    drawing: Drawing,
    arrows: Sequence[tuple[Arrow, Word | None]],
    vectors: Sequence[_Vector],
    units: Any,
) -> Iterator[str]:
    """Judge each arrow's ends, the place of its name, its pen, and that none is missing."""
    pivots = {space.claim["columns"][j] for j in space.claim["pivots"]}
    is_null = space.claim["space"] in NULL_SPACES
    for (arrow, name), vector in zip(arrows, vectors, strict=True):
        shown = name.formula if name else "of the basis"
        wanted = units @ vector
        is_long = arrow.start != arrow.neck
        if is_long and (apart(arrow.start, (0, 0)) > _NEAR or np.dot(arrow.neck, arrow.tip) < 0):
            yield f"the arrow {shown} does not begin at the origin"
        if apart(arrow.tip, wanted) > _NEAR + 0.01 * float(np.linalg.norm(wanted)):
            yield f"the arrow {shown} does not end at its vector"
        if name and apart(name.place, arrow.tip) > _NAME_AWAY:
            yield f"the name {shown} is not at its arrow"
        if not is_null and name and (arrow.pen == "pivot") != (element_of(space, name.formula) in pivots):
            yield f"the arrow {shown} has the colour of {'a' if arrow.pen == 'pivot' else 'no'} basis vector"
    if r"\color{accent}" not in drawing.pens.get("pivot", r"\color{accent}"):
        yield "basis vectors are not drawn in blue"
    wanted_count = _count(space, is_null=is_null)
    if len(arrows) != wanted_count:
        yield f"{len(arrows)} vectors are drawn, not {wanted_count}"


def _count(space: Space, *, is_null: bool) -> int:
    """Return the number of vectors other than 0 that a figure shows."""
    if is_null:
        return int(np.any(space.columns, axis=1).sum()) + len(space.claim["basis"])
    return int(np.any(space.numbers(space.claim["matrix"]), axis=0).sum())


def _subspaces(space: Space, drawing: Drawing, axes: Sequence[Arrow], units: Any) -> Iterator[str]:
    """Judge faces and edges of what is spanned: parallel to the basis, around the arrows, hidden or not."""
    if len(axes) != 3:
        return
    towards = np.cross(units[0], units[1])
    if space.claim["space"] in NULL_SPACES:
        if space.claim["dimension"] == 1:
            normal = space.numbers(space.claim["basis"])[0]
            yield from _line_through(drawing, units @ normal, float(towards @ normal))
            yield from _axes_behind(drawing, axes, normal, towards, "complement")
        return
    matrix = space.numbers(space.claim["matrix"])
    basis = [matrix[:, j] for j in space.claim["pivots"]]
    if len(basis) == 3:
        yield from _solid(drawing, basis, units, towards)
    elif len(basis) == 2:
        yield from _plane(drawing, [units @ vector for vector in basis])
        yield from _axes_behind(drawing, axes, np.cross(*basis), towards, "face")


def _segments(drawing: Drawing, pen: str) -> list[tuple[Any, Any]]:
    return [
        (np.array(a), np.array(b))
        for path in drawing.paths
        if path.pen == pen
        for line in path.lines
        for a, b in itertools.pairwise(line)
    ]


def _solid(drawing: Drawing, basis: Sequence[_Vector], units: Any, towards: _Vector) -> Iterator[str]:
    """Judge the twelve edges: those at the corner that is farthest from the viewer are dashed."""
    corners = list(itertools.product((0, 1), repeat=3))
    places = {corner: np.dot(corner, basis) for corner in corners}
    inwards = np.linalg.inv(np.array(basis, dtype=float))
    # A face is at the back if its outward normal, a row of coordinates' gradients, points away.
    farthest = tuple(int(towards @ inwards[:, axis] < 0) for axis in range(3))
    edges = [(a, b) for a in corners for b in corners if a < b and np.abs(np.subtract(a, b)).sum() == 1]
    for pen, is_hidden in (("hidden", True), ("edge", False)):
        wanted = [(a, b) for a, b in edges if (farthest in (a, b)) == is_hidden]
        lines = [(units @ places[a], units @ places[b]) for a, b in wanted]
        drawn = _segments(drawing, pen)
        if not all(any(_lies_on(segment, line) for line in lines) for segment in drawn):
            yield f"a line drawn as {pen} is no such edge of the solid"
        if not all(any(_lies_on(segment, line) for segment in drawn) for line in lines):
            yield f"an edge that is {'hidden' if is_hidden else 'seen'} is not drawn as such"


def _lies_on(segment: tuple[Any, Any], line: tuple[Any, Any]) -> bool:
    """Return whether both ends of a segment are on a line between its ends."""
    start, way = line[0], line[1] - line[0]
    length = float(way @ way) or 1e-12
    for point in segment:
        along = min(1.0, max(0.0, float((point - start) @ way) / length))
        if float(np.linalg.norm(point - start - along * way)) > 2 * _NEAR:
            return False
    return True


def _plane(drawing: Drawing, basis: Sequence[_Vector]) -> Iterator[str]:
    """Judge the parallelogram and its lattice: parallel to the basis, around all arrows."""
    for pen in ("face", "edge", "lattice"):
        if not all(any(_are_parallel(b - a, way) for way in basis) for a, b in _segments(drawing, pen)):
            yield f"a line of the plane ({pen}) is not parallel to a basis vector"
    yield from _surrounded(drawing, "face")


def _surrounded(drawing: Drawing, pen: str) -> Iterator[str]:
    corners = [line for path in drawing.paths if path.pen == pen for line in path.lines]
    ends = [arrow.tip for arrow in drawing.arrows if arrow.pen in ("pivot", "other")]
    if corners and not all(_is_inside(end, corners[0]) for end in ends):
        yield "an arrow leaves the plane that is drawn"


def _is_inside(point: tuple[float, float], corners: Sequence[tuple[float, float]]) -> bool:
    """Return whether a point is inside a convex polygon, whichever way round its corners are."""
    turns = [
        (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
        for a, b in itertools.pairwise(corners)
    ]
    return min(turns) > -_NEAR or max(turns) < _NEAR


def _are_parallel(a: _Vector, b: _Vector) -> bool:
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return lengths < 1e-9 or abs(a[0] * b[1] - a[1] * b[0]) <= _NEAR * max(lengths, float(np.linalg.norm(b)))


def _line_through(drawing: Drawing, way: _Vector, depth: float) -> Iterator[str]:
    """Judge the line of a null space: along its vector, dashed on the side away from the viewer."""
    for pen, sign in (("through", 1.0), ("hidden", -1.0)):
        for start, end in _segments(drawing, pen):
            if not _are_parallel(end - start, way):
                yield "the line of the null space is not along its vector"
            elif drawing.pens.get("complement") and float((end - start) @ way) * sign * depth < 0:
                yield f"the half of the line drawn as {pen} is the other one"


def _axes_behind(
    drawing: Drawing, axes: Sequence[Arrow], normal: _Vector, towards: _Vector, pen: str
) -> Iterator[str]:
    """Judge whether each axis is drawn before the plane if it is behind it, and after it otherwise."""
    planes = [path.order for path in drawing.paths if path.pen == pen]
    for axis, arrow in enumerate(axes):
        side = float(normal[axis] * (normal @ towards))
        if planes and abs(side) > 1e-9 and (arrow.order < planes[0]) != (side < 0):
            yield "an axis is on the wrong side of the plane"
