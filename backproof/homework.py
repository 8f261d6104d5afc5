"""The interface between a homework and the build: its terms, solvers, figures and templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from backproof.answer import Figure, Latex, Solution


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

    `load` reads the term of the given name, or the newest; `terms` lists all; `solve` answers one question of
    a term; `draw` draws a figure into a folder; `palette` names the colours that figures and document share.
    """

    root: Path
    load: Callable[[str | None], Any]
    terms: Callable[[], Sequence[Any]]
    solve: Callable[[Any, Any], Solution]
    draw: Callable[[Figure, str, Path], Drawing]
    palette: Callable[[], dict[str, str]]
    solver_module: Callable[[Any], str]
    figure_module: Callable[[Figure], str]

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
        return self.root / "solutions" / "terms" / f"{name}.toml"
