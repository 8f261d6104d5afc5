"""The import graph: the sources that a module's code can reach by import statements anywhere in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from backproof.building.sources import digest

Imports = dict[str, list[str]]
_SPACE = r"(?:[ \t\f]|\\\n)"
_IMPORT = re.compile(
    rf"""(?:^|[;:]){_SPACE}*
    (?: from {_SPACE}* (?P<base> \.[.\s\\]*[\w.]* | {_SPACE}[\w.]+ ) {_SPACE}* import\b {_SPACE}*
        (?P<names> \( (?:[^)\#]|\#[^\n]*)* \) | (?:[^\n;\#\\]|\\\n)* )
      | import {_SPACE} (?P<modules> (?:[^\n;\#\\]|\\\n)* ) )""",
    re.MULTILINE | re.VERBOSE,
)
_COMMENT = re.compile(r"#[^\n]*")


class ImportGraph:
    """The sources of a homework by name, and the imports of each.

    `sources` maps each name to its path on disk and `digests` to its fingerprint; `known` has the imports
    found by earlier builds, by name and fingerprint, and is updated in place.
    """

    def __init__(self, sources: Mapping[str, str], digests: Mapping[str, str], known: Imports) -> None:
        self.sources, self.digests, self.known = sources, digests, known
        self._of: dict[str, tuple[str, ...]] = {}

    def of(self, module: str) -> tuple[str, ...]:
        """Return the names of all sources that `module` (`package.module`) reaches, including its own."""
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
        """Yield the files that importing a module runs: its own and its packages' `__init__`."""
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
                # The file was saved in the meantime: the fingerprint does not belong to this text.
                return found
            self.known[key] = found
        return self.known[key]


def imports(name: str, source: bytes) -> Iterator[str]:
    """Yield the absolute names of the modules that a source file imports.

    A name imported from a module may be a submodule, so it is included. Text that looks like an import at the
    start of a statement counts as one, even inside a string: one dependency too many does no harm. Parsing to
    a syntax tree takes ten times as long.
    """
    package = name.removesuffix(".py").split("/")[:-1]
    text = source.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for found in _IMPORT.finditer(text):
        if found["modules"] is not None:
            yield from _listed(found["modules"])
            continue
        stated = "".join(found["base"].replace("\\", "").split())
        level = len(stated) - len(stated.lstrip("."))
        above = package[: len(package) - level + 1] if level else []
        base = ".".join([*above, *filter(None, [stated.lstrip(".")])])
        yield from (f"{base}.{alias}" for alias in _listed(found["names"]))


def _listed(text: str) -> Iterator[str]:
    """Yield the names between commas, without their `as` aliases."""
    for part in _COMMENT.sub("", text).replace("\\\n", " ").strip("() \t\n").split(","):
        words = part.split()
        if words:
            yield words[0]
