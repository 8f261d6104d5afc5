"""The interface between a homework and the build: its terms, solvers, figures and templates."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from backproof.answer import Figure, Latex, Solution
from backproof.building.sources import Tree


class Author(Protocol):
    """The author who hands the homework in."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def is_placeholder(self) -> bool: ...  # noqa: D102


class Term(Protocol):
    """The part of an academic term that the build needs; the rest is between the term and its solvers."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def course(self) -> str: ...  # noqa: D102
    @property
    def assignment(self) -> int: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def due(self) -> datetime: ...  # noqa: D102
    @property
    def points(self) -> float: ...  # noqa: D102
    @property
    def maximum(self) -> float: ...  # noqa: D102
    @property
    def seed(self) -> int: ...  # noqa: D102
    @property
    def author(self) -> Author: ...  # noqa: D102
    @property
    def questions(self) -> Sequence[Any]: ...  # noqa: D102


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: its LaTeX, and the file that the LaTeX includes, if any."""

    latex: Latex
    file: Path | None = None


@dataclass(frozen=True)
class Homework:
    """The parts that `build.py` injects; the package itself depends on no particular homework.

    `solver_package` and `figure_package` are the homework's own Python packages, in folders of their names
    below `root`; `term_folder`, in one of them, holds the term files. `load` reads the term of that name, or
    the newest; `terms` lists all; `newest` names the newest; `solve` answers one question of a term with the
    modules that `solver_modules` names; `draw` draws a figure into a folder with the module that
    `figure_module` names; `palette` names the colours that figures and document share; `own_commands`
    describes the commands that `build.py` runs itself, in a line each.
    """

    root: Path
    solver_package: str
    figure_package: str
    term_folder: Path
    load: Callable[[str | None], Any]
    terms: Callable[[], Sequence[Any]]
    newest: Callable[[], str]
    solve: Callable[[Any, Any], Solution]
    draw: Callable[[Figure, str, Path], Drawing]
    palette: Callable[[], dict[str, str]]
    solver_modules: Callable[[Any], Sequence[str]]
    figure_module: Callable[[Figure], str]
    own_commands: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: str | Path, *, solutions: str, figures: str) -> Homework:
        """Return the homework in the folder `root`, with its packages of solvers and of figures.

        The packages are imported, so that `root` is added to the places where Python looks for modules.

        >>> homework = Homework.of("my-homework", solutions="solutions", figures="figures")  # doctest: +SKIP
        >>> [term.name for term in homework.terms()]  # doctest: +SKIP
        ['2025-fall', '2026-fall']
        """
        folder = Path(root).resolve()
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
        return of_packages(folder, solutions, figures)

    @cached_property
    def tree(self) -> Tree:
        """The source files that a build of this homework depends on."""
        return Tree(str(self.root), (self.solver_package, self.figure_package))

    @property
    def out(self) -> Path:
        """The folder of everything generated."""
        return self.root / "out"

    @property
    def templates(self) -> Path:
        """The folder of the templates."""
        return self.root / "templates"

    def term_file(self, name: str) -> Path:
        """Return the path of the term's file, whether or not it exists."""
        return self.term_folder / f"{name}.toml"


def of_packages(root: Path, solutions: str, figures: str) -> Homework:
    """Return the homework below `root` whose solvers and figures are in the packages of these names."""
    solving, drawing = import_module(solutions), import_module(figures)
    return Homework(
        root=root,
        solver_package=solutions,
        figure_package=figures,
        term_folder=root / solutions / "terms",
        load=solving.load,
        terms=solving.terms,
        newest=getattr(solving, "newest", lambda: solving.terms()[-1].name),
        solve=solving.solve,
        draw=drawing.draw,
        palette=drawing.palette,
        solver_modules=solving.solver_modules,
        figure_module=drawing.figure_module,
    )
