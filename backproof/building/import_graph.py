"""The code that a module depends on: the sources that import statements anywhere in it can reach."""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from backproof.building.sources import SOURCE, digest

Imports = dict[str, tuple[list[str], list[str]]]
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

    def present(self, modules: Iterable[str], kept: Mapping[str, str]) -> dict[str, str]:
        """Return the present values of the `kept` facts about code, where a change concerns `modules`.

        The other facts keep their values. Parsing hundreds of sources takes longer than most builds, so the
        graph is built only when some source has changed: a changed source that they reached before is
        still reached now, as the sources on the way to the first such one are unchanged.
        """
        before = {name: value for name, value in kept.items() if name.startswith(SOURCE)}
        if before == self.facts:
            return before
        reached = {SOURCE + name for module in modules for name in self.of(module)}
        return before | {
            name: self.facts.get(name, "absent") for name in (before.keys() | self.facts.keys()) & reached
        }

    def of(self, module: str) -> frozenset[str]:
        """Return the names of all sources that `module` (`package.module`) reaches, including its own.

        Names at which an import would find a source, but where there is none, are included.
        """
        if module not in self._of:
            with _without_collection():
                self._of[module] = frozenset(self._reached(module))
        return self._of[module]

    def _reached(self, module: str) -> Iterator[str]:
        waiting, seen = [module], {module}
        while waiting:
            for name, is_used in self._files(waiting.pop()):
                yield name
                for imported in self._imports(name)[is_used]:
                    if imported not in seen:
                        seen.add(imported)
                        waiting.append(imported)

    def _files(self, module: str) -> Iterator[tuple[str, bool]]:
        """Yield the files that importing a name may run, and whether the file's functions may be called.

        That is so of the module itself. Of its packages only the code outside of functions runs, unless they
        are imported by their own names, too.
        """
        parts = module.split(".")
        places = [_places("/".join(parts[:end])) for end in range(1, len(parts) + 1)]
        there = [index for index, names in enumerate(places) if self.sources.keys() & set(names)]
        for index, names in enumerate(places):
            yield from ((name, index == max(there, default=-1)) for name in names)

    def _imports(self, name: str) -> tuple[list[str], list[str]]:
        """Return the imports of a source that run when it is imported, and all of them."""
        if name not in self.sources:
            return [], []
        key = f"{name} {self.digests[name]}"
        if key not in self.known:
            source = Path(self.sources[name]).read_bytes()
            found = tuple(sorted(set(imports(name, source, called=called))) for called in (False, True))
            if digest(source) != self.digests[name]:
                # The file was saved in the meantime: the fingerprint does not belong to this text.
                return found[0], found[1]
            self.known[key] = found[0], found[1]
            self.has_new = True
        return self.known[key]


def _places(path: str) -> tuple[str, str]:
    return f"{path}.py", f"{path}/__init__.py"


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


def imports(name: str, source: bytes, *, called: bool = True) -> Iterator[str]:
    """Yield the absolute names of the modules that a source file imports; in its functions, too, if `called`.

    A name imported from a module may be a submodule, so it is included. What only type checkers read is no
    import, but in the `__init__` of a package it may state the names that the package loads when they are
    used. A file that is no Python imports nothing; once it is mended, its fingerprint has changed.
    """
    package = name.removesuffix(".py").split("/")[:-1]
    skipped = [] if called and _is_package(name) else [_is_for_types]
    skipped += [] if called else [_is_function]
    with suppress(SyntaxError, ValueError):
        for statement in _statements(ast.parse(source), skipped):
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    yield from [alias.name] if alias.asname else _prefixes(alias.name)
            elif isinstance(statement, ast.ImportFrom):
                above = package[: len(package) - statement.level + 1] if statement.level else []
                base = ".".join([*above, *filter(None, [statement.module])])
                yield from (f"{base}.{alias.name}" for alias in statement.names)


def _prefixes(module: str) -> Iterator[str]:
    """Yield a module's name and its packages': `import a.b` gives access to both."""
    parts = module.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _statements(tree: ast.AST, skipped: Sequence[Callable[[ast.AST], bool]]) -> Iterator[ast.AST]:
    """Yield all statements, but none in the bodies of those for which a function in `skipped` returns true.

    Expressions contain no statements and are not visited: they are most of the tree.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for block in _BLOCKS[1:] if any(skips(node) for skips in skipped) else _BLOCKS:
            inner = getattr(node, block, ())
            # The body of a lambda or of a conditional expression is no list.
            if isinstance(inner, list):
                waiting.extend(inner)


def _is_package(name: str) -> bool:
    return name.endswith("/__init__.py")


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def _is_for_types(node: ast.AST) -> bool:
    """Return whether a statement is `if TYPE_CHECKING:`, whose body never runs."""
    test = node.test if isinstance(node, ast.If) else None
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"
