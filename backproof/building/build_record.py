"""The record of a build for the next one: its inputs and its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from backproof.building import records, sources
from backproof.building.sources import SOURCE
from backproof.diagnostic import Diagnostic
from backproof.homework import Homework
from backproof.tex.engine import find_engine


@dataclass(frozen=True)
class Built:
    """The outcome of a build: the published PDF, its size, and the number of checks that passed."""

    pdf: Path
    answers: Path
    pages: int
    passes: int
    checks: int
    seconds: float
    warnings: tuple[Diagnostic, ...]
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class BuiltSheet:
    """The outcome of building a sheet: the published PDF and its size."""

    pdf: Path
    pages: int
    seconds: float
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Asked:
    """A build's request, and the state of everything that the build depends on when it started."""

    homework: Homework
    term: str | None
    engine: str
    facts: Mapping[str, str]

    @property
    def digests(self) -> dict[str, str]:
        """The fingerprints of all sources."""
        facts = self.facts.items()
        return {name.removeprefix(SOURCE): value for name, value in facts if name.startswith(SOURCE)}

    @property
    def changed(self) -> list[str]:
        """The names of the facts that differ from those of the last such build."""
        return records.changed(str(self.homework.root), self.term, self.engine, self.facts)

    def still_valid(self, seconds: float) -> Built | None:
        """Return the outcome of the last such build if nothing has changed since."""
        last = records.find(str(self.homework.root), self.term, self.engine, dict(self.facts))
        return _built(self.homework.root, last, seconds) if last else None

    def remember(self, built: Built, fields: Mapping[str, str]) -> None:
        """Record this build for the next one, unless a source was saved in the meantime.

        The term's `fields` are recorded so that changes can be reported field by field.
        """
        root = self.homework.root
        if not records.is_steady(self.homework.tree):
            records.forget(str(root), self.term, self.engine)
            return
        made = (built.pdf, built.answers, *built.files)
        record = {
            "facts": dict(self.facts),
            "fields": dict(fields),
            "programs": {str(path): sources.stamp(str(path)) for path in find_engine(self.engine).files},
            "outputs": {_name(path, root): sources.digest_of(str(path)) for path in made},
            "built": {
                "pdf": _name(built.pdf, root),
                "answers": _name(built.answers, root),
                "files": [_name(path, root) for path in built.files],
                "pages": built.pages,
                "checks": built.checks,
                "warnings": [asdict(warning) for warning in built.warnings],
            },
        }
        records.write_file(records.record_file(str(root), self.term, self.engine), record)


def _built(root: Path, last: Mapping[str, Any], seconds: float) -> Built:
    return Built(
        pdf=root / last["pdf"],
        answers=root / last["answers"],
        files=tuple(root / name for name in last["files"]),
        pages=last["pages"],
        passes=0,
        checks=last["checks"],
        seconds=seconds,
        warnings=tuple(Diagnostic(**{**given, "notes": tuple(given["notes"])}) for given in last["warnings"]),
    )


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
