"""The kinds that are installed: those of this package, and those that other packages add.

Another package adds a kind by an entry point of the group `backproof.kinds`, whose name is the kind's and
whose value names a package. Like the kinds here, that package either answers a whole question, by `solver.py`
with `solve(question, term)`, the template `question.tex.j2` and an `example.toml`, or one part of any
question, by `part.py` with `solve(part, term)`, the templates `statement.tex.j2` and `solution.tex.j2`, and
an example `part.toml`, or both. None of it is imported before it is needed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from backproof.diagnostic import Diagnostic, InputError

_GROUP = "backproof.kinds"
_OWN = Path(__file__).parents[1] / "kinds"
_SOLVERS = ("solver.py", "part.py")


@dataclass(frozen=True)
class Kind:
    """A kind of question or part: its name, and the package of its solvers, templates and example."""

    name: str
    package: str

    @property
    def solver(self) -> str:
        """The name of the module that solves a whole question of this kind."""
        return f"{self.package}.solver"

    @property
    def part_solver(self) -> str:
        """The name of the module that solves a part of this kind."""
        return f"{self.package}.part"

    @property
    def answers_questions(self) -> bool:
        """True if a whole question may be of this kind."""
        return Path(self.folder, "solver.py").is_file()

    @property
    def answers_parts(self) -> bool:
        """True if a part of any question may be of this kind."""
        return Path(self.folder, "part.py").is_file()

    @property
    def about(self) -> str:
        """The first sentence of the package's docstring, without the package being imported."""
        text = ast.get_docstring(ast.parse(Path(self.folder, "__init__.py").read_text(encoding="utf-8")))
        return " ".join((text or "").partition("\n\n")[0].split())

    @property
    def folder(self) -> Path:
        """The folder of the package; InputError if there is no such package with a solver."""
        for place in self._places():
            if any(Path(place, name).is_file() for name in _SOLVERS):
                return Path(place)
        message = f"the kind '{self.name}' is installed, but there is no {self.solver}"
        raise InputError(Diagnostic(message, hint=f"mend its entry point in the group {_GROUP}"))

    def _places(self) -> Iterable[str | Path]:
        if self.package == f"{_GROUP}.{self.name}":
            # A kind of this package is found without a search of all of Python's folders.
            return (_OWN / self.name,)
        try:
            spec = find_spec(self.package)
        except (ImportError, ValueError):
            spec = None
        return (spec and spec.submodule_search_locations) or ()


class InstalledKinds(Mapping[str, Kind]):
    """All kinds by name. Entry points are only searched for a name that this package does not have."""

    def __getitem__(self, name: str) -> Kind:
        return self._own.get(name) or self._added[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._own, *self._added)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    @cached_property
    def _own(self) -> dict[str, Kind]:
        names = sorted({path.parent.name for name in _SOLVERS for path in _OWN.glob(f"*/{name}")})
        return {name: Kind(name, f"{_GROUP}.{name}") for name in names}

    @cached_property
    def _added(self) -> dict[str, Kind]:
        from importlib.metadata import entry_points

        found = sorted(entry_points(group=_GROUP), key=lambda entry: entry.name)
        return {entry.name: Kind(entry.name, entry.value) for entry in found}


KINDS = InstalledKinds()


def folder_of(name: str) -> Path | None:
    """Return the folder of the installed kind of that name; None if there is none."""
    return KINDS[name].folder if name in KINDS else None
