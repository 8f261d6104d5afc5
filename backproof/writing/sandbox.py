"""A sandbox for untrusted templates: they see only their context, and their time and memory are bounded.

Jinja's own sandbox denies access to private attributes and changes to the context. Added here are a list of
methods, a budget of what a template makes and bounds on its numbers: any of these could exhaust the memory.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import nodes, pass_environment
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from backproof.writing.budget import LARGEST_NUMBER, Budget
from backproof.writing.escape import Repertoire
from backproof.writing.render import Kinds, LatexEnvironment, added

_MAX_LENGTH = 100_000
_MAX_BITS = 4096
_LONGEST_SOURCE = 300_000
# Methods whose result is never longer than the value itself.
_METHODS: Mapping[type | tuple[type, ...], frozenset[str]] = MappingProxyType({
    (str, bytes): frozenset((
        "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii",
        "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip",
        "partition", "removeprefix", "removesuffix", "rpartition", "rstrip", "split", "splitlines",
        "startswith", "strip", "swapcase", "title", "upper",
    )),
    Mapping: frozenset(("get", "items", "keys", "values")),
    Sequence: frozenset(("count", "index")),
    (datetime.date, datetime.time): frozenset(("date", "isoformat", "isoweekday", "time", "weekday")),
    LoopContext: frozenset(("changed", "cycle")),
})  # fmt: skip


class _Counted(NodeTransformer):
    """Inserts a step counter into every loop and macro, and counts what literals contain."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802
        return self._counted(node)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        return self._made(node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        return self._made(node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        return self._made(node) if node.ctx == "load" else node

    def _counted(self, node: Any) -> nodes.Node:
        self.generic_visit(node)
        count = nodes.Call(nodes.EnvironmentAttribute("count_step"), [], [], None, None, lineno=node.lineno)
        node.body = [nodes.ExprStmt(count, lineno=node.lineno), *node.body]
        return node  # type: ignore[no-any-return]

    def _made(self, node: Any) -> nodes.Node:
        self.generic_visit(node)
        return nodes.Call(nodes.EnvironmentAttribute("made"), [node], [], None, None, lineno=node.lineno)


class SandboxedLatexEnvironment(ImmutableSandboxedEnvironment, LatexEnvironment):
    """The environment of untrusted templates."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(
        self, folders: Sequence[Path], repertoire: Repertoire, kinds: Kinds = lambda _: None
    ) -> None:
        super().__init__(folders, repertoire, kinds)
        self.budget = Budget()
        # Called by what is inserted into templates.
        self.count_step, self.made = self.budget.step, self.budget.made
        self.guard()

    def guard(self) -> None:
        """Put bounds on the filters, and on the functions that templates may call."""
        filters: dict[str, Any] = {**self.filters, "sum": _total}
        self.filters = {
            name: self.budget.guarded(function, 1 + hasattr(function, "jinja_pass_arg"))
            for name, function in filters.items()
        }
        functions: dict[str, Any] = {**self.globals, "range": _bounded_range}
        self.globals = {name: self.budget.guarded(function) for name, function in functions.items()}

    def begin(self) -> None:
        """Begin a rendering, with a budget of its own."""
        self.budget.renew()

    def concat(self, pieces: Iterable[str]) -> str:
        """Join the pieces of a template's output."""
        return "".join(self.budget.joined(pieces))

    def counted(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield the pieces of a template's output and count them."""
        return self.budget.joined(pieces)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _LONGEST_SOURCE:
            raise SecurityError(f"have more than {_LONGEST_SOURCE:,} characters")
        tree = super()._parse(source, name, filename)
        return _Counted().visit(tree)  # type: ignore[no-any-return]

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call a function or a method, and count what it returns."""
        if __obj is __self.count_step or __obj is __self.made:
            return __obj(*args)
        return __self.budget.made(super().call(__context, __obj, *args, **kwargs))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return False for private attributes, and for methods that are not listed."""
        if not super().is_safe_attribute(obj, attr, value):
            return False
        if not callable(value) or isinstance(value, (Macro, BlockReference)):
            return True
        return any(isinstance(obj, kinds) and attr in names for kinds, names in _METHODS.items())

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Evaluate a binary operator if the size of its result is within bounds."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("format text with %")
        if operator in ("*", "**") and _too_much(operator, left, right):
            raise SecurityError(f"build a value as large as this {operator} would")
        if operator == "+" and _length(left) + _length(right) > _MAX_LENGTH:
            raise SecurityError("build a text as long as this + would")
        if operator == "+":
            return self.budget.made(added(left, right))
        return self.budget.made(super().call_binop(context, operator, left, right))


@pass_environment
def _total(environment: Environment, values: Iterable[Any], attribute: Any = None, start: float = 0) -> Any:
    """Return the sum of numbers: Jinja's, which adds lists one by one, takes the square of their length."""
    if not isinstance(start, (int, float)):
        raise SecurityError("sum up other things than numbers")
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return sum(values, start)


def _bounded_range(*bounds: int) -> range:
    if any(abs(bound) > LARGEST_NUMBER for bound in bounds):
        raise SecurityError(f"count beyond {LARGEST_NUMBER:,}")
    return range(*bounds)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (str, bytes, list, tuple)) else 0


def _too_much(operator: str, left: Any, right: Any) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return False
    if not (isinstance(left, int) and isinstance(right, int)):
        count = right if isinstance(right, int) else left if isinstance(left, int) else 1
        return max(_length(left), _length(right)) * abs(count) > _MAX_LENGTH
    factor = abs(right) if operator == "**" else 1
    return left.bit_length() * factor + (0 if operator == "**" else right.bit_length()) > _MAX_BITS
