"""Figures of a projection: the vectors, what is projected, the projection, and the line between these two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.figures import vectors
from backproof.proofreading.figures.drawings import Drawing, apart
from backproof.proofreading.formulas import Picture
from backproof.proofreading.linear.space import Space
from backproof.proofreading.verifier import verify

_NEAR = 0.03


def judge(claim: Mapping[str, Any], picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each arrow, name or line that does not show the claimed projection."""
    given, found = claim["given"], claim["cases"][0]["found"]
    columns = verify.table(given["B"], {})
    y, p = verify.table(given["y"], {}), verify.table(found["p"], {})
    yield from vectors.judge(Space(_as_span(columns, y, p)), picture)
    for message in _line(Drawing(picture.latex), bool(np.all(y == p))):
        yield Fault(picture.start, f"figure: {message}")


def _as_span(columns: Any, y: Any, p: Any) -> dict[str, Any]:
    """Return the claim of a span of the columns, y and p, in which the columns' pivots are the basis."""
    whole = np.hstack([columns, y, p])
    ranks = [int(np.linalg.matrix_rank(columns[:, : j + 1].astype(float))) for j in range(columns.shape[1])]
    return {
        "space": "span",
        "items": [[str(x) for x in column] for column in whole.T],
        "matrix": [[str(x) for x in row] for row in whole],
        "names": [*(f"b{j + 1}" for j in range(columns.shape[1])), "y", "p"],
        "coordinates": [f"x{i + 1}" for i in range(len(whole))],
        "columns": list(range(whole.shape[1])),
        "pivots": [j for j, r in enumerate(ranks) if r > (ranks[j - 1] if j else 0)],
        "variables": [],
        "domain": [],
        "dimension": ranks[-1],
    }


def _line(drawing: Drawing, is_in_span: bool) -> Iterator[str]:
    """Judge the dashed line: from the projection to what is projected."""
    ends = {}
    for arrow in drawing.arrows:
        name = next((word for word in drawing.words if word.order == arrow.order + 1), None)
        if name and name.formula in ("y", "p"):
            ends[name.formula] = arrow.tip
    drawn = [line for path in drawing.paths if path.pen == "hidden" for line in path.lines]
    if bool(drawn) == is_in_span:
        yield "a line between y and p is drawn" if is_in_span else "no line is drawn between y and p"
    wanted = [ends.get("p", (0.0, 0.0)), ends.get("y", (0.0, 0.0))]
    for line in drawn:
        if any(apart(a, b) > _NEAR for a, b in zip(line, wanted, strict=True)):
            yield "the dashed line is not between y and p"
