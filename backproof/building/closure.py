"""Which sources a module's code can reach, by the imports in their syntax trees, wherever they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from backproof.building.sources import digest

Imports = dict[str, list[str]]


class Closure:
    """The sources of a homework by name, and what each of them imports.

    `sources` gives each name's place on disk and `digests` its fingerprint; `known` are imports found by
    earlier builds, by fingerprint, and takes up what is found now.
    """

    def __init__(self, sources: Mapping[str, str], digests: Mapping[str, str], known: Imports) -> None:
        self.sources, self.digests, self.known = sources, digests, known
        self._of: dict[str, tuple[str, ...]] = {}

    def of(self, module: str) -> tuple[str, ...]:
        """The names of all sources that `module` (`solutions.q1`) reaches, its own and its packages' too."""
        if module not in self._of:
            found: set[str] = set()
            waiting = [module]
            while waiting:
                for name in self._files(waiting.pop()):
                    if name not in found:
                        found.add(name)
                        waiting.extend(self._imports(name))
            self._of[module] = tuple(sorted(found))
        return self._of[module]

    def _files(self, module: str) -> Iterator[str]:
        """The files that importing a module runs: its own and its packages' `__init__`."""
        parts = module.split(".")
        for end in range(1, len(parts) + 1):
            path = "/".join(parts[:end])
            yield from (name for name in (f"{path}.py", f"{path}/__init__.py") if name in self.sources)

    def _imports(self, name: str) -> list[str]:
        key = f"{name} {self.digests[name]}"
        if key not in self.known:
            source = Path(self.sources[name]).read_bytes()
            found = sorted(set(imports(name, source)))
            if digest(source) != self.digests[name]:
                # It was saved in the meantime: the fingerprint is not this text's.
                return found
            self.known[key] = found
        return self.known[key]


def imports(name: str, source: bytes) -> Iterator[str]:
    """The modules that a source file imports, absolute; a name from a package may be one of its modules."""
    package = name.removesuffix(".py").split("/")[:-1]
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        # Whoever imports it will say so.
        return
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement; no expression holds one, so that those need not be walked."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for block in ("body", "orelse", "handlers", "finalbody", "cases"):
            waiting.extend(getattr(node, block, ()))
