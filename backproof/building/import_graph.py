"""Which sources a module's code can reach, by the imports that stand anywhere in them."""

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
    """The modules that a source file imports, absolute; a name from a package may be one of its modules.

    Whatever stands where a statement can begin is taken for one, also in a string: to depend on one module
    too many does no harm. A syntax tree takes ten times as long.
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
    """The names between commas, without what they are called here."""
    for part in _COMMENT.sub("", text).replace("\\\n", " ").strip("() \t\n").split(","):
        words = part.split()
        if words:
            yield words[0]
