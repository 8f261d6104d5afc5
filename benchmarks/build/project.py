"""This project, in a copy of its own, and the same engine on its finished document with nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backproof.tex.engine import find_engine
from backproof.tex.inputs import style

from . import edits
from .measure import Sample, environment, run

ROOT = Path(__file__).parents[2]
_COPIED = ("backproof", "environment", "solutions", "figures", "templates", "build.py", "requirements.txt")
_CARRIED = {".aux", ".out", ".toc"}


class Project:
    """The homework's first questions in a folder of its own."""

    name = "backproof"

    def __init__(self, folder: Path, questions: int) -> None:
        self.folder = folder
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / name, folder / name)
        edits.shorten(folder, questions)
        edits.plant(folder)
        # A new environment has the format of this preamble; one that is older has that of another.
        run([sys.executable, "build.py", "prepare"], folder)
        self.make()

    def make(self) -> Sample:
        """`python build.py pdf`."""
        return run([sys.executable, "build.py", "pdf", "--quiet"], self.folder)

    def cold(self) -> Sample:
        """The same with nothing in `out/`."""
        shutil.rmtree(self.folder / "out")
        return self.make()

    def cold_with_new_preamble(self, number: int) -> Sample:
        """The same with a preamble that the environment does not know, but for one build."""
        path = self.folder / "backproof" / "writing" / "templates" / "preamble.tex.j2"
        text = path.read_text("utf-8")
        path.write_text(f"{text}% {number}\n", "utf-8", newline="\n")
        try:
            return self.cold()
        finally:
            path.write_text(text, "utf-8", newline="\n")

    def edit_wording(self, place: str, number: int) -> str:
        """Change a word of a template; gives what the PDF should say then."""
        return edits.change_sentence(edits.template(self.folder, place), place, number)

    def edit_expression(self, number: int) -> str:
        """Change an expression of the term; gives what the PDF should say then."""
        return edits.change_expression(self.folder, number)

    @property
    def pdf(self) -> Path:
        """The PDF."""
        (found,) = (self.folder / "out").glob("*.pdf")
        return found

    @contextmanager
    def watched(self) -> Iterator[subprocess.Popen[bytes]]:
        """`build.py watch` runs inside of the block, from its first build's end."""
        process = subprocess.Popen(
            [sys.executable, "build.py", "watch"],
            cwd=self.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            assert process.stdout
            process.stdout.readline()
            yield process
        finally:
            process.kill()
            process.wait()

    def saved_to_new_pdf(self, place: str, number: int) -> Sample:
        """From a template's saving until another PDF is in its place, while `watch` runs."""
        before = self.pdf.stat().st_ino
        started = time.perf_counter()
        shown = self.edit_wording(place, number)
        while self.pdf.stat().st_ino == before:
            time.sleep(0.002)
        seconds = time.perf_counter() - started
        return Sample(seconds, stale=shown not in edits.text_of(self.pdf))


class Bare:
    """The same engine on the finished document, its figures beside it, and nothing else."""

    def __init__(self, folder: Path, project: Project) -> None:
        self.folder = folder
        folder.mkdir()
        build = project.folder / "out" / "build"
        shutil.copyfile(build / "report.tex", folder / "report.tex")
        for name, data in style.files().items():
            (folder / name).write_bytes(data)
        for figure in (build / "drawings").glob("*.pdf"):
            shutil.copyfile(figure, folder / figure.name)
        self.fixed_point()

    @property
    def program(self) -> Path:
        """The engine."""
        return find_engine().program

    def one_pass(self) -> Sample:
        """One run of TeX, what the pass before wrote for it in place."""
        return run([str(self.program), "-interaction=batchmode", "report.tex"], self.folder)

    def fixed_point(self) -> Sample:
        """From nothing until what one pass writes for the next no longer changes."""
        remove_made(self.folder)
        total, before = Sample(0), self._carried()
        while True:
            total += self.one_pass()
            after = self._carried()
            if after == before:
                return total
            before = after

    def _carried(self) -> dict[str, bytes]:
        return {
            path.suffix: path.read_bytes() for path in self.folder.glob("report.*") if path.suffix in _CARRIED
        }


def remove_made(folder: Path, kept: tuple[str, ...] = (".tex",)) -> None:
    """Remove what was made of `report.tex`, or whatever else the report is made from."""
    for path in folder.glob("report.*"):
        if path.suffix not in kept:
            path.unlink()
