"""Figures of a map of the plane: the unit circle, its image, and eigenvectors with their multiples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.figures.drawings import Drawing
from backproof.proofreading.formulas import Picture
from backproof.proofreading.verifier import verify

# In shares of the circle's radius; places are printed to hundredths of a millimetre.
_NEAR = 0.03
_NAME = re.compile(r"(?:\\lambda_\{(\d+)\} )?v_\{(\d+)\}")


def judge(claim: Mapping[str, Any], picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each curve or arrow that does not show the claimed map or its eigenvectors."""
    matrix = np.array(verify.table(claim["given"]["A"], {}), dtype=float)
    for message in _faults(Drawing(picture.latex), matrix, claim["cases"][0]["found"]):
        yield Fault(picture.start, f"figure: {message}")


def _faults(drawing: Drawing, matrix: Any, found: Mapping[str, str]) -> Iterator[str]:
    circle, image = (_points(drawing, pen) for pen in ("axis", "through"))
    if not len(circle) or not len(image):
        yield "the circle or its image is missing"
        return
    radius = float(np.max(np.linalg.norm(circle, axis=1)))
    if np.ptp(np.linalg.norm(circle, axis=1)) > _NEAR * radius:
        yield "the grey curve is no circle around the origin"
        return
    turns = np.linspace(0, 2 * np.pi, len(image))
    expected = radius * np.column_stack([np.cos(turns), np.sin(turns)]) @ matrix.T
    if np.max(np.abs(expected - image)) > _NEAR * (radius + np.max(np.abs(image))):
        yield "the ellipse is not the image of the circle"
    yield from _wrong_arrows(drawing, _pairs(found), radius)


def _points(drawing: Drawing, pen: str) -> Any:
    """Return the points of all lines of a pen, in order."""
    return np.array(
        [point for path in drawing.paths if path.pen == pen for line in path.lines for point in line]
    )


def _pairs(found: Mapping[str, str]) -> list[tuple[float, Any, int]]:
    """Return each eigenvalue with a vector, of length 1, and the number of the eigenvalue."""
    pairs = []
    for k in range(1, 1 + sum(name.startswith("lambda") for name in found)):
        value = float(verify.table(found[f"lambda{k}"], {})[0, 0])
        vectors = np.array(verify.table(found[f"V{k}"], {}), dtype=float)
        pairs += [(value, v / np.linalg.norm(v), k) for v in vectors]
    return pairs


def _wrong_arrows(drawing: Drawing, pairs: list[tuple[float, Any, int]], radius: float) -> Iterator[str]:
    wanted = {}
    for place, (value, vector, number) in enumerate(pairs, 1):
        wanted[f"v_{{{place}}}"] = vector
        if value not in (0, 1):
            wanted[rf"\lambda_{{{number}}} v_{{{place}}}"] = value * vector
    shown = {}
    for arrow in drawing.arrows:
        word = next((word for word in drawing.words if word.order == arrow.order + 1), None)
        if word and _NAME.fullmatch(word.formula):
            shown[word.formula] = np.array(arrow.tip)
    for name in sorted(shown.keys() ^ wanted.keys()):
        yield f"the arrow {name} is missing, or is none of the answer"
    for name in shown.keys() & wanted.keys():
        size = radius * max(1.0, float(np.linalg.norm(wanted[name])))
        if np.linalg.norm(shown[name] - radius * wanted[name]) > _NEAR * size:
            yield f"the arrow {name} points elsewhere"
