"""The projection of a point on a set as one part."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import sympy

from backproof.answer import SolvedPart
from backproof.kinds.shared.numbers.exact_numbers import matrix_of, number_of, vector_of
from backproof.kinds.shared.typed.entries import Entries, Numbers, Rows
from backproof.kinds.shared.worked import answered
from backproof.optimisation.projection import sets
from backproof.optimisation.projection.worked import work
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term

_NEEDED = {
    "box": ("lower", "upper"),
    "ball": ("radius",),
    "halfspace": ("normal", "offset"),
    "hyperplane": ("normal", "offset"),
    "affine": ("matrix", "right"),
    "l1 ball": ("radius",),
}


class SetProjection(Data, frozen=True, kw_only=True):
    """A point, the set, and the set's own numbers; bounds may be "oo" and "-oo".

    A halfspace is a x <= b with normal a and offset b, a hyperplane a x = b; an affine set A x = b has matrix
    A and right b; the orthant is x >= 0.
    """

    point: Entries
    set: Literal[
        "box",
        "ball",
        "halfspace",
        "hyperplane",
        "affine",
        "orthant",
        "simplex",
        "l1 ball",
        "second-order cone",
        "semidefinite",
    ]
    lower: Numbers = None
    upper: Numbers = None
    centre: Numbers = None
    radius: Any = None
    normal: Numbers = None
    offset: Any = None
    matrix: Rows | None = None
    right: Numbers = None
    total: Any = 1


DATA = SetProjection


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Project the point; InputError at the key that does not fit the set."""
    data = part.data_as(SetProjection)
    for key in _NEEDED.get(data.set, ()):
        if getattr(data, key) is None:
            raise part.error(f"a set of this kind needs '{key}'", expected=f"{key} = ...")
    if data.set == "semidefinite":
        target = matrix_of(part, data.point, "point", symmetric=True)
        return answered(part, work(data.set, target, {}, sets.semidefinite(target)))
    y = vector_of(part, data.point, "point")
    data = _as_another(data, len(y))
    given = _given(part, data, len(y))
    try:
        found = _nearest(data.set, y, given)
    except sets.EmptySetError as reason:
        raise part.error(f"there is no such set: {reason}") from None
    return answered(part, work(data.set, y, given, found))


def _as_another(data: SetProjection, size: int) -> SetProjection:
    """Return a hyperplane as an affine set, and an orthant as a box."""
    if data.set == "hyperplane":
        matrix, right = [data.normal], [data.offset]
        return msgspec.structs.replace(data, set="affine", matrix=matrix, right=right)
    if data.set == "orthant":
        return msgspec.structs.replace(data, set="box", lower=[0] * size, upper=["oo"] * size)
    return data


def _given(part: Part, data: SetProjection, size: int) -> dict[str, Any]:  # noqa: PLR0911 (one for each set)
    """Return the numbers of the set."""

    def bounds(key: str) -> tuple[Any, ...]:
        value = getattr(data, key)
        items = value if isinstance(value, list) else [value] * size
        if len(items) != size:
            raise part.error(f"there are {len(items)} bounds here", key, expected=f"{size} bounds")
        known = {"oo": sympy.oo, "-oo": -sympy.oo}
        return tuple(
            known[item] if isinstance(item, str) and item in known else number_of(part, item, key)
            for item in items
        )

    match data.set:
        case "box":
            return {"lower": bounds("lower"), "upper": bounds("upper")}
        case "ball":
            centre = [0] * size if data.centre is None else data.centre
            return {
                "centre": vector_of(part, centre, "centre", size=size),
                "radius": number_of(part, data.radius, "radius"),
            }
        case "halfspace":
            return {
                "normal": vector_of(part, data.normal, "normal", size=size),
                "offset": number_of(part, data.offset, "offset"),
            }
        case "affine":
            matrix = matrix_of(part, data.matrix, "matrix")
            if matrix.cols != size:
                raise part.error("its rows have another length than the point", "matrix", expected=f"{size}")
            return {"matrix": matrix, "right": vector_of(part, data.right, "right", size=matrix.rows)}
        case "simplex":
            return {"total": number_of(part, data.total, "total")}
        case "l1 ball":
            return {"radius": number_of(part, data.radius, "radius")}
    return {}


def _nearest(name: str, y: Any, given: dict[str, Any]) -> sets.Nearest:  # noqa: PLR0911 (one for each set)
    match name:
        case "box":
            return sets.in_box(y, **given)
        case "ball":
            return sets.in_ball(y, **given)
        case "halfspace":
            return sets.in_halfspace(y, **given)
        case "affine":
            return sets.in_affine(y, **given)
        case "simplex":
            return sets.in_simplex(y, **given)
        case "l1 ball":
            return sets.in_l1_ball(y, **given)
    return sets.in_cone(y)
