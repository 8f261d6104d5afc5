"""Which template line wrote which character of the LaTeX.

The document is rendered once more with a sentinel before and after every piece of output. The sentinels are
taken out again, and what remains must be the document itself, or nothing is claimed about it.
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
from backproof.writing.render import VARIABLE, LatexEnvironment, display, render

# Noncharacters of Unicode: no text that is escaped holds them.
_OPEN, _NAMED, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_SENTINEL = re.compile(f"{_OPEN}(\\d+){_NAMED}|{_CLOSE}")

# Text that a macro, `set` or `filter` captures may be changed or compared before it is put out, where
# sentinels would make a difference. Then they are left out there.
_SKIPPED: tuple[tuple[type[nodes.Node], ...], ...] = (
    (),
    (nodes.FilterBlock,),
    (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.Macro),
)

Kind = Literal["text", "value", "include", "iteration"]


@dataclass(frozen=True)
class Mark:
    """A place of a template that writes output. `column` counts from 0 and is None where it is not known.

    `expression` is the source of a value, `target` and `iterable` those of a loop.
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
    """Characters that one mark wrote; the marks around it, innermost first, loops with their iteration."""

    start: int
    mark: Mark
    around: tuple[tuple[Mark, int], ...]


@dataclass(frozen=True)
class Origin:
    """Where a character comes from: template, line, column from 1, the value inserted, the calls around."""

    file: str
    line: int
    column: int | None
    value: str
    calls: tuple[str, ...]


@dataclass(frozen=True)
class Origins:
    """The pieces of a document in the order of their characters."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...] = field(repr=False)

    def at(self, index: int) -> Origin | None:
        """The origin of the character at `index`, or None where it is not known."""
        position = bisect_right(self.starts, index) - 1
        if position < 0:
            return None
        piece = self.pieces[position]
        return _origin(piece, self.text[piece.start : index])


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
    """The expression with the loop's variables spelled out: `step.latex` as `answer.steps[3].latex`."""
    expression = mark.expression
    for loop, iteration in around:
        if loop.kind == "value":
            break  # a macro does not see the loops around its call
        if loop.kind == "iteration" and loop.target.isidentifier():
            element = f"{loop.iterable}[{iteration}]"
            expression = element.join(re.split(rf"(?<![\w.]){loop.target}\b", expression))
    return expression


def trace(env: LatexEnvironment, template: str, context: Mapping[str, Any], text: str) -> Origins | None:
    """The origins of `text`, which `template` rendered to; None where they cannot be told for certain."""
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
    """Puts the sentinels into templates, but not inside of the nodes that are `skipped`."""

    skipped: tuple[type[nodes.Node], ...]
    marks: list[Mark] = field(default_factory=list)

    def mark(self, tree: nodes.Template, source: str, filename: str) -> nodes.Template:
        walker = _Walker(self, source, display(Path(filename)))
        return walker.visit(tree)  # type: ignore[no-any-return]

    def new(self, mark: Mark) -> str:
        self.marks.append(mark)
        return f"{_OPEN}{len(self.marks) - 1}{_NAMED}"


class _Walker(NodeTransformer):
    """One template: walks its nodes in the order of the source, a cursor in each line beside it."""

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
        """Variable and iterable of a loop as they are written, where the iterable is a plain path."""
        source = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else ""
        found = re.search(r"\bfor\s+(\w+)\s+in\s+([\w.\[\]]+)\s*(?:\}|$)", source)
        return (found[1], found[2]) if found else ("", "")


def _braced(line: str, start: int) -> str:
    """The text up to the brace that closes the one before `start`."""
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
    """Take out the sentinels: what each stretch of characters was written by, and the text without them."""
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
