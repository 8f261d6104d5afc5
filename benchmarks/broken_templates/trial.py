"""The build of a homework with one broken template, in this process, as `watch` makes it."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backproof.acceleration import Acceleration
from backproof.building import records
from backproof.cli import told
from backproof.diagnostic import Diagnostic
from backproof.document import Document, Drawings, Writer
from backproof.faults.origins import trace
from backproof.homework import Homework
from backproof.pipeline import build
from backproof.terminal import preview
from backproof.writing.render import DEFAULTS
from benchmarks.broken_templates.mutations import Mistake

ROOT = Path(__file__).parents[2]
_ENGINE = "embedded"


@dataclass(frozen=True)
class Outcome:
    """The errors told by a build with the mistake; `faults` is None if it made a PDF."""

    mistake: Mistake
    faults: tuple[Diagnostic, ...] | None
    exit_code: int

    @property
    def is_noticed(self) -> bool:
        """True if the build stopped."""
        return self.faults is not None

    @property
    def is_at_its_line(self) -> bool:
        """True if the first error names the file and a line where the mistake is."""
        first = self._first
        return first is not None and any(place.line == first.line for place in self.mistake.places)

    @property
    def is_at_its_column(self) -> bool:
        """True if the first error names the characters themselves."""
        first = self._first
        return first is not None and any(
            place.line == first.line and first.column is not None and place.start <= first.column <= place.end
            for place in self.mistake.places
        )

    @property
    def is_told_once(self) -> bool:
        """True if there is one error."""
        return self.faults is not None and len(self.faults) == 1

    @property
    def is_misuse(self) -> bool:
        """True if the exit code says that the input is at fault."""
        return self.exit_code == 2

    @property
    def _first(self) -> Diagnostic | None:
        first = self.faults[0] if self.faults else None
        return (
            first
            if first and first.file and Path(first.file).as_posix().endswith(self.mistake.file)
            else None
        )


class _Listener(Acceleration):
    """Accelerates nothing, but keeps the document of the last finished build."""

    document: Document | None = None

    def finished(
        self, _writer: Writer, document: Document, _drawings: Drawings, _changed: Sequence[str]
    ) -> None:
        self.document = document


class Bench:
    """A homework in a folder, all templates of which are its own."""

    def __init__(self, folder: Path, term: str = "2025-fall") -> None:
        for name in ("solutions", "figures", "templates", "build.py"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, folder / name)
        _copy_shipped(folder / "templates")
        self.folder = folder
        self.homework = Homework.of(folder, solutions="solutions", figures="figures")
        self.term = self.homework.load(term)
        self.listener = _Listener()
        good = self._built()
        if good.faults is not None:
            raise RuntimeError("\n".join(map(str, good.faults)))

    def used(self) -> Mapping[str, frozenset[int]]:
        """Return the lines that wrote something into the good document, by template."""
        document = self.listener.document
        assert document
        rendered = document.rendered
        origins = trace(document.environment, rendered.template, document.context, rendered.text)
        assert origins
        lines: dict[str, set[int]] = defaultdict(set)
        for start, end in zip(origins.starts, (*origins.starts[1:], len(origins.text)), strict=True):
            for at in (start, end - 1):
                origin = origins.at(at)
                if origin and (path := Path(origin.file)).is_relative_to(self.folder / "templates"):
                    lines[path.relative_to(self.folder).as_posix()].add(origin.line)
        return {name: frozenset(found) for name, found in lines.items()}

    def text(self, file: str) -> str:
        """Return the text of a template."""
        return (self.folder / file).read_text(encoding="utf-8")

    def tried(self, mistake: Mistake) -> Outcome:
        """Build with the mistake, and put the good template back."""
        path = self.folder / mistake.file
        good = path.read_bytes()
        path.write_bytes(mistake.content)
        try:
            return self._built(mistake)
        finally:
            path.write_bytes(good)

    def _built(self, mistake: Mistake | None = None) -> Outcome:
        shown = mistake or Mistake("none", "", "", b"", ())
        records.note(self.homework.tree)
        try:
            build(self.homework, self.term, _ENGINE, preview.steps(quiet=True), self.listener)
        except Exception as error:
            faults, code = told(error, self.folder, ["pdf"])
            return Outcome(shown, tuple(fault for fault in faults if fault.severity == "error"), code)
        return Outcome(shown, None, 0)


def _copy_shipped(into: Path) -> None:
    """Copy the package's templates to where an author overrides them."""
    for source in (*DEFAULTS, ROOT / "backproof" / "kinds"):
        for path in source.rglob("*.j2"):
            below = path.relative_to(source)
            place = into / ("kinds" / below if source.name == "kinds" else below)
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                shutil.copy2(path, place)


def cut(outcomes: Sequence[Outcome], kind: str) -> list[Outcome]:
    """Return the outcomes of one kind that the build noticed."""
    return [outcome for outcome in outcomes if outcome.mistake.kind == kind and outcome.is_noticed]
