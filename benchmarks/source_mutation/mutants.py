"""Mutants of the source: by syntax tree in Python, by line in templates."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What prints, chooses, draws and lists; the engine's own answers have a campaign of their own.
_FOLDERS = (
    *("backproof/kinds", "backproof/calculus/printing", "backproof/spaces/language", "backproof/drawing"),
    *("backproof/writing", "backproof/numpy_scripts", "solutions", "figures", "templates"),
)
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_LATEX = (
    (r"\\top", ""), (r"\\odot", ""), (r"\\frac\{", r"\\tfrac{1}{"), (r"\\bar", r"\\hat"), (r" = ", r" = -"),
    (r"\\times", r"\\cdot"), (r"-", ""), (r"\\sum", r"\\prod"), (r"\^", "_"),
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A file of the project, and its whole text with one fault; `what` describes the fault."""

    file: str
    what: str
    text: str

    @property
    def change(self) -> str:
        """The fault without its line."""
        return self.what.partition(": ")[2]


def mutants(root: Path) -> Iterator[Mutant]:
    """Yield every mutant of the project below `root`, file by file."""
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix == ".py" and path.stem not in ("__init__", "example"):
                yield from _of_python(name, path.read_text(encoding="utf-8"))
            elif path.suffix == ".j2":
                yield from _of_template(name, path.read_text(encoding="utf-8"))


def sample(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Return some of the mutants, by digests of their changes: an edit elsewhere keeps the sample."""

    def digest(mutant: Mutant) -> bytes:
        return hashlib.sha256(f"{seed} {mutant.file} {mutant.change}".encode()).digest()

    return sorted(every, key=digest)[:count]


def _of_python(name: str, source: str) -> Iterator[Mutant]:
    for node in ast.walk(ast.parse(source)):
        for what, change in _changes(node):
            span = ast.get_source_segment(source, node)
            if span is None or not isinstance(node, ast.expr):
                continue
            start = _offset(source, node.lineno, node.col_offset)
            new = change(span)
            if new != span:
                line = f"{node.lineno}: {what}: {' '.join(span.split())[:60]}"
                yield Mutant(name, line, source[:start] + new + source[start + len(span) :])


def _offset(source: str, line: int, column: int) -> int:
    lines = source.splitlines(keepends=True)
    return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Yield the faults that fit a node: their names, and the change of its source."""
    match node:
        case ast.BinOp(op=op) if type(op) in _SWAPPED:
            yield "operator", lambda _: _unparsed(node, op=_SWAPPED[type(op)]())
        case ast.BoolOp(op=op):
            yield "and, or", lambda _: _unparsed(node, op=_SWAPPED[type(op)]())
        case ast.Compare(ops=[op]) if type(op) in _SWAPPED:
            yield "comparison", lambda _: _unparsed(node, ops=[_SWAPPED[type(op)]()])
        case ast.IfExp(test=test, body=body, orelse=other):
            yield (
                "branches",
                lambda _: f"({ast.unparse(other)} if {ast.unparse(test)} else {ast.unparse(body)})",
            )
        case ast.Constant(value=bool() as value):
            yield "truth", lambda _: str(not value)
        case ast.Constant(value=int() as value):
            yield "number", lambda _: str(value + 1)
        case ast.Constant(value=str() as value) if "\\" in value or "^" in value:
            for pattern, new in _LATEX:
                changed = re.sub(pattern, new, value, count=1)
                if changed != value:
                    yield f"LaTeX {pattern}", lambda _, changed=changed: repr(changed)
        case ast.Tuple(elts=[first, second], ctx=ast.Load()):
            yield "order", lambda _: f"({ast.unparse(second)}, {ast.unparse(first)})"
        case ast.Call(func=ast.Name(id="tuple" | "list"), args=[ast.expr() as items], keywords=[]):
            yield "reversed", lambda _: f"tuple({ast.unparse(items)})[::-1]"
            yield "first left out", lambda _: f"tuple({ast.unparse(items)})[1:]"


def _unparsed(node: ast.expr, **fields: object) -> str:
    changed = type(node)(**{**{name: getattr(node, name) for name in node._fields}, **fields})
    return f"({ast.unparse(ast.fix_missing_locations(ast.copy_location(changed, node)))})"


def _of_template(name: str, source: str) -> Iterator[Mutant]:
    lines = source.splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        shown = " ".join(line.split())[:60]
        is_block = re.match(r"\s*\\(?:BLOCK|#)", line)
        if r"\VAR" in line and not is_block:
            yield Mutant(
                name, f"{number}: left out: {shown}", "".join((*lines[: number - 1], *lines[number:]))
            )
            yield Mutant(
                name, f"{number}: doubled: {shown}", "".join((*lines[:number], line, *lines[number:]))
            )
        for pattern, new in (
            *_LATEX,
            (r"\[0\]", "[-1]"),
            (r"\.latex\b", ".text"),
            (r"if (?!not)", "if not "),
        ):
            changed = re.sub(pattern, new, line, count=1)
            if changed != line:
                yield Mutant(
                    name,
                    f"{number}: {pattern}: {shown}",
                    "".join((*lines[: number - 1], changed, *lines[number:])),
                )
