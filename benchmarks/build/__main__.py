"""Builds against bare TeX, and against other tools, in one run on this machine.

    python -m benchmarks.build [--rounds 7] [--json FILE] [--without-peers]

Everything is measured once a round, in turns, so that a busy machine slows all alike; of each the median is
taken. A ratio is ours over bare TeX on the wall clock; the same ratio of processor time stands beside it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .measure import Sample, median
from .subjects import Bare, Latexmk, Plain, Project

Samples = dict[str, list[Sample]]
# Row, what it is measured against, and the ratio to reach.
ROWS = (
    ("wording changed", "bare pass", 1.0),
    ("expression changed", "bare pass", 2.0),
    ("cold", "bare to its fixed point", 1.5),
    ("watch: saved to new PDF", "bare pass", 0.6),
)
NOTHING_CHANGED, NOTHING_CHANGED_SECONDS, MEMORY_MB = "nothing changed", 0.12, 250
UNMEASURED = {
    "PythonTeX": "needs texlive-extra-utils and texlive-latex-extra, which the embedded TeX lacks",
    "knitr": "needs r-cran-knitr and an Rnw version of the document",
}


def main() -> None:
    """Measure, print the tables, write the JSON."""
    options = parse()
    with tempfile.TemporaryDirectory(prefix="backproof-benchmark-") as name:
        folder = Path(name)
        project = Project(folder / "project")
        bare = Bare(folder / "bare", project)
        peers = [] if options.without_peers else list(others(folder, project, bare))
        samples: Samples = defaultdict(list)
        for number in range(1, options.rounds + 1):
            one_round(project, bare, number, samples)
            for peer in peers:
                one_round_of(peer, number, samples)
        with project.watched():
            project.saved_to_new_pdf(0)
            for number in range(options.rounds + 1, 2 * options.rounds + 1):
                samples["watch: saved to new PDF"].append(project.saved_to_new_pdf(number))
                samples["bare pass"].append(bare.one_pass())
    medians = {what: median(found) for what, found in samples.items()}
    print("\n".join(report(medians, [peer.name for peer in peers])))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(
        json.dumps({what: asdict(found) for what, found in medians.items()}, indent=2), "utf-8"
    )


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path, default=Path("out/benchmarks/build.json"))
    parser.add_argument("--without-peers", action="store_true")
    return parser.parse_args()


def others(folder: Path, project: Project, bare: Bare) -> Iterator[Any]:
    """The tools that are installed; the others are named with what they lack."""
    for name, reason in UNMEASURED.items():
        print(f"skipped: {name}: {reason}")
    if reason := Latexmk.missing():
        print(f"skipped: {Latexmk.name}: {reason}")
    else:
        yield Latexmk(folder / "latexmk", bare)
    yield Plain(folder / "plain", project)
    yield Plain(folder / "pylatex", project, "pylatex")


def one_round(project: Project, bare: Bare, number: int, samples: Samples) -> None:
    """Everything of ours, bare TeX before each."""

    def edited(edit: Callable[[int], None]) -> Sample:
        edit(number)
        samples["bare pass"].append(bare.one_pass())
        return project.pdf()

    project.pdf()
    samples[NOTHING_CHANGED].append(project.pdf())
    samples["wording changed"].append(edited(project.edit_wording))
    samples["expression changed"].append(edited(project.edit_expression))
    samples["bare to its fixed point"].append(bare.fixed_point())
    samples["cold"].append(project.cold())


def one_round_of(peer: Any, number: int, samples: Samples) -> None:
    """Another tool's cold, idle and edited builds."""
    samples[f"{peer.name}: cold"].append(peer.cold())
    samples[f"{peer.name}: {NOTHING_CHANGED}"].append(peer.make())
    for row, edit in (("wording changed", "edit_wording"), ("expression changed", "edit_expression")):
        if hasattr(peer, edit):
            getattr(peer, edit)(number)
            samples[f"{peer.name}: {row}"].append(peer.make())


def report(medians: dict[str, Sample], peers: list[str]) -> Iterator[str]:
    """The tables."""
    yield f"{'what':26} {'seconds':>8} {'ratio':>6} {'reach':>6} {'cpu':>6} {'MB':>5}"
    idle, most = medians[NOTHING_CHANGED], f"{NOTHING_CHANGED_SECONDS:.2f}s"
    yield f"{NOTHING_CHANGED:26} {idle.wall:8.3f} {'':6} {most:>6} {'':6} {idle.mb:5.0f}"
    for row, base, reach in ROWS:
        ours, theirs = medians[row], medians[base]
        cpu = f"{ours.cpu / theirs.cpu:6.2f}" if ours.cpu else f"{'':6}"
        yield f"{row:26} {ours.wall:8.3f} {ours.wall / theirs.wall:6.2f} {reach:6.2f} {cpu} {ours.mb:5.0f}"
    yield (
        f"(bare TeX: a pass {medians['bare pass'].wall:.3f} s, to its fixed point "
        f"{medians['bare to its fixed point'].wall:.3f} s; at most {MEMORY_MB} MB in any process)"
    )
    columns = ("cold", NOTHING_CHANGED, "wording changed", "expression changed")
    yield ""
    yield " ".join([f"{'seconds':26}", *(f"{column:>18}" for column in columns)])
    for name in ("backproof", *peers):
        keys = [column if name == "backproof" else f"{name}: {column}" for column in columns]
        yield " ".join(
            [f"{name:26}", *(f"{medians[k].wall:18.3f}" if k in medians else f"{'-':>18}" for k in keys)]
        )


if __name__ == "__main__":
    main()
