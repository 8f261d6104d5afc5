"""What is measured: this project in a copy of its own, bare TeX on its document, other tools on the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backproof.tex import style
from backproof.tex.engine import find_engine

from .measure import Sample, environment, run

ROOT = Path(__file__).parents[2]
COPIED = ("backproof", "solutions", "figures", "templates", "build.py", "requirements.txt")
_CARRIED = {".aux", ".out", ".toc"}
_MARK = re.compile(r"Wording \d+\.")
_EXPRESSION = re.compile(r"(outer = \"f\(y\) = y\*\*)\d+")


class Project:
    """The homework in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / name, folder / name)
        template = folder / "templates" / "appendix.tex.j2"
        template.write_text(f"{template.read_text('utf-8')}\nWording 100.\n", encoding="utf-8", newline="\n")
        self.pdf()

    def pdf(self) -> Sample:
        """`python build.py pdf`."""
        return run([sys.executable, "build.py", "pdf", "--quiet"], self.folder)

    def cold(self) -> Sample:
        """The same with nothing in `out/`."""
        shutil.rmtree(self.folder / "out")
        return self.pdf()

    def edit_wording(self, number: int) -> None:
        """Change a word of a template."""
        substitute(self.folder / "templates" / "appendix.tex.j2", _MARK, f"Wording {100 + number}.")

    def edit_expression(self, number: int) -> None:
        """Change an expression of the term."""
        (term, *_) = sorted((self.folder / "solutions" / "terms").glob("2025-fall.toml"))
        substitute(term, _EXPRESSION, rf"\g<1>{2 + number % 7}")

    @property
    def target(self) -> Path:
        """The PDF."""
        (found,) = (self.folder / "out").glob("*.pdf")
        return found

    @contextmanager
    def watched(self) -> Iterator[None]:
        """`build.py watch` runs inside of the block."""
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
            yield
        finally:
            process.kill()
            process.wait()

    def saved_to_new_pdf(self, number: int) -> Sample:
        """From a template's saving until another PDF is in its place, while `watch` runs."""
        before = self.target.stat().st_ino
        started = time.perf_counter()
        self.edit_wording(number)
        while self.target.stat().st_ino == before:
            time.sleep(0.002)
        return Sample(time.perf_counter() - started, 0, 0)


class Bare:
    """The same engine on the finished document, and nothing else."""

    def __init__(self, folder: Path, project: Project) -> None:
        self.folder = folder
        folder.mkdir()
        build = project.folder / "out" / "build"
        shutil.copyfile(build / "report.tex", folder / "report.tex")
        (folder / style.NAME).write_text(style.style(), encoding="utf-8", newline="\n")
        for figure in (build / "figures").glob("*.pdf"):
            shutil.copyfile(figure, folder / figure.name)
        self.fixed_point()

    @property
    def program(self) -> Path:
        """The engine."""
        return find_engine().program

    def one_pass(self) -> Sample:
        """One run of TeX."""
        return run([str(self.program), "-interaction=batchmode", "report.tex"], self.folder)

    def fixed_point(self) -> Sample:
        """From nothing until what one pass writes for the next no longer changes."""
        for path in self.folder.glob("report.*"):
            if path.suffix != ".tex":
                path.unlink()
        total, before = Sample(0, 0, 0), self._carried()
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


class Latexmk:
    """latexmk on the finished document: no code, no templates."""

    name = "bare latexmk"

    def __init__(self, folder: Path, bare: Bare) -> None:
        self.folder = folder
        shutil.copytree(bare.folder, folder, ignore=shutil.ignore_patterns("report.[!t]*"))
        self.path = os.pathsep.join([str(bare.program.parent), os.environ["PATH"]])

    @staticmethod
    def missing() -> str:
        """Why it can't be measured, or nothing."""
        return "" if shutil.which("latexmk") else "latexmk is not installed"

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        command = ["latexmk", "-pdf", "-interaction=batchmode", "-silent", "report.tex"]
        return run(command, self.folder, PATH=self.path)

    def cold(self) -> Sample:
        """Make it with nothing there."""
        for path in self.folder.glob("report.*"):
            if path.suffix != ".tex":
                path.unlink()
        return self.make()

    def edit_wording(self, number: int) -> None:
        """Change a word."""
        substitute(self.folder / "report.tex", _MARK, f"Wording {100 + number}.")


class Plain:
    """A plain script: compute all, draw all, render, run pdflatex until the .aux file is unchanged."""

    name = "Jinja + pdflatex script"

    def __init__(self, folder: Path, project: Project, writer: str = "pdflatex") -> None:
        self.folder, self.writer = folder, writer
        shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns("out", "__pycache__"))
        self.name = Plain.name if writer == "pdflatex" else "PyLaTeX generate_pdf"
        self.make()

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        script = str(Path(__file__).with_name("plain_script.py"))
        return run([sys.executable, script, self.writer], self.folder, PYTHONPATH=str(self.folder))

    def cold(self) -> Sample:
        """Make it with nothing there."""
        shutil.rmtree(self.folder / "made")
        return self.make()

    def edit_wording(self, number: int) -> None:
        """Change a word."""
        substitute(self.folder / "templates" / "appendix.tex.j2", _MARK, f"Wording {100 + number}.")

    def edit_expression(self, number: int) -> None:
        """Change an expression of the term."""
        substitute(
            self.folder / "solutions" / "terms" / "2025-fall.toml", _EXPRESSION, rf"\g<1>{2 + number % 7}"
        )


def substitute(path: Path, pattern: re.Pattern[str], replacement: str) -> None:
    """Replace what the pattern finds, which must be there."""
    text, count = pattern.subn(replacement, path.read_text("utf-8"))
    if not count:
        raise LookupError(f"{path} has nothing like {pattern.pattern}")
    path.write_text(text, encoding="utf-8", newline="\n")
