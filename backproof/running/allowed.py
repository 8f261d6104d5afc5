"""Modules that a script may import: those that its term allows, with what these need themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from importlib import metadata, util

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def is_installed(module: str) -> bool:
    """Return whether a top-level module can be imported here."""
    return util.find_spec(module) is not None


def allowed_modules(imports: Collection[str]) -> list[str]:
    """Return the top-level modules of numpy and the imports, and of the packages that they depend on."""
    if not set(imports) - {"numpy"}:
        return ["numpy"]
    packages = metadata.packages_distributions()
    modules: dict[str, list[str]] = {}
    for module, names in packages.items():
        for name in names:
            modules.setdefault(_plain(name), []).append(module)
    waiting = [_plain(name) for module in imports for name in packages.get(module, [])]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _needs(name)
    return sorted({"numpy", *imports, *(module for name in found for module in modules.get(name, []))})


def _needs(distribution: str) -> Iterator[str]:
    """Yield the distributions that one requires, those of its extras left out."""
    try:
        required = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return
    for line in required:
        if "extra ==" not in line and (name := _NAME.match(line)):
            yield _plain(name[0])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
