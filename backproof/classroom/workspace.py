"""Workspaces: the place in which one process makes copies, and what stays there warm from copy to copy."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path

from backproof.building import provenance
from backproof.building.incremental import Steps
from backproof.building.provenance import Origins
from backproof.classroom.order import Order
from backproof.classroom.reuse.remembered import Memory
from backproof.classroom.reuse.shared_store import SharedStore
from backproof.classroom.reuse.sharing import SharedSteps
from backproof.diagnostic import CheckError, Diagnostic
from backproof.homework import Homework, Term
from backproof.terms.reading import read
from backproof.tex.engine import Engine, find_engine
from backproof.variants.reference import Reference, reference_of

WORKSPACES, FORMATS = "workspaces", "formats"
# The modules of each homework as they were when this process first made a copy.
_MODULES: dict[str, dict[str, str]] = {}
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
class Workspace:
    """The homework as a process sees it, and what it keeps: sources' digests, the engine, the cache."""

    order: Order
    homework: Homework
    stamps: Mapping[str, str]
    faultless: frozenset[str] = field(default=frozenset())
    memory: Memory = field(default_factory=Memory)
    _latest: SharedSteps | None = None

    @property
    def is_steady(self) -> bool:
        """True if no source was saved since the workspace was set up."""
        return self.homework.tree.stamps() == self.stamps

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The fingerprints of all sources, taken once."""
        return self.homework.tree.digests()

    @cached_property
    def origins(self) -> Origins:
        """The versions and fingerprints that each copy states."""
        return provenance.origins(self.homework, self.term)

    def steps(self, term: Term) -> SharedSteps:
        """Return the steps of a copy whose term is this one; in a row, the same ones."""
        if self._latest is None or self._latest.term is not term:
            self._latest = SharedSteps(self._common, term, self.memory)
        return self._latest

    @cached_property
    def _common(self) -> Steps:
        return Steps(self.homework, self.term, self.store, digests=self.digests)

    @cached_property
    def engine(self) -> Engine:
        """The TeX engine."""
        return find_engine(self.order.engine)

    @cached_property
    def store(self) -> SharedStore:
        """The answers and figures that all processes of this machine share."""
        return SharedStore(_build_of(self.order) / "kept")

    @property
    def formats(self) -> Path:
        """The folder of TeX's formats that all processes of this machine share."""
        return _build_of(self.order) / FORMATS

    @cached_property
    def term(self) -> Term:
        """The term as its file states it."""
        found: Term = self.homework.load(self.order.term)
        return found

    @cached_property
    def reference(self) -> Reference | None:
        """The variant that all others are compared with; None if nothing varies in the term."""
        file = self.homework.term_file(self.order.term)
        _, content = read(file)
        if "variants" not in content:
            return None
        return reference_of(file, judge=lambda question, term: self.steps(term).judged(question))

    def note_faultless(self, found: frozenset[str]) -> None:
        """Take note of claims that need no second proofreading."""
        known = self.faultless | found
        self.faultless = known if len(known) <= _MOST_FAULTLESS else found


def _build_of(order: Order) -> Path:
    """Return the folder of what only the making of copies needs."""
    return order.place / "build"


@lru_cache(maxsize=1)
def workspace_of(order: Order) -> Workspace:
    """Return this process's workspace for the order, whose folder no other process uses.

    Raises CheckError if the process does not have the sources and libraries that the order was given for.
    """
    homework = Homework.of(order.root, solutions=order.solvers, figures=order.figures)
    folder = _build_of(order) / WORKSPACES / f"{platform.node() or 'here'}-{os.getpid()}"
    known = {one.name: getattr(homework, one.name) for one in fields(Homework)}
    own = _OwnFolder(**known | {"newest": lambda: order.term}, folder=folder)
    own_build = folder / "build"
    for name in (own_build, own_build / "sheet"):
        name.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(order, own, own.tree.stamps())
    _require_same(workspace)
    return workspace


def _require_same(workspace: Workspace) -> None:
    """Raise CheckError if copies made here could differ from those made elsewhere.

    A worker of a cluster lives for long: a module that was edited since would be run in its old state.
    """
    modules = {name: digest for name, digest in workspace.digests.items() if name.endswith(".py")}
    known = _MODULES.setdefault(workspace.order.root, modules)
    if modules != known:
        message = "a module was edited since the worker started"
        raise CheckError(Diagnostic(message, hint="start the cluster's workers again"))
    if _digest(workspace.origins, workspace.term) != workspace.order.basis:
        message = f"the worker on {platform.node()} has other sources or libraries than the class began with"
        raise CheckError(Diagnostic(message, hint="give all machines the same, and go on with --resume"))


def basis_of(homework: Homework, term: Term) -> str:
    """Return a digest of what all copies depend on: the sources, Python and the libraries."""
    return _digest(provenance.origins(homework, term), term)


def _digest(origins: Origins, term: Term) -> str:
    facts = [(fact.subject, fact.value) for fact in provenance.facts_of(origins, term)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
