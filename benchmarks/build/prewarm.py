"""The gain of each piece of `backproof.prewarm`, and the cost of proofreading: builds without one of them.

    python -m benchmarks.build.prewarm [--rounds 7] [--only proofreading]

A piece is switched off in a copy of the project. All copies build in turns, and of each build's ratio to the
one of the same round with all pieces the median is taken: above 1, the piece makes the build faster, and
below 1, it costs time. The processor time is that of `build.py` and of what it waited for, which does not
include the workers.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .measure import Sample, median
from .project import Project

FOLDER = Path("backproof")


@dataclass(frozen=True)
class Piece:
    """The lines that switch a piece off at the end of a file of the package, and the builds it is in."""

    file: str
    lines: str
    builds: tuple[str, ...]


_PREWARMED = "prewarm/prewarmed.py"
_NO_PROOFREADING = (
    "from backproof.proofreading.proofread import Proofread\n"
    "proofread = lambda *_, **__: Proofread((), frozenset())"
)
PIECES = {
    "proofreading": Piece("pipeline.py", _NO_PROOFREADING, ("wording", "expression", "cold")),
    "fast path": Piece(
        "prewarm/__init__.py", "def answer(tree, arguments): return False", ("nothing changed",)
    ),
    "workers": Piece(_PREWARMED, "del Prewarmed.workers", ("cold",)),
    "pictures in the background": Piece(_PREWARMED, "del Prewarmed.pictures", ("cold",)),
    "first pass begun early": Piece(_PREWARMED, "del Prewarmed.finished", ("wording",)),
    "end of the build during TeX": Piece(_PREWARMED, "del Prewarmed.meanwhile", ("cold", "wording")),
    "no collection at the exit": Piece(
        "prewarm/__init__.py", "gc.freeze = lambda: None", ("wording", "expression")
    ),
}


class _Builds:
    """The kinds of build, each with an edit of its own."""

    def __init__(self) -> None:
        self._edits = 0

    def of(self, kind: str, project: Project) -> Sample:
        """Make one build of this kind."""
        kinds: Mapping[str, Callable[[], object]] = {
            "cold": lambda: None,
            "wording": lambda: project.edit_wording("middle", self._edits),
            "expression": lambda: project.edit_expression(self._edits),
            "nothing changed": lambda: None,
        }
        self._edits += 1
        kinds[kind]()
        return project.cold() if kind == "cold" else project.make()


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build.prewarm")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="a part of the piece's name")
    given = parser.parse_args()
    rounds, pieces = given.rounds, {title: PIECES[title] for title in PIECES if given.only in title}
    builds = _Builds()
    with tempfile.TemporaryDirectory(prefix="backproof-benchmark-") as name:
        whole = Project(Path(name) / "whole", 4)
        without = {title: _without(Path(name), title, piece) for title, piece in pieces.items()}
        print(f"{'without':30} {'build':16} {'wall':>6} {'cpu':>6}  seconds")
        for kind in ("nothing changed", "wording", "expression", "cold"):
            served = [title for title, piece in pieces.items() if kind in piece.builds]
            samples: dict[str, list[Sample]] = {title: [] for title in served}
            for _ in range(rounds):
                base = builds.of(kind, whole)
                for title in random.sample(served, len(served)):
                    samples[title].append(builds.of(kind, without[title]).against(base))
            for title in served:
                found = median(samples[title])
                figures = f"{found.wall_ratio:6.2f} {found.cpu_ratio:6.2f}  {found.wall:.3f}"
                print(f"{title:30} {kind:16} {figures}", flush=True)


def _without(folder: Path, title: str, piece: Piece) -> Project:
    """Copy the project and switch a piece off in the copy."""
    project = Project(folder / title.replace(" ", "-"), 4)
    path = project.folder / FOLDER / piece.file
    path.write_text(f"{path.read_text('utf-8')}\n\n{piece.lines}\n", "utf-8", newline="\n")
    project.make()
    project.edit_wording("middle", 0)
    project.make()
    return project


if __name__ == "__main__":
    main()
