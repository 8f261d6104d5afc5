"""Builds against bare TeX, and against other tools, in one run on this machine.

    python -m benchmarks.build [--rounds 7] [--questions 4] [--json FILE] [--without-peers] [--without-memory]

Everything is measured once a round, in turns, so that a busy machine slows all alike; of each the median is
taken. With `--questions 2` the homework is a short one, of four pages. A ratio is ours over what stands
beside it, run just before, on the wall clock; the ratio of processor time follows. All tools use the same
TeX, and packages that it lacks are laid beside their documents. Nothing is installed but the format of the
homework's preamble in the environment, as `build.py prepare` does where the environment is made.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from backproof.results import pdf

from . import memory, report, rounds
from .live import Knitr, PythonTeX
from .measure import Sample, median
from .peers import Latexmk, Plain, Tool
from .project import Bare, Project

_SKIPPED = {"R/exams": "Debian has no package of it, and CRAN is not asked"}


def main() -> None:
    """Measure, print the tables, write the JSON."""
    options = parse()
    with tempfile.TemporaryDirectory(prefix="backproof-benchmark-") as name:
        folder = Path(name)
        project = Project(folder / "project", options.questions)
        bare = Bare(folder / "bare", project)
        peers = [] if options.without_peers else list(others(folder, project, bare))
        print("\n".join(differing(project, peers)), flush=True)
        medians = measured(project, bare, peers, options.rounds)
        peaks = {} if options.without_memory or memory.missing() else dict(memory.peaks(project))
    tables = [report.ours(medians, f"all by {bare.program.name}, the embedded one")]
    tables += [report.beside(medians, [peer.name for peer in peers])] * bool(peers)
    tables += [report.memory(peaks)] * bool(peaks)
    print("\n\n".join("\n".join(table) for table in tables))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    found = {"rounds": options.rounds, "medians": as_data(medians), "memory": as_data(peaks)}
    options.json.write_text(json.dumps(found, indent=2), "utf-8")


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--questions", type=int, default=4, help="how many of the homework's questions are asked"
    )
    parser.add_argument("--json", type=Path, default=Path("out/benchmarks/build.json"))
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--without-memory", action="store_true")
    return parser.parse_args()


def others(folder: Path, project: Project, bare: Bare) -> Iterator[Tool]:
    """The tools that are installed; of each other one a line that says what to install."""
    for name, reason in _SKIPPED.items():
        print(f"skipped: {name}: {reason}")
    if reason := Latexmk.missing():
        print(f"skipped: {Latexmk.name}: {reason}")
    else:
        yield Latexmk(folder / "latexmk", bare)
    for kind in (PythonTeX, Knitr):
        if reason := kind.missing():
            print(f"skipped: {kind.name}: {reason}")
        else:
            yield kind(folder / kind.__name__, project, bare)
    for writer in Plain.NAMES:
        yield Plain(folder / writer, project, bare, writer)


def differing(project: Project, peers: list[Tool]) -> Iterator[str]:
    """Yield, for each tool, how many of its pages have the same words as ours."""
    ours = [page.split() for page in pdf.text(project.pdf).split("\f")]
    for peer in peers:
        theirs = [page.split() for page in pdf.text(peer.pdf).split("\f")]
        same = sum(one == other for one, other in zip(ours, theirs, strict=False))
        yield f"{peer.name}: {same} of {len(ours)} pages say the same, word by word"


def measured(project: Project, bare: Bare, peers: list[Tool], count: int) -> dict[str, Sample]:
    """The median of each row."""
    samples: rounds.Samples = defaultdict(list)
    for number in range(1, count + 1):
        rounds.of_project(project, bare, number, samples)
        for peer in peers:
            rounds.of_peer(peer, number, samples)
    with project.watched():
        project.saved_to_new_pdf("end", 0)
        for number in range(count + 1, 2 * count + 1):
            rounds.of_watch(project, bare, number, samples)
    return {what: median(found) for what, found in samples.items()}


def as_data(found: dict[str, Sample] | dict[str, memory.Peak]) -> dict[str, object]:
    """For JSON."""
    return {
        name: {key: None if one != one else one for key, one in asdict(value).items()}  # noqa: PLR0124
        for name, value in found.items()
    }


if __name__ == "__main__":
    main()
