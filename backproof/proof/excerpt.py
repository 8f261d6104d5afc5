"""The verifier's one file: its parts joined, without the checks of kinds that a proof does not claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from symtable import SymbolTable, symtable

FOLDER = Path(__file__).with_name("verify")
# The modules of the folder in the order in which they are joined: each imports from those before it alone.
PARTS = (
    *("claims", "language", "exact", "points", "hypotheses", "derivatives", "files"),
    *("linear_algebra/spaces", "complex_numbers", "linear_algebra/residues", "linear_algebra/descriptions"),
    *("linear_algebra/tables", "linear_algebra/spectra", "linear_algebra/matrices", "observations"),
    *("optimisation/jets", "optimisation/critical", "optimisation/constrained", "optimisation/convexity"),
    *("optimisation/estimates", "program"),
)
_DOCSTRING = re.compile(r'"""(?:.|\n)*?"""\n+')
# A statement of a module begins at the margin; comments and decorators belong to what follows them.
_STATEMENT = re.compile(r"(?m)^(?=[A-Za-z@#])")
_DEFINED = re.compile(r"(?m)^(?:def|class) (\w+)|^(\w+(?:, \w+)*) = ")
# The statement that adds a check to a table.
_CHECK = re.compile(r'(CHECKS|CERTIFICATES)\["(\w+)"\] = ')
_IMPORT = re.compile(r"import (\w+)(?: as (\w+))?\n|from ([\w.]+) import (.*)\n")


@dataclass(frozen=True)
class _Statement:
    """A statement of a module, with the names that it defines."""

    text: str

    @property
    def defined(self) -> list[str]:
        """The names that it defines."""
        found = _DEFINED.search(self.text)
        return (found[1] or found[2]).split(", ") if found else []

    @cached_property
    def used(self) -> frozenset[str]:
        """The names of the module, or built in, that it uses."""
        return frozenset(_globals(symtable(self.text, "", "exec"), is_top=True))


def excerpt(kinds: Collection[str], keys: Collection[str]) -> str:
    """Return the source of a program that checks claims of these kinds with these keys, with all it uses."""
    parts = [(FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in PARTS]
    docstrings = [found[0] for part in parts if (found := _DOCSTRING.match(part))]
    every = [_Statement(text) for part in parts for text in _statements(_DOCSTRING.sub("", part, count=1))]
    imports = [found for statement in every if (found := _IMPORT.match(statement.text))]
    statements = [statement for statement in every if not _IMPORT.match(statement.text)]
    kept = _reached(statements, {"CHECKS": kinds, "CERTIFICATES": keys})
    used = frozenset(name for statement in kept for name in statement.used)
    body = "".join(f"{statement.text.strip()}\n\n\n" for statement in statements if statement in kept)
    return f"{docstrings[-1]}{_import_lines(imports, used)}\n\n{body.strip()}\n"


def _statements(source: str) -> Iterator[str]:
    """Yield the texts of the statements, each with the lines up to the next."""
    joined = ""
    for part in _STATEMENT.split(source):
        joined += part
        if not part.startswith(("@", "#")) and joined:
            yield joined
            joined = ""


def _reached(statements: Iterable[_Statement], asked: Mapping[str, Collection[str]]) -> set[_Statement]:
    """Return the checks asked of each table, the statement that runs the program, and all that they use."""
    by_name = {name: statement for statement in statements for name in statement.defined}
    kept: set[_Statement] = set()
    open_ = [statement for statement in statements if not statement.defined and _is_asked(statement, asked)]
    while open_:
        statement = open_.pop()
        if statement not in kept:
            kept.add(statement)
            open_ += [by_name[name] for name in statement.used & by_name.keys()]
    return kept


def _is_asked(statement: _Statement, asked: Mapping[str, Collection[str]]) -> bool:
    """Return whether a statement adds a check that is asked of its table, or adds none."""
    check = _CHECK.match(statement.text)
    return check is None or check[2] in asked[check[1]]


def _globals(table: SymbolTable, *, is_top: bool = False) -> Iterator[str]:
    """Yield the names that a block and the blocks within it take from the module."""
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_top or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _globals(inner)


def _import_lines(imports: Iterable[re.Match[str]], used: frozenset[str]) -> str:
    """Return the imports of what is used, sorted, each once: the standard library's, then numpy."""
    modules: set[str] = set()
    members: dict[str, set[str]] = {}
    for found in imports:
        module, alias, parent, names = found.groups()
        if module and (alias or module) in used:
            modules.add(f"import {module} as {alias}" if alias else f"import {module}")
        elif parent and not parent.startswith("backproof"):
            members.setdefault(parent, set()).update(used.intersection(names.split(", ")))
    numpy = {"import numpy as np"} & modules
    lines = [f"from {parent} import {', '.join(sorted(names))}" for parent, names in members.items() if names]
    return "\n".join([*sorted(modules - numpy), *sorted(lines), "", *numpy]) + "\n"
