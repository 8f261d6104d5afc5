"""The layout of a computation graph: values in a row from left to right, inputs above them.

The longest chain of intermediates is the spine. Its first input is placed in front of it, every other input
above the first node that uses it. Branches off the spine run below it, with their inputs below them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from backproof.drawing.labels import text_width

Edge = tuple[str, str]

_BOX_PADDING = 0.42
_BOX_LEAST = 0.8
_ARROW_LEAST = 1.15
_LEAF_GAP = 0.35
_MARGIN = 0.8
_ROW = 1.45
SKIP_DEPTH = 0.8


class GraphNode(Protocol):
    """One value, described in LaTeX; `operation` is what computes it, and is empty for an input."""

    @property
    def id(self) -> str:
        """The name by which edges refer to it."""

    @property
    def latex(self) -> str:
        """The value's printed name."""

    @property
    def operation(self) -> str:
        """The operation applied to the parents."""

    @property
    def shape(self) -> str:
        """The value's printed shape."""


@dataclass(frozen=True)
class Place:
    """The centre of a box in cm; `row` is 0 on the spine, negative below it, 1 for inputs above it."""

    x: float
    y: float
    row: int
    column: int


@dataclass(frozen=True)
class Graph:
    """The nodes with their edges (from, to), validated to be a directed acyclic graph."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        known = {node.id for node in self.nodes}
        if len(known) < len(self.nodes):
            raise ValueError("two nodes of a computation graph have the same id")
        unknown = sorted({end for edge in self.edges for end in edge} - known)
        if unknown:
            raise ValueError(f"an edge of a computation graph names {unknown[0]!r}, which is not a node")
        if len(self.order) < len(self.nodes):
            raise ValueError("a computation graph has a cycle")

    @cached_property
    def by_id(self) -> Mapping[str, GraphNode]:
        """The nodes by their ids."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """The distinct operands of each node, in the order of the edges."""
        return {node.id: _once(a for a, b in self.edges if b == node.id) for node in self.nodes}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The users of each node, in evaluation order."""
        return {node.id: _once(b for b in self.order if node.id in self.parents[b]) for node in self.nodes}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids in topological order; incomplete if there is a cycle."""
        done: dict[str, None] = {}
        waiting = [node.id for node in self.nodes]
        while ready := [id for id in waiting if all(parent in done for parent in self.parents[id])]:
            done |= dict.fromkeys(ready)
            waiting = [id for id in waiting if id not in done]
        return tuple(done)

    @cached_property
    def layer(self) -> Mapping[str, int]:
        """The length of the longest path of intermediates to each node; 0 for inputs."""
        layers: dict[str, int] = {}
        for id in self.order:
            parents = self.parents[id]
            layers[id] = 1 + max(layers[parent] for parent in parents) if parents else 0
        return layers

    @cached_property
    def spine(self) -> tuple[str, ...]:
        """The longest chain that ends in the last value, including its first input."""
        chain = (
            [max(self.order, key=lambda id: (self.layer[id], not self.children[id]))] if self.order else []
        )
        while chain and (parents := self.parents[chain[-1]]):
            # Of two inputs, take the last: for W x the chain begins with x.
            chain.append(max(reversed(parents), key=lambda id: self.layer[id]))
        return tuple(reversed(chain))

    def main_parent(self, id: str) -> str | None:
        """Return the parent whose arrow has the operation's label: on the spine, or the one computed last."""
        parents = self.parents[id]
        on_spine = [parent for parent in parents if parent in self.spine and id in self.spine]
        candidates = on_spine or list(parents)
        return max(reversed(candidates), key=lambda parent: self.layer[parent]) if candidates else None


@dataclass(frozen=True)
class Room:
    """The widths in cm of each node's box and of the operation in front of it, by id."""

    box: Mapping[str, float]
    operation: Mapping[str, float]


def room_for(graph: Graph) -> Room:
    """Return the widths that the values themselves need."""
    return Room(
        {node.id: box_width(node.latex) for node in graph.nodes},
        {node.id: operation_width(node.operation) for node in graph.nodes},
    )


def place(graph: Graph, room: Room, widest: float) -> dict[str, Place]:
    """Place every node, the spine at y = 0; columns are spread out as far as `widest` cm allows."""
    tracks = _tracks(graph)
    groups = _leaf_groups(graph, tracks)
    xs = _columns(graph, tracks, groups, room)
    xs = _loosened(xs, widest)
    heights = _heights(graph, tracks, groups)
    places = {
        id: Place(xs[graph.layer[id]], heights[track], -track, graph.layer[id])
        for id, track in tracks.items()
    }
    for owner, group in groups.items():
        at, upper = places[owner], tracks[owner] == 0
        for id, offset in zip(group, spread([room.box[id] for id in group]), strict=True):
            y = at.y + _ROW if upper else at.y - _ROW
            places[id] = Place(at.x + offset, y, 1 if upper else at.row, at.column)
    return places


def skips(graph: Graph, places: Mapping[str, Place]) -> bool:
    """Return whether an arrow has to bypass other boxes of its own row."""
    return any(
        places[a].y == places[b].y and abs(places[a].column - places[b].column) > 1 for a, b in graph.edges
    )


def _leaf_groups(graph: Graph, tracks: Mapping[str, int]) -> dict[str, list[str]]:
    """Group the inputs by the first intermediate that uses them."""
    groups: dict[str, list[str]] = {}
    for node in graph.nodes:
        if node.id not in tracks:
            groups.setdefault(graph.children[node.id][0], []).append(node.id)
    return groups


def spread(widths: Sequence[float]) -> list[float]:
    """Return the centres of boxes placed side by side around 0."""
    total = sum(widths) + _LEAF_GAP * (len(widths) - 1)
    lefts = [sum(widths[:i]) + _LEAF_GAP * i - total / 2 for i in range(len(widths))]
    return [left + width / 2 for left, width in zip(lefts, widths, strict=True)]


def box_width(latex: str) -> float:
    """Return the width in cm of a box with this label."""
    return max(_BOX_LEAST, text_width(latex) + _BOX_PADDING)


def operation_width(latex: str) -> float:
    """Return the length in cm of an arrow with this label."""
    return max(_ARROW_LEAST, 0.87 * text_width(latex) + 0.6)


def _tracks(graph: Graph) -> dict[str, int]:
    """Assign tracks: 0 for the spine, otherwise the first track below that is free in the node's layer."""
    tracks = dict.fromkeys(graph.spine, 0)
    for id in graph.order:
        if id in tracks or (not graph.parents[id] and graph.children[id]):
            continue
        taken = {track for other, track in tracks.items() if graph.layer[other] == graph.layer[id]}
        wanted = max((tracks.get(parent, 0) for parent in graph.parents[id]), default=1) or 1
        while wanted in taken:
            wanted += 1
        tracks[id] = wanted
    return tracks


def _columns(
    graph: Graph, tracks: Mapping[str, int], groups: Mapping[str, list[str]], room: Room
) -> list[float]:
    """Return the x of each layer, leaving space for boxes, the operations between them, and inputs."""
    count = 1 + max((graph.layer[id] for id in tracks), default=0)
    halves, leaves, labels = [0.0] * count, [0.0] * count, [0.0] * count
    for id in tracks:
        layer = graph.layer[id]
        halves[layer] = max(halves[layer], room.box[id] / 2)
        labels[layer] = max(labels[layer], room.operation[id])
        group = [room.box[leaf] + _LEAF_GAP for leaf in groups.get(id, [])]
        leaves[layer] = max(leaves[layer], sum(group) / 2)
    xs = [max(halves[0], leaves[0])]
    for layer in range(1, count):
        boxes = halves[layer - 1] + labels[layer] + halves[layer]
        xs.append(xs[-1] + max(boxes, leaves[layer - 1] + leaves[layer]))
    return xs


def _loosened(xs: list[float], widest: float) -> list[float]:
    """Spread the columns by up to a third of their width, as far as the page allows."""
    spare = min(0.33 * xs[-1], max(0.0, widest - xs[-1] - 2 * _MARGIN))
    step = spare / max(len(xs) - 1, 1)
    return [x + layer * step for layer, x in enumerate(xs)]


def _heights(graph: Graph, tracks: Mapping[str, int], groups: Mapping[str, list[str]]) -> dict[int, float]:
    """Return the y of each track: lower if arrows bypass it or if the track above has inputs."""
    heights, y = {0: 0.0}, 0.0
    skipped = any(
        tracks.get(a) == 0 == tracks.get(b) and graph.layer[b] - graph.layer[a] > 1 for a, b in graph.edges
    )
    for track in range(1, 1 + max(tracks.values(), default=0)):
        has_leaves_above = track > 1 and any(tracks[owner] == track - 1 for owner in groups)
        y -= _ROW * (2 if has_leaves_above else 1) + (SKIP_DEPTH if track == 1 and skipped else 0)
        heights[track] = y
    return heights


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
