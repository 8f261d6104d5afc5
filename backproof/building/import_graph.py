"""The code that a module depends on: the sources that import statements anywhere in it can reach."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from backproof.building.sources import SOURCE, digest

Imports = dict[str, list[str]]
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class ImportGraph:
    """The Python sources of a homework by name, and the imports of each.

    `sources` maps each name to its path on disk and `digests` to its fingerprint; `known` has the imports
    found by earlier builds, by name and fingerprint, and is updated in place; `has_new` tells of it.
    """

    def __init__(self, sources: Mapping[str, str], digests: Mapping[str, str], known: Imports) -> None:
        self.sources, self.digests, self.known = sources, digests, known
        self.has_new = False
        self._of: dict[str, frozenset[str]] = {}

    @cached_property
    def facts(self) -> dict[str, str]:
        """The fingerprints of all Python sources, as facts."""
        return {SOURCE + name: value for name, value in self.digests.items() if name.endswith(".py")}

    def present(self, module: str, kept: Mapping[str, str]) -> dict[str, str]:
        """Return the present values of the `kept` facts about code, where a change concerns `module`.

        The other facts keep their values. Parsing hundreds of sources takes longer than most builds, so the
        graph is built only when some source has changed: a changed source that `module` reached before is
        still reached now, as the sources on the way to the first such one are unchanged.
        """
        before = {name: value for name, value in kept.items() if name.startswith(SOURCE)}
        if before == self.facts:
            return before
        reached = {SOURCE + name for name in self.of(module)}
        return before | {
            name: self.facts.get(name, "absent") for name in (before.keys() | self.facts.keys()) & reached
        }

    def of(self, module: str) -> frozenset[str]:
        """Return the names of all sources that `module` (`package.module`) reaches, including its own.

        Names at which an import would find a source, but where there is none, are included.
        """
        if module not in self._of:
            found: set[str] = set()
            waiting = [module]
            with _without_collection():
                while waiting:
                    for name in _files(waiting.pop()):
                        if name not in found:
                            found.add(name)
                            waiting.extend(self._imports(name))
            self._of[module] = frozenset(found)
        return self._of[module]

    def _imports(self, name: str) -> list[str]:
        if name not in self.sources:
            return []
        key = f"{name} {self.digests[name]}"
        if key not in self.known:
            source = Path(self.sources[name]).read_bytes()
            found = sorted(set(imports(name, source)))
            if digest(source) != self.digests[name]:
                # The file was saved in the meantime: the fingerprint does not belong to this text.
                return found
            self.known[key] = found
            self.has_new = True
        return self.known[key]


def _files(module: str) -> Iterator[str]:
    """Yield the files that importing a module may run: its own and its packages' `__init__`."""
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        path = "/".join(parts[:end])
        yield from (f"{path}.py", f"{path}/__init__.py")


@contextmanager
def _without_collection() -> Iterator[None]:
    """Disable garbage collection: syntax trees have no cycles, and it would take as long as parsing them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def imports(name: str, source: bytes) -> Iterator[str]:
    """Yield the absolute names of the modules that a source file imports.

    A name imported from a module may be a submodule, so it is included. A file that is no Python imports
    nothing; once it is mended, its fingerprint has changed.
    """
    package = name.removesuffix(".py").split("/")[:-1]
    with suppress(SyntaxError, ValueError):
        for statement in _statements(ast.parse(source)):
            if isinstance(statement, ast.Import):
                yield from (alias.name for alias in statement.names)
            elif isinstance(statement, ast.ImportFrom):
                above = package[: len(package) - statement.level + 1] if statement.level else []
                base = ".".join([*above, *filter(None, [statement.module])])
                yield from (f"{base}.{alias.name}" for alias in statement.names)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements; expressions, which contain none, are not visited: they are most of the tree."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for block in _BLOCKS:
            inner = getattr(node, block, ())
            # The body of a lambda or of a conditional expression is no list.
            if isinstance(inner, list):
                waiting.extend(inner)
