"""Desks: the place in which one process makes copies, and what stays there warm from copy to copy."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path

from backproof.classroom.order import Order
from backproof.classroom.shelf import Shelf
from backproof.homework import Homework, Term
from backproof.tex.engine import Engine, find_engine

DESKS = "desks"
# A worker in use for days must not grow with what it has seen.
_MOST_FAULTLESS = 50_000


@dataclass(frozen=True)
class _OwnFolder(Homework):
    """A homework whose generated files are in a folder of a process's own."""

    folder: Path = Path()

    @property
    def out(self) -> Path:
        """The folder of everything generated."""
        return self.folder


@dataclass
class Desk:
    """The homework as a process sees it, and what it keeps: sources' digests, the engine, the cache."""

    order: Order
    homework: Homework
    faultless: frozenset[str] = field(default=frozenset())

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The fingerprints of all sources, taken once: no source counts that is saved meanwhile."""
        return self.homework.tree.digests()

    @cached_property
    def engine(self) -> Engine:
        """The TeX engine."""
        return find_engine(self.order.engine)

    @cached_property
    def shelf(self) -> Shelf:
        """The answers and figures that all processes of this machine share."""
        return Shelf(build_of(self.order) / "kept")

    @cached_property
    def term(self) -> Term:
        """The term as its file states it."""
        found: Term = self.homework.load(self.order.term)
        return found

    @property
    def file(self) -> Path:
        """The place of a student's term file, while their copy is made."""
        return self.homework.out / "terms" / f"{self.order.term}.toml"

    def note_faultless(self, found: frozenset[str]) -> None:
        """Take note of claims that need no second proofreading."""
        known = self.faultless | found
        self.faultless = known if len(known) <= _MOST_FAULTLESS else found


def build_of(order: Order) -> Path:
    """Return the folder of what only the making of copies needs."""
    return order.place / "build"


@lru_cache(maxsize=1)
def desk_of(order: Order) -> Desk:
    """Return this process's desk for the order, whose folder no other process uses."""
    homework = Homework.of(order.root, solutions=order.solvers, figures=order.figures)
    folder = build_of(order) / DESKS / f"{platform.node() or 'here'}-{os.getpid()}"
    known = {one.name: getattr(homework, one.name) for one in fields(Homework)}
    own = _OwnFolder(**known | {"newest": lambda: order.term}, folder=folder)
    own_build = folder / "build"
    for name in (own_build, own_build / "sheet"):
        name.mkdir(parents=True, exist_ok=True)
    return Desk(order, own)
