"""The code that a module depends on: the sources that import statements anywhere in it can reach."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from backproof.building.sources import SOURCE, digest

Imports = dict[str, list[str]]
EXPORTS = "="
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
                    module_or_name = waiting.pop()
                    waiting.extend(self._exported(module_or_name))
                    for name in _files(module_or_name):
                        if name not in found:
                            found.add(name)
                            waiting.extend(self._imports(name))
            self._of[module] = frozenset(found)
        return self._of[module]

    def _imports(self, name: str) -> list[str]:
        """Return what a source imports, but not what a package may import later for one of its names."""
        return [found for found in self._parsed(name) if EXPORTS not in found]

    def _exported(self, name: str) -> Iterator[str]:
        """Yield the modules that a package imports when `package.name` is used; all of them for `*`."""
        package, _, attribute = name.rpartition(".")
        for found in self._parsed(f"{package.replace('.', '/')}/__init__.py"):
            exported, arrow, target = found.partition(EXPORTS)
            if arrow and attribute in (exported, "*"):
                yield target

    def _parsed(self, name: str) -> list[str]:
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
    for name in _packages(module.removesuffix(".*")):
        path = name.replace(".", "/")
        yield from (f"{path}.py", f"{path}/__init__.py")


def _packages(module: str) -> Iterator[str]:
    """Yield the packages that a module is in, the outermost first, then the module itself."""
    parts = module.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


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

    A name imported from a module may be a submodule, so it is included; with a module itself, all names of it
    may be used, `module.*`. Names that a package imports for type checkers alone are those that it imports
    when they are first used: `name=module.name`. A file that is no Python imports nothing; once it is mended,
    its fingerprint has changed.
    """
    package = name.removesuffix(".py").split("/")[:-1]
    with suppress(SyntaxError, ValueError):
        tree = ast.parse(source)
        later = _for_type_checkers(tree) if name.endswith("/__init__.py") else []
        for statement in _statements([tree], without=later):
            yield from (found for _, found in _imported(statement, package))
        for statement in _statements(later):
            yield from (f"{bound}{EXPORTS}{found}" for bound, found in _imported(statement, package))


def _imported(statement: ast.AST, package: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that an import statement binds, with what they stand for."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            yield alias.asname or alias.name, alias.name
            for outer in _packages(alias.name):
                yield alias.asname or alias.name, f"{outer}.*"
    elif isinstance(statement, ast.ImportFrom):
        above = package[: len(package) - statement.level + 1] if statement.level else []
        base = ".".join([*above, *filter(None, [statement.module])])
        for alias in statement.names:
            yield alias.asname or alias.name, f"{base}.{alias.name}"


def _for_type_checkers(tree: ast.Module) -> list[ast.AST]:
    """Return the blocks of a module that never run."""
    tests = ("TYPE_CHECKING", "typing.TYPE_CHECKING")
    return [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) in tests]


def _statements(trees: Sequence[ast.AST], without: Sequence[ast.AST] = ()) -> Iterator[ast.AST]:
    """Yield all statements; expressions, which contain none, are not visited: they are most of the tree."""
    waiting = list(trees)
    while waiting:
        node = waiting.pop()
        if node in without:
            continue
        yield node
        for block in _BLOCKS:
            inner = getattr(node, block, ())
            # The body of a lambda or of a conditional expression is no list.
            if isinstance(inner, list):
                waiting.extend(inner)
