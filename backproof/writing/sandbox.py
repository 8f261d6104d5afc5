"""A sandbox for untrusted templates: they see only their context, and their time and memory are bounded.

Jinja's own sandbox denies access to private attributes and changes to the context. Added here are bounds on
loops, on the results of arithmetic, and on the methods of strings: any of these could exhaust the memory.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from backproof.writing.escape import Repertoire
from backproof.writing.render import Kinds, LatexEnvironment, added

_MAX_STEPS = 200_000
_MAX_SECONDS = 10.0
MAX_LENGTH = 100_000
_MAX_BITS = 4096
# Methods whose result is never longer than the string itself.
_STRING_METHODS = frozenset((
    "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii",
    "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip",
    "partition", "removeprefix", "removesuffix", "rpartition", "rstrip", "split", "splitlines",
    "startswith", "strip", "swapcase", "title", "upper",
))  # fmt: skip


class _Counted(NodeTransformer):
    """Inserts a step counter into every loop and macro."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def _counted(self, node: Any) -> nodes.Node:
        self.generic_visit(node)
        count = nodes.Call(nodes.EnvironmentAttribute("count_step"), [], [], None, None, lineno=node.lineno)
        node.body = [nodes.ExprStmt(count, lineno=node.lineno), *node.body]
        return node  # type: ignore[no-any-return]


class SandboxedLatexEnvironment(ImmutableSandboxedEnvironment, LatexEnvironment):
    """The environment of untrusted templates."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(
        self, folders: Sequence[Path], repertoire: Repertoire, kinds: Kinds = lambda _: None
    ) -> None:
        super().__init__(folders, repertoire, kinds)
        self.steps = 0
        self.deadline = time.monotonic() + _MAX_SECONDS

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return _Counted().visit(tree)  # type: ignore[no-any-return]

    def count_step(self) -> None:
        """Count one iteration of a loop or one call of a macro."""
        self.steps += 1
        if self.steps > _MAX_STEPS or time.monotonic() > self.deadline:
            raise SecurityError("run through more than its share of loops and macros")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return False for private attributes, and for string methods that could make the string longer."""
        if isinstance(obj, (str, bytes)):
            return attr in _STRING_METHODS
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Evaluate a binary operator if the size of its result is within bounds."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("format text with %")
        if operator in ("*", "**") and _too_much(operator, left, right):
            raise SecurityError(f"build a value as large as this {operator} would")
        if operator == "+" and _length(left) + _length(right) > MAX_LENGTH:
            raise SecurityError("build a text as long as this + would")
        if operator == "+":
            return added(left, right)
        return super().call_binop(context, operator, left, right)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (str, bytes, list, tuple)) else 0


def _too_much(operator: str, left: Any, right: Any) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return False
    if not (isinstance(left, int) and isinstance(right, int)):
        count = right if isinstance(right, int) else left if isinstance(left, int) else 1
        return max(_length(left), _length(right)) * abs(count) > MAX_LENGTH
    factor = abs(right) if operator == "**" else 1
    return left.bit_length() * factor + (0 if operator == "**" else right.bit_length()) > _MAX_BITS
