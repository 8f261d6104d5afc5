"""The computation graph of a function with its shapes, and the adjoints that flow back through it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from figures.graph_layout import (
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
from figures.style import TEXT_WIDTH_CM


@dataclass(frozen=True)
class Node:
    """One value of the graph; any object with these attributes will do."""

    id: str
    latex: str
    operation: str
    shape: str


class Adjoint(NamedTuple):
    """The adjoint of the value `node`: its name, and how it arises from the adjoint that flows into it."""

    node: str
    latex: str
    operation: str


GRADIENT_ROW = 1.7

_STYLES = (
    r">={Stealth[length=1.7mm,width=1.4mm]}",
    r"line width=0.5pt",
    r"box/.style={draw=ink,rounded corners=1.6pt,minimum height=6.2mm,inner sep=0pt,text depth=0.25ex,"
    r"text height=1.6ex}",
    r"value/.style={box,fill=white}",
    r"data/.style={box,draw=grey,fill=white}",
    r"weight/.style={box,draw=accent,fill=paleblue}",
    r"result/.style={box,line width=0.9pt}",
    r"adjoint/.style={box,draw=warm,fill=white}",
    r"gradient/.style={box,draw=warm,fill=palewarm}",
    r"tall/.style={minimum height=9.6mm,text height=,text depth=}",
    r"flow/.style={->,draw=ink}",
    r"back/.style={->,draw=warm,dash pattern=on 2.4pt off 1.2pt}",
    r"op/.style={font=\footnotesize,text=ink,inner sep=2.2pt}",
    # One baseline for all labels of a row, whatever hangs below it.
    r"over/.style={midway,anchor=base,yshift=4pt,inner ysep=0pt}",
    r"beside/.style={midway,right=1pt}",
    r"across/.style={pos=0.62,fill=white}",
    r"extent/.style={font=\scriptsize,text=black!62,inner sep=1.4pt}",
)


def draw(
    nodes: Sequence[GraphNode],
    edges: Sequence[Edge],
    weights: Collection[str] = (),
    adjoints: Sequence[tuple[str, str, str]] = (),
) -> str:
    """TikZ source of the graph, at most as wide as the text; needs the libraries arrows.meta and calc.

    `weights` are the ids of inputs to set apart. With `adjoints` a second row shows them below, flowing
    back from right to left. Raises ValueError for an edge to no node and for a cycle.
    """
    graph = Graph(tuple(nodes), tuple(edges))
    shown = {node: Adjoint(node, *rest) for node, *rest in adjoints if node in graph.by_id}
    room = _room(graph, shown)
    places = place(graph, room, TEXT_WIDTH_CM)
    mirrored = _mirror(graph, places, room, shown)
    lines = [
        *_boxes(graph, places, weights),
        *_arrows(graph, places),
        *_adjoint_boxes(graph, mirrored, shown),
        *_adjoint_arrows(graph, mirrored, shown),
    ]
    options = ",\n  ".join((*_STYLES, *_scale(places, room)))
    return "\n".join([rf"\begin{{tikzpicture}}[{options}]", *lines, r"\end{tikzpicture}"])


def _room(graph: Graph, adjoints: Mapping[str, Adjoint]) -> Room:
    """Room for the values, and for the adjoints where these need more."""
    values = room_for(graph)
    boxes, operations = dict(values.box), dict(values.operation)
    for id, adjoint in adjoints.items():
        boxes[id] = max(boxes[id], box_width(adjoint.latex))
        for child in graph.children[id]:
            if graph.main_parent(child) == id:
                operations[child] = max(operations[child], operation_width(adjoint.operation))
    return Room(boxes, operations)


def _scale(places: Mapping[str, Place], room: Room) -> list[str]:
    right = max((at.x + room.box[id] / 2 for id, at in places.items()), default=0)
    left = min((at.x - room.box[id] / 2 for id, at in places.items()), default=0)
    factor = TEXT_WIDTH_CM / max(right - left + 0.1, 0.1)
    return [f"scale={factor:.3f}", "transform shape"] if factor < 1 else []


def _boxes(graph: Graph, places: Mapping[str, Place], weights: Collection[str]) -> Iterator[str]:
    for node in graph.nodes:
        at, is_input = places[node.id], not graph.parents[node.id]
        style = "value"
        if is_input:
            style = "weight" if node.id in weights else "data"
        elif not graph.children[node.id]:
            style = "result"
        yield _box(style, f"v-{node.id}", node.latex, at.x, at.y)
        if node.shape:
            yield _extent(
                f"v-{node.id}", node.shape, above=_fed_from_below(graph, places, node.id) or at.row == 1
            )


def _fed_from_below(graph: Graph, places: Mapping[str, Place], id: str) -> bool:
    """Whether an input stands under the box: then the shape has to stand on top of it."""
    return any(places[parent].y < places[id].y and not graph.parents[parent] for parent in graph.parents[id])


def _arrows(graph: Graph, places: Mapping[str, Place]) -> Iterator[str]:
    for node in graph.nodes:
        main = graph.main_parent(node.id)
        for parent in graph.parents[node.id]:
            label = node.operation if parent == main else ""
            yield _arrow("v", (parent, node.id), places, label)


def _arrow(kind: Literal["v", "a"], edge: Edge, places: Mapping[str, Place], label: str) -> str:
    a, b = (places[end] for end in edge)
    source, target = (_name(f"{kind}-{end}") for end in edge)
    style = "flow" if kind == "v" else "back"
    if a.y == b.y and abs(a.column - b.column) > 1:
        # Past the boxes between: values below their row, adjoints above theirs, so that they mirror.
        depth, run = (-1.2, 0.9) if kind == "v" else (1.2, -0.9)
        start, stop = ("south east", "south west") if kind == "v" else ("north west", "north east")
        controls = f".. controls +({run},{depth}) and +({-run},{depth}) .."
        return rf"\draw[{style}] ({source}.{start}) {controls} ({target}.{stop});"
    where = "over" if a.y == b.y else "beside" if a.x == b.x else "across"
    text = rf" node[op,{where}] {{${label}$}}" if label else ""
    return rf"\draw[{style}] ({source}) --{text} ({target});"


def _mirror(
    graph: Graph, places: Mapping[str, Place], room: Room, adjoints: Mapping[str, Adjoint]
) -> dict[str, Place]:
    """The adjoints' places: the graph upside down below itself, inputs centred under what they feed."""
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
        fall = GRADIENT_ROW if at.row == 0 else -GRADIENT_ROW
        for id, offset in zip(group, spread([room.box[id] for id in group]), strict=True):
            mirrored[id] = Place(at.x + offset, base - at.y - fall, 1, at.column)
    return mirrored


def _adjoint_boxes(
    graph: Graph, mirrored: Mapping[str, Place], adjoints: Mapping[str, Adjoint]
) -> Iterator[str]:
    for id, adjoint in adjoints.items():
        at, is_input = mirrored[id], not graph.parents[id]
        style = "adjoint" if not is_input else "gradient,tall" if "frac" in adjoint.latex else "gradient"
        yield _box(style, f"a-{id}", adjoint.latex, at.x, at.y)
        if is_input and graph.by_id[id].shape:
            raised = at.row == 1 and any(
                at.y > mirrored[child].y for child in graph.children[id] if child in mirrored
            )
            yield _extent(f"a-{id}", graph.by_id[id].shape, above=raised)


def _adjoint_arrows(
    graph: Graph, mirrored: Mapping[str, Place], adjoints: Mapping[str, Adjoint]
) -> Iterator[str]:
    for id, adjoint in adjoints.items():
        sources = [child for child in graph.children[id] if child in adjoints]
        main = [child for child in sources if graph.main_parent(child) == id] or sources
        for child in sources:
            yield _arrow("a", (child, id), mirrored, adjoint.operation if child == main[0] else "")


def _extent(name: str, shape: str, *, above: bool) -> str:
    side, anchor = ("north", "south") if above else ("south", "north")
    return rf"\node[extent,anchor={anchor}] at ({_name(name)}.{side}) {{${shape}$}};"


def _box(style: str, name: str, latex: str, x: float, y: float) -> str:
    width = box_width(latex) * 10
    return rf"\node[{style},minimum width={width:.1f}mm] ({_name(name)}) at ({x:.2f},{y:.2f}) {{${latex}$}};"


def _name(name: str) -> str:
    """A TikZ node name: letters, digits and hyphens of the id, other characters by their number."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"u{ord(c)}" for c in name)
