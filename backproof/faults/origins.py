"""A source map from the characters of the LaTeX to the template lines that wrote them.

The document is rendered once more with a sentinel before and after every piece of output. With the sentinels
removed, the result must be identical to the document; otherwise there is no source map.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from backproof.diagnostic import BackproofError
from backproof.terminal.console import shown
from backproof.writing.mistakes.template_errors import VARIABLE
from backproof.writing.render import LatexEnvironment, render

# Unicode noncharacters, which escaped text never contains.
_OPEN, _NAMED, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_SENTINEL = re.compile(f"{_OPEN}(\\d+){_NAMED}|{_CLOSE}")

# Text captured by a macro, `set` or `filter` may be changed or compared before it is output, and sentinels
# could change the result. In that case they are left out there.
_SKIPPED: tuple[tuple[type[nodes.Node], ...], ...] = (
    (),
    (nodes.FilterBlock,),
    (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.Macro),
)

Kind = Literal["text", "value", "include", "iteration"]


@dataclass(frozen=True)
class Mark:
    """A place in a template that writes output. `column` counts from 0 and is None if unknown.

    `expression` is the source of a value, `target` and `iterable` are those of a loop.
    """

    kind: Kind
    file: str
    line: int
    column: int | None = None
    expression: str = ""
    target: str = ""
    iterable: str = ""


@dataclass(frozen=True)
class Piece:
    """Characters written by one mark, with the enclosing marks, innermost first, and loops' iterations."""

    start: int
    mark: Mark
    around: tuple[tuple[Mark, int], ...]


@dataclass(frozen=True)
class Origin:
    """A character's origin: template, line, column from 1, the inserted value, the enclosing calls."""

    file: str
    line: int
    column: int | None
    value: str
    calls: tuple[str, ...]


@dataclass(frozen=True)
class Origins:
    """The source map: the pieces of a document in the order of their characters."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...] = field(repr=False)

    def at(self, index: int) -> Origin | None:
        """Return the origin of the character at `index`, or None if unknown."""
        position = bisect_right(self.starts, index) - 1
        if position < 0:
            return None
        piece = self.pieces[position]
        return _origin(piece, self.text[piece.start : index])

    def extent(self, index: int) -> tuple[int, int]:
        """Return the range of the characters that were written together with the one at `index`."""
        position = bisect_right(self.starts, index) - 1
        end = self.starts[position + 1] if position + 1 < len(self.starts) else len(self.text)
        return (self.starts[position] if position >= 0 else 0), end


def _origin(piece: Piece, before: str) -> Origin:
    mark = piece.mark
    line, column = mark.line, mark.column
    if mark.kind == "text":
        line += before.count("\n")
        offset = len(before) - (before.rfind("\n") + 1)
        column = offset if "\n" in before else None if column is None else column + offset
    calls = tuple(_call(around) for around, _ in piece.around if around.kind != "iteration")
    value = _spelled(mark, piece.around) if mark.kind == "value" else ""
    return Origin(mark.file, line, None if column is None else column + 1, value, calls)


def _call(around: Mark) -> str:
    how = f"in {around.expression or 'a value'}" if around.kind == "value" else "included"
    return f"{how} at {around.file}:{around.line}"


def _spelled(mark: Mark, around: tuple[tuple[Mark, int], ...]) -> str:
    """Return the expression with loop variables substituted: `step.latex` as `answer.steps[3].latex`."""
    expression = mark.expression
    for loop, iteration in around:
        if loop.kind == "value":
            break  # a macro does not see the loops around its call
        if loop.kind == "iteration" and loop.target.isidentifier():
            element = f"{loop.iterable}[{iteration}]"
            expression = element.join(re.split(rf"(?<![\w.]){loop.target}\b", expression))
    return expression


def trace(env: LatexEnvironment, template: str, context: Mapping[str, Any], text: str) -> Origins | None:
    """Return the source map of `text`, the output of `template`; None if it can't be certain."""
    for skipped in _SKIPPED:
        marker = _Marker(skipped)
        try:
            marked = render(env.observed(marker.mark), template, context).text
        except BackproofError:
            continue
        pieces, plain = _decode(marked, marker.marks)
        if plain == text:
            return Origins(text, pieces, tuple(piece.start for piece in pieces))
    return None


@dataclass
class _Marker:
    """Inserts the sentinels into templates, except inside nodes of the `skipped` types."""

    skipped: tuple[type[nodes.Node], ...]
    marks: list[Mark] = field(default_factory=list)

    def mark(self, tree: nodes.Template, source: str, filename: str) -> nodes.Template:
        walker = _Walker(self, source, shown(Path(filename)))
        return walker.visit(tree)  # type: ignore[no-any-return]

    def new(self, mark: Mark) -> str:
        self.marks.append(mark)
        return f"{_OPEN}{len(self.marks) - 1}{_NAMED}"


class _Walker(NodeTransformer):
    """Visits one template's nodes in source order, with a cursor per line."""

    def __init__(self, marker: _Marker, source: str, file: str) -> None:
        self.marker = marker
        self.lines = source.split("\n")
        self.file = file
        self.cursor: Counter[int] = Counter()

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        children: list[nodes.Expr] = []
        for child in node.nodes:
            opened, inside = (
                self._text(child) if isinstance(child, nodes.TemplateData) else self._value(child)
            )
            children += [_sentinel(opened, child), inside, _sentinel(_CLOSE, child)]
        return nodes.Output(children, lineno=node.lineno)

    def visit_Include(self, node: nodes.Include) -> list[nodes.Node]:  # noqa: N802
        opened = self.marker.new(Mark("include", self.file, node.lineno))
        return [_output(opened, node), node, _output(_CLOSE, node)]

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        target, iterable = self._header(node)
        opened = self.marker.new(Mark("iteration", self.file, node.lineno, target=target, iterable=iterable))
        walked = self.generic_visit(node)
        assert isinstance(walked, nodes.For)
        walked.body = [_output(opened, node), *walked.body, _output(_CLOSE, node)]
        return walked

    def visit_captured(self, node: nodes.Node) -> nodes.Node:
        return node if isinstance(node, self.marker.skipped) else self.generic_visit(node)

    visit_Macro = visit_CallBlock = visit_FilterBlock = visit_AssignBlock = visit_captured  # noqa: N815

    def _text(self, child: nodes.TemplateData) -> tuple[str, nodes.Expr]:
        first = child.data.split("\n", 1)[0]
        column = self._find(child.lineno, first, len(first))
        for extra, line in enumerate(child.data.split("\n")[1:], start=1):
            self.cursor[child.lineno + extra] = len(line)
        return self.marker.new(Mark("text", self.file, child.lineno, column)), child

    def _value(self, child: nodes.Expr) -> tuple[str, nodes.Expr]:
        column = self._find(child.lineno, VARIABLE, len(VARIABLE))
        expression = "" if column is None else _braced(self.lines[child.lineno - 1], column + len(VARIABLE))
        return self.marker.new(Mark("value", self.file, child.lineno, column, expression)), child

    def _find(self, line: int, what: str, length: int) -> int | None:
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = source.find(what, self.cursor[line])
        if column < 0:
            return None
        self.cursor[line] = column + length
        return column

    def _header(self, node: nodes.For) -> tuple[str, str]:
        """Return the source of a loop's variable and iterable, if the iterable is a plain path."""
        source = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else ""
        found = re.search(r"\bfor\s+(\w+)\s+in\s+([\w.\[\]]+)\s*(?:\}|$)", source)
        return (found[1], found[2]) if found else ("", "")


def _braced(line: str, start: int) -> str:
    """Return the text up to the brace that closes the one before `start`."""
    depth = 1
    for index, character in enumerate(line[start:], start):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return line[start:index].strip()
    return line[start:].strip()


def _sentinel(text: str, beside: nodes.Node) -> nodes.TemplateData:
    return nodes.TemplateData(text, lineno=beside.lineno)


def _output(text: str, beside: nodes.Node) -> nodes.Output:
    return nodes.Output([_sentinel(text, beside)], lineno=beside.lineno)


def _decode(marked: str, marks: list[Mark]) -> tuple[tuple[Piece, ...], str]:
    """Remove the sentinels; return the pieces with their marks, and the text without sentinels."""
    reader = _Reader(marks)
    end = 0
    for found in _SENTINEL.finditer(marked):
        reader.characters(marked[end : found.start()])
        reader.sentinel(found[1])
        end = found.end()
    reader.characters(marked[end:])
    return tuple(reader.pieces), "".join(reader.plain)


class _Reader:
    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks
        self.open: list[tuple[Mark, int]] = []
        self.counts: list[Counter[Mark]] = [Counter()]
        self.plain: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def sentinel(self, number: str | None) -> None:
        if number is not None:
            mark = self.marks[int(number)]
            self.open.append((mark, self.counts[-1][mark]))
            self.counts[-1][mark] += 1
            self.counts.append(Counter())
        elif self.open:
            self.open.pop()
            self.counts.pop()

    def characters(self, text: str) -> None:
        if text and self.open:
            around = tuple(reversed(self.open[:-1]))
            self.pieces.append(Piece(self.length, self.open[-1][0], around))
        self.plain.append(text)
        self.length += len(text)
