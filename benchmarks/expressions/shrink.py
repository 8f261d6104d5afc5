"""The smallest case found that is wrong in the same way: for people who have to see why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from benchmarks.expressions.cases import Case
from benchmarks.expressions.judge import judged
from benchmarks.expressions.language import MisreadError

_TRIALS = 300


def shrunk(case: Case, kind: str, trials: int = _TRIALS) -> Case:
    """A case with a finding of that kind, of which no single part can be left out, within so many trials."""
    left = trials
    while left > 0:
        for smaller in _smaller(case):
            left -= 1
            if left < 0 or _has(smaller, kind):
                break
        else:
            return case
        case = smaller if left >= 0 else case
    return case


def _has(case: Case, kind: str) -> bool:
    try:
        return any(finding.kind == kind for finding in judged(case).findings)
    except (MisreadError, KeyError):
        return False


def _smaller(case: Case) -> Iterator[Case]:
    """Cases with one thing less, those that leave out most first."""
    if case.order == 2:
        yield replace(case, order=1)
    if len(case.wrt) > 1:
        yield from (replace(case, wrt=(name,)) for name in case.wrt)
    texts = {text for text in _texts(case) if _weight(text) < _weight(case.text)}
    for text in sorted(texts, key=_weight):
        yield replace(case, text=text)
    for name in case.shapes:
        if name not in case.wrt:
            shapes = {other: shape for other, shape in case.shapes.items() if other != name}
            kept = {other: kind for other, kind in case.properties.items() if other != name}
            yield replace(case, shapes=shapes, properties=kept)
    for name in case.properties:
        yield replace(case, properties={n: kind for n, kind in case.properties.items() if n != name})
    for text in case.functions:
        yield replace(case, functions=tuple(other for other in case.functions if other != text))


def _weight(text: str) -> tuple[int, int]:
    """Operations first, then what is not a plain name."""
    tree = ast.parse(text)
    return sum(isinstance(node, ast.expr | ast.stmt) for node in ast.walk(tree)), len(text)


def _texts(case: Case) -> Iterator[str]:
    """The text with a line left out or put in, or with a part replaced by one of its own or a variable."""
    body = ast.parse(case.text).body
    for index, line in enumerate(body[:-1]):
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            rest = [_put(line.targets[0].id, line.value, deepcopy(other)) for other in body[index + 1 :]]
            yield _unparsed([*body[:index], *rest])
    for index, line in enumerate(body):
        for other in _replaced(line, case):
            yield _unparsed([*body[:index], other, *body[index + 1 :]])


def _unparsed(body: list[ast.stmt]) -> str:
    return "; ".join(ast.unparse(line) for line in body)


def _put(name: str, value: ast.expr, line: ast.stmt) -> ast.stmt:
    class Putting(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return value if node.id == name and isinstance(node.ctx, ast.Load) else node

    return Putting().visit(line)


def _replaced(line: ast.stmt, case: Case) -> Iterator[ast.stmt]:
    """The line with one of its parts replaced."""
    parts = [node for node in ast.walk(line) if isinstance(node, ast.expr) and not _is_target(node)]
    for index, part in enumerate(parts):
        inner = [node for node in ast.iter_child_nodes(part) if isinstance(node, ast.expr)]
        names = [ast.Name(name) for name in case.shapes if name not in ("sized1", "sized2")]
        for other in [*inner, *(names if inner else []), *([ast.Constant(2)] if inner else [])]:
            copied = deepcopy(line)
            target = [n for n in ast.walk(copied) if isinstance(n, ast.expr) and not _is_target(n)][index]
            yield _Swapped(target, deepcopy(other)).visit(copied)


def _is_target(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


class _Swapped(ast.NodeTransformer):
    """One node replaced by another."""

    def __init__(self, target: ast.AST, other: ast.AST) -> None:
        self.target, self.other = target, other

    def visit(self, node: ast.AST) -> ast.AST:
        """The other node where the target stands."""
        return self.other if node is self.target else self.generic_visit(node)
