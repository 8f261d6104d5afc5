"""Figures of computation graphs: boxes, their shapes, and the arrows between them, forwards and back."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.claims.results import Network
from backproof.proofreading.derivatives.parsing import read
from backproof.proofreading.derivatives.reading import Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.figures.drawings import Drawing, Path, Point, Word, extent
from backproof.proofreading.formulas import Picture

_BOXES = ("data", "weight", "value", "result", "adjoint", "gradient")
_SPACE = re.compile(r"\\mathbb\{R\}(?:\^\{?([^{}]*|.*)\}?)?")
_NEAR = 0.12
_SIGNS: dict[str, tuple[type[ast.operator | ast.unaryop], ...]] = {
    r"\times": (ast.MatMult,),
    r"\odot": (ast.Mult,),
    "+": (ast.Add,),
    "-": (ast.Sub, ast.USub),
    r"\div": (ast.Div,),
}


@dataclass(frozen=True)
class _Box:
    """A box of a graph: its sides, its pen, and the formula inside."""

    pen: str
    sides: tuple[float, float, float, float]
    latex: str

    def reach(self, point: Point) -> float:
        """Return the distance of a point from the box, 0 inside."""
        left, bottom, right, top = self.sides
        across = max(left - point[0], 0.0, point[0] - right)
        up = max(bottom - point[1], 0.0, point[1] - top)
        return max(across, up)


def judge(reading: Reading, picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each box, shape or arrow that the lines of the derivation do not have."""
    drawing = Drawing(picture.latex)
    if not any(arrow.pen == "flow" for arrow in drawing.arrows):
        return
    for message in _faults(reading, drawing):
        yield Fault(picture.start, f"figure: {message}")


def _faults(reading: Reading, drawing: Drawing) -> Iterator[str]:
    boxes = {}
    for path in drawing.paths:
        if path.pen in _BOXES:
            box = _box(drawing, path)
            symbol, _, number = box.latex.partition(" = ")
            name = _name(reading, symbol)
            if name is None or name in boxes:
                yield f"the box '{box.latex}' is doubled, or no value of the derivation"
                return
            if number and not (isinstance(reading, Network) and reading.states(name, number)):
                yield f"{number} is not the value of {name}"
            boxes[name] = box
    flows = _flows(reading)
    yield from _compared("forwards", _joined(drawing, boxes, "flow"), flows)
    wanted = {(_adjoint(reading, b), _adjoint(reading, a)) for a, b in flows}
    yield from _compared("back", _joined(drawing, boxes, "back"), {e for e in wanted if {*e} <= {*boxes}})
    values = {name for flow in flows for name in flow}
    missing = [name for name in (*values, *_gradients(reading)) if name not in boxes]
    if missing:
        yield f"there is no box of {', '.join(sorted(missing))}"
    yield from _shapes(reading, drawing, boxes)
    yield from _operations(reading, drawing, boxes)


def _box(drawing: Drawing, path: Path) -> _Box:
    """Return a box with the word at its middle."""
    left, bottom, right, top = sides = extent(path.lines)
    middle = ((left + right) / 2, (bottom + top) / 2)
    inside = min(
        drawing.words, key=lambda w: abs(w.place[0] - middle[0]) + abs(w.place[1] - middle[1]), default=None
    )
    return _Box(path.pen, sides, inside.formula if inside else "")


def _name(reading: Reading, latex: str) -> str | None:
    """Return the name of the value or derivative that a box shows."""
    try:
        if derivative := reading.partial(latex):
            return derivative
        node = read(latex, tuple(reading.variables), tuple(reading.own))
    except UnclearError:
        return None
    return str(node.says) if node.kind == "name" else None


def _gradients(reading: Reading) -> list[str]:
    return [f"d{reading.name}_d{wrt}" for wrt in reading.derivatives]


def _adjoint(reading: Reading, name: str) -> str:
    gradient = f"d{reading.name}_d{name}"
    return gradient if name in reading.derivatives else f"{name}_bar"


def _flows(reading: Reading) -> set[tuple[str, str]]:
    """Return the pairs of a value and one that is computed from it, by the names in the lines forward.

    What is named among the derivatives abbreviates a formula in them.
    """
    found = set()
    known = set(reading.claim["shapes"])
    for line in reading.claim["lines"]:
        name, _, formula = (part.strip() for part in line.partition("="))
        if name.endswith("_bar") or name in _gradients(reading):
            break
        found |= {(used, name) for used in re.findall(r"[A-Za-z]\w*", formula) if used in known}
        known.add(name)
    return found


def _joined(drawing: Drawing, boxes: dict[str, _Box], pen: str) -> list[tuple[str, str]]:
    """Return the boxes that each arrow of a pen joins; "" where one of its ends is at no box."""
    return [(_at(boxes, arrow.start), _at(boxes, arrow.tip)) for arrow in drawing.arrows if arrow.pen == pen]


def _at(boxes: dict[str, _Box], point: Point) -> str:
    name = min(boxes, key=lambda key: boxes[key].reach(point))
    return name if boxes[name].reach(point) <= _NEAR else ""


def _compared(way: str, drawn: list[tuple[str, str]], wanted: set[tuple[str, str]]) -> Iterator[str]:
    for start, end in drawn:
        if (start, end) not in wanted:
            yield f"the arrow {way} from {start or 'nowhere'} to {end or 'nowhere'} is none of the derivation"
    for start, end in wanted - set(drawn):
        yield f"there is no arrow {way} from {start} to {end}"


def _shapes(reading: Reading, drawing: Drawing, boxes: dict[str, _Box]) -> Iterator[str]:
    """Judge the spaces beside boxes by the shapes of the values in these."""
    for word in drawing.words:
        space = _SPACE.fullmatch(word.formula)
        if space is None:
            continue
        name = _beside(boxes, word)
        if name is None:
            yield f"the space {word.formula} stands at no box"
            continue
        sizes = word.formula.partition("^")[2].strip("{}")
        for point in reading.points:
            if reading.shape(sizes, point) != tuple(point.names[name].shape):
                yield f"{word.formula} is not the space of {name}"
                break


def _beside(boxes: dict[str, _Box], word: Word) -> str | None:
    """Return the box whose upper or lower side a word is at."""
    for name, box in boxes.items():
        left, bottom, right, top = box.sides
        if (
            abs(word.place[0] - (left + right) / 2) < _NEAR
            and min(abs(word.place[1] - top), abs(word.place[1] - bottom)) < _NEAR
        ):
            return name
    return None


def _operations(reading: Reading, drawing: Drawing, boxes: dict[str, _Box]) -> Iterator[str]:
    """Judge the word on each arrow forwards by the line of the value that the arrow leads to."""
    inside = {box.latex for box in boxes.values()}
    lines = [line.partition(" = ") for line in reading.claim["lines"]]
    formulas = {name.strip(): formula.strip() for name, _, formula in reversed(lines)}
    flows = [arrow for arrow in drawing.arrows if arrow.pen == "flow"]
    for word in drawing.words:
        if word.formula in inside or _SPACE.fullmatch(word.formula) or not flows:
            continue
        arrow = min(flows, key=lambda one: _distance(word.place, one.start, one.tip))
        start, end = _at(boxes, arrow.start), _at(boxes, arrow.tip)
        is_joined = start in boxes and end in formulas and end in boxes
        if is_joined and not _is_operation(reading, word.formula, formulas[end], boxes[start], boxes[end]):
            yield f"{word.formula} is not what leads to {end}"


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from a straight line between two others."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    part = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / length if length else 0.0
    nearest = [a + min(max(part, 0.0), 1.0) * b for a, b in zip(start, along, strict=True)]
    return math.dist(point, nearest)


def _is_operation(reading: Reading, label: str, formula: str, source: _Box, target: _Box) -> bool:
    """Return whether a label is the sign of a formula's operation, or a formula with the target's values."""
    node = ast.parse(formula, mode="eval").body
    if label in _SIGNS:
        applied = {type(one.op) for one in ast.walk(node) if isinstance(one, ast.BinOp | ast.UnaryOp)}
        return not applied.isdisjoint(_SIGNS[label])
    if label == r"\textstyle\sum":
        return any(isinstance(one, ast.Name) and one.id == "sum" for one in ast.walk(node))
    symbol, wanted = (box.latex.partition(" = ")[0] for box in (source, target))
    # On an arrow, the power of a vector is that of its entries.
    powers = label.replace(r"(\cdot)^{", rf"{symbol}^{{\odot ")
    for candidate in (label, label.replace(r"\cdot", f" {symbol}"), powers, rf"{label}({symbol})"):
        try:
            found = reading.values(candidate)
        except (UnclearError, KeyError, TypeError, ValueError):
            continue
        if all(map(np.allclose, found, reading.values(wanted))):
            return True
    return False
