"""Branches of a script's functions: a tree that records which of them are taken, and those that never were.

The child process imports this next to the script: hence only the standard library.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

RECORDER = "_backproof_reached"
"""The name under which a recording tree calls `recorder(...)`."""

Side = tuple[int, bool]
"""A branch by its number in the script, and the outcome of its condition; True where it has none."""

_T = TypeVar("_T")
_Loop = ast.For | ast.AsyncFor
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Branch:
    """A place where a function may go two ways, or into which it may never go.

    `text` is the condition, or the word that opens the block; `around` is the side of the branch around it.
    """

    owner: str
    line: int
    column: int
    text: str
    has_condition: bool
    is_said: bool
    around: Side | None


def recording(tree: ast.Module) -> ast.Module:
    """Return the tree, changed, with a call of RECORDER at every branch of its functions."""
    _Marker().visit(tree)
    return ast.fix_missing_locations(tree)


def recorder(taken: set[Side]) -> Callable[[int, _T], _T]:
    """Return the function that a recording tree calls: it adds to `taken`, and returns the value it gets."""

    def reached(number: int, value: _T) -> _T:
        taken.add((number, bool(value)))
        return value

    return reached


def untaken(source: str, taken: Collection[Side], owners: Collection[str]) -> Iterator[tuple[Branch, bool]]:
    """Yield the branches of the named functions and classes that were not taken, with the missing outcome.

    A branch inside of one that was not taken is left out, as is a condition that was never asked for.
    """
    marker = _Marker()
    marker.visit(ast.parse(source))
    for number, branch in enumerate(marker.found):
        is_open = branch.around is None or branch.around in taken
        if branch.owner not in owners or not branch.is_said or not is_open:
            continue
        if not branch.has_condition:
            yield from [(branch, True)] if (number, True) not in taken else ()
        elif ((number, True) in taken) != ((number, False) in taken):
            yield branch, (number, True) not in taken


class _Marker(ast.NodeTransformer):
    """Numbers the branches in the order of the text, and marks each of them."""

    def __init__(self) -> None:
        self.found: list[Branch] = []
        self.owner = ""
        self.around: Side | None = None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outer = self.owner
        self.owner = outer or node.name
        self.generic_visit(node)
        self.owner = outer
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Give a lambda at the top level the name that it is assigned to."""
        outer = self.owner
        target = node.targets[0]
        if not outer and isinstance(node.value, ast.Lambda) and isinstance(target, ast.Name):
            self.owner = target.id
        self.generic_visit(node)
        self.owner = outer
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        return self._two_ways(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._two_ways(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        if not self.owner:
            return self.generic_visit(node)
        number, node.test = self._condition(node.test)
        node.body = self._inside((number, True), node.body)
        node.orelse = self._inside((number, False), node.orelse)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        return self._operands(node, is_test=False)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.target, node.iter = self.visit(node.target), self.visit(node.iter)
        node.ifs = [self._condition(test)[1] if self.owner else self.visit(test) for test in node.ifs]
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._loop(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self._loop(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.type:
            node.type = self.visit(node.type)
        node.body = self._block(node, node.body, "except") if self.owner else self._all(node.body)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        if self.owner:
            node.body = self._block(node.pattern, node.body, f"case {ast.unparse(node.pattern)}")
        else:
            node.body = self._all(node.body)
        return node

    def _definition(self, node: _Function) -> ast.AST:
        outer = self.owner, self.around
        self.owner, self.around = self.owner or node.name, None
        has_docstring = ast.get_docstring(node, clean=False) is not None
        body = node.body[has_docstring:]
        node.body = [*node.body[:has_docstring], *self._block(node, body, "def", is_said=False)]
        self.owner, self.around = outer
        return node

    def _two_ways(self, node: ast.If | ast.While) -> ast.AST:
        if not self.owner or isinstance(node.test, ast.Constant):
            return self.generic_visit(node)
        # A side that raises refuses its input: there is no value that could be wrong.
        refuses = any(isinstance(statement, ast.Raise) for statement in (*node.body[-1:], *node.orelse[-1:]))
        number, node.test = self._condition(node.test, is_said=not refuses)
        node.body = self._inside((number, True), node.body)
        node.orelse = self._inside((number, False), node.orelse)
        return node

    def _loop(self, node: _Loop) -> ast.AST:
        node.iter = self.visit(node.iter)
        if self.owner:
            node.body = self._block(node, node.body, "for")
        else:
            node.body = self._all(node.body)
        node.orelse = self._all(node.orelse)
        return node

    def _condition(self, test: ast.expr, *, is_said: bool = True) -> tuple[int, ast.expr]:
        """Number a condition, and return it inside of a call that records its value.

        Of a condition with `and` or `or`, the operands are said, which tell more.
        """
        is_whole = not isinstance(test, ast.BoolOp)
        number = self._numbered(test, ast.unparse(test), has_condition=True, is_said=is_said and is_whole)
        if isinstance(test, ast.BoolOp):
            value: ast.expr = self._operands(test, is_test=True, is_said=is_said)
        else:
            value = self.visit(test)
        return number, ast.copy_location(_call(number, value), test)

    def _operands(self, node: ast.BoolOp, *, is_test: bool, is_said: bool = True) -> ast.BoolOp:
        """Mark the operands; the last one is a value, and no condition, unless the whole is a test."""
        outer, last = self.around, len(node.values) - 1
        for index, operand in enumerate(node.values):
            if not self.owner or (index == last and not is_test):
                node.values[index] = self.visit(operand)
                continue
            number, node.values[index] = self._condition(operand, is_said=is_said)
            self.around = (number, isinstance(node.op, ast.And))
        self.around = outer
        return node

    def _block(self, at: ast.AST, body: list[ast.stmt], text: str, *, is_said: bool = True) -> list[ast.stmt]:
        """Number a block without a condition of its own, and return it with a call in front."""
        number = self._numbered(at, text, is_said=is_said)
        mark = ast.copy_location(ast.Expr(_call(number, ast.Constant(True))), body[0] if body else at)
        return [mark, *self._inside((number, True), body)]

    def _numbered(self, at: ast.AST, text: str, *, has_condition: bool = False, is_said: bool = True) -> int:
        line, column = getattr(at, "lineno", 1), getattr(at, "col_offset", 0) + 1
        found = Branch(self.owner, line, column, text, has_condition, is_said, self.around)
        self.found.append(found)
        return len(self.found) - 1

    def _inside(self, side: Side, nodes: Any) -> Any:
        """Visit a node, or a list of them, inside of one side of a branch."""
        outer, self.around = self.around, side
        found = self._all(nodes) if isinstance(nodes, list) else self.visit(nodes)
        self.around = outer
        return found

    def _all(self, nodes: Sequence[ast.stmt]) -> list[ast.stmt]:
        return [self.visit(node) for node in nodes]


def _call(number: int, value: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(RECORDER, ast.Load()), [ast.Constant(number), value], [])
