"""The computation graph of a function with its shapes, and the adjoints that flow back through it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from backproof.drawing.ink import picture
from backproof.drawing.style import TEXT_WIDTH_CM
from backproof.kinds.shared.graphs.boxes import HEIGHT, PENS, TALL, Box, Sheet
from backproof.kinds.shared.graphs.graph_layout import (
    SKIP_DEPTH,
    Edge,
    Graph,
    GraphNode,
    Place,
    Room,
    box_width,
    operation_width,
    place,
    room_for,
    skips,
    spread,
)


@dataclass(frozen=True)
class Node:
    """One value of the graph; any object with these attributes will do."""

    id: str
    latex: str
    operation: str
    shape: str


class Adjoint(NamedTuple):
    """The adjoint of the value `node`: its name, and the operation on the adjoint that flows into it."""

    node: str
    latex: str
    operation: str


_GRADIENT_ROW = 1.7


def draw(
    nodes: Sequence[GraphNode],
    edges: Sequence[Edge],
    weights: Collection[str] = (),
    adjoints: Sequence[tuple[str, str, str]] = (),
) -> str:
    """Return TikZ source of the graph, at most as wide as the text.

    `weights` are the ids of inputs to highlight. `adjoints` are drawn in a second row below, flowing back
    from right to left. Raises ValueError for an edge to an unknown node and for a cycle.
    """
    graph = Graph(tuple(nodes), tuple(edges))
    shown = {node: Adjoint(node, *rest) for node, *rest in adjoints if node in graph.by_id}
    room = _room(graph, shown)
    places = place(graph, room, TEXT_WIDTH_CM)
    mirrored = _mirror(graph, places, room, shown)
    sheet = Sheet(_scale(places, room))
    values = {node.id: _box(graph, node, places[node.id], weights) for node in graph.nodes}
    backwards = {id: _adjoint_box(graph, mirrored[id], adjoint) for id, adjoint in shown.items()}
    upper, lower = _Half("flow", sheet, places, values), _Half("back", sheet, mirrored, backwards)
    lines = [
        *_boxes(graph, upper),
        *_arrows(graph, upper),
        *_adjoint_boxes(graph, lower),
        *_adjoint_arrows(graph, lower, shown),
    ]
    return picture(lines, PENS.__getitem__)


def scale(
    nodes: Sequence[GraphNode], edges: Sequence[Edge], adjoints: Sequence[tuple[str, str, str]] = ()
) -> float:
    """Return the scale at which the drawn graph is as wide as the text, 1 if it is narrower."""
    graph = Graph(tuple(nodes), tuple(edges))
    room = _room(graph, {node: Adjoint(node, *rest) for node, *rest in adjoints if node in graph.by_id})
    return _scale(place(graph, room, TEXT_WIDTH_CM), room)


@dataclass(frozen=True)
class _Half:
    """One half of the figure, values or adjoints: the pen of its arrows, its places and boxes by id."""

    pen: Literal["flow", "back"]
    sheet: Sheet
    places: Mapping[str, Place]
    boxes: Mapping[str, Box]

    def arrow(self, edge: Edge, label: str) -> list[str]:
        """Draw the arrow of an edge, bypassing any boxes between its ends."""
        (a, b), (source, target) = (self.places[end] for end in edge), (self.boxes[end] for end in edge)
        if a.y != b.y or abs(a.column - b.column) <= 1:
            return self.sheet.arrow(self.pen, source, target, label)
        # Detours run below the row of values and above the row of adjoints, so that the halves are mirrored.
        side = 1 if self.pen == "flow" else -1
        start, stop = source.side(side, -side), target.side(-side, -side)
        return [self.sheet.detour(self.pen, start, stop, side * 0.9, side * -1.2)]


def _room(graph: Graph, adjoints: Mapping[str, Adjoint]) -> Room:
    """Return the widths that the values need, or the adjoints where these need more."""
    values = room_for(graph)
    boxes, operations = dict(values.box), dict(values.operation)
    for id, adjoint in adjoints.items():
        boxes[id] = max(boxes[id], box_width(adjoint.latex))
        for child in graph.children[id]:
            if graph.main_parent(child) == id:
                operations[child] = max(operations[child], operation_width(adjoint.operation))
    return Room(boxes, operations)


def _scale(places: Mapping[str, Place], room: Room) -> float:
    right = max((at.x + room.box[id] / 2 for id, at in places.items()), default=0)
    left = min((at.x - room.box[id] / 2 for id, at in places.items()), default=0)
    return min(1.0, round(TEXT_WIDTH_CM / max(right - left + 0.1, 0.1), 3))


def _box(graph: Graph, node: GraphNode, at: Place, weights: Collection[str]) -> Box:
    pen = "value"
    if not graph.parents[node.id]:
        pen = "weight" if node.id in weights else "data"
    elif not graph.children[node.id]:
        pen = "result"
    return _around(node.latex, at, pen)


def _adjoint_box(graph: Graph, at: Place, adjoint: Adjoint) -> Box:
    if graph.parents[adjoint.node]:
        return _around(adjoint.latex, at, "adjoint")
    return _around(adjoint.latex, at, "gradient", TALL if "frac" in adjoint.latex else HEIGHT)


def _around(latex: str, at: Place, pen: str, height: float = HEIGHT) -> Box:
    """Return the box of a formula, rounded to a tenth of a millimetre."""
    return Box(pen, latex, round(at.x, 2), round(at.y, 2), round(box_width(latex), 2), height)


def _boxes(graph: Graph, half: _Half) -> Iterator[str]:
    for node in graph.nodes:
        box = half.boxes[node.id]
        yield from half.sheet.box(box)
        if node.shape:
            above = _fed_from_below(graph, half.places, node.id) or half.places[node.id].row == 1
            yield half.sheet.extent(box, node.shape, above=above)


def _fed_from_below(graph: Graph, places: Mapping[str, Place], id: str) -> bool:
    """Return whether an input is below the box, which moves the box's shape above it."""
    return any(places[parent].y < places[id].y and not graph.parents[parent] for parent in graph.parents[id])


def _arrows(graph: Graph, half: _Half) -> Iterator[str]:
    for node in graph.nodes:
        main = graph.main_parent(node.id)
        for parent in graph.parents[node.id]:
            yield from half.arrow((parent, node.id), node.operation if parent == main else "")


def _mirror(
    graph: Graph, places: Mapping[str, Place], room: Room, adjoints: Mapping[str, Adjoint]
) -> dict[str, Place]:
    """Place the adjoints: the graph mirrored below itself, inputs centred under the nodes that they feed."""
    lowest = min((at.y for at in places.values()), default=0)
    base = 2 * lowest - 1.75 - (SKIP_DEPTH if skips(graph, places) else 0)
    mirrored, groups = {}, dict[str, list[str]]()
    for id in adjoints:
        at = places[id]
        if graph.parents[id] or at.row == 0:
            mirrored[id] = Place(at.x, base - at.y, at.row, at.column)
        else:
            groups.setdefault(graph.children[id][0], []).append(id)
    for owner, group in groups.items():
        at = places[owner]
        fall = _GRADIENT_ROW if at.row == 0 else -_GRADIENT_ROW
        for id, offset in zip(group, spread([room.box[id] for id in group]), strict=True):
            mirrored[id] = Place(at.x + offset, base - at.y - fall, 1, at.column)
    return mirrored


def _adjoint_boxes(graph: Graph, half: _Half) -> Iterator[str]:
    for id, box in half.boxes.items():
        yield from half.sheet.box(box)
        if not graph.parents[id] and graph.by_id[id].shape:
            at = half.places[id]
            children = [half.places[child] for child in graph.children[id] if child in half.places]
            raised = at.row == 1 and any(at.y > child.y for child in children)
            yield half.sheet.extent(box, graph.by_id[id].shape, above=raised)


def _adjoint_arrows(graph: Graph, half: _Half, adjoints: Mapping[str, Adjoint]) -> Iterator[str]:
    for id, adjoint in adjoints.items():
        sources = [child for child in graph.children[id] if child in adjoints]
        main = [child for child in sources if graph.main_parent(child) == id] or sources
        for child in sources:
            yield from half.arrow((child, id), adjoint.operation if child == main[0] else "")
