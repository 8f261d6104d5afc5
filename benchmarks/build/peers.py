"""Other tools on the same document: their common shape, and those that know no code of their own."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from . import edits
from .measure import Sample, run
from .project import Bare, Project, remove_made


class Tool(Protocol):
    """A tool, in a folder of its own where the document has been made once."""

    name: str

    @property
    def pdf(self) -> Path:
        """The PDF that it makes."""

    def make(self) -> Sample:
        """Bring the PDF up to date."""

    def cold(self) -> Sample:
        """Make it with nothing there that was made before."""

    def edit_wording(self, place: str, number: int) -> str:
        """Change a word at a place; gives what the PDF should say then."""


@runtime_checkable
class Computing(Tool, Protocol):
    """A tool that computes what it sets."""

    def edit_expression(self, number: int) -> str:
        """Change the expression; gives what the PDF should say then."""


class Latexmk:
    """latexmk on the finished document: no code, no templates."""

    name = "bare latexmk"

    def __init__(self, folder: Path, bare: Bare) -> None:
        self.folder, self.path = folder, path_to(bare.program)
        self.pdf = folder / "report.pdf"
        shutil.copytree(bare.folder, folder, ignore=shutil.ignore_patterns("report.[!t]*"))
        self.make()

    @staticmethod
    def missing() -> str:
        """Return the command that installs the missing programs, or "" if none is missing."""
        return "" if shutil.which("latexmk") else "apt-get install latexmk"

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        return run(latexmk(), self.folder, PATH=self.path)

    def cold(self) -> Sample:
        """Make it with nothing there."""
        remove_made(self.folder)
        return self.make()

    def edit_wording(self, place: str, number: int) -> str:
        """Change a word."""
        return edits.change_sentence(self.folder / "report.tex", place, number)


class Plain:
    """A plain script: compute all, draw all, render, run pdflatex until the .aux file is unchanged."""

    NAMES: ClassVar[dict[str, str]] = {
        "pdflatex": "Jinja + pdflatex script",
        "pylatex": "PyLaTeX generate_pdf",
    }

    def __init__(self, folder: Path, project: Project, bare: Bare, writer: str) -> None:
        self.folder, self.writer, self.name = folder, writer, Plain.NAMES[writer]
        self.variables = {"PYTHONPATH": str(folder), "PATH": path_to(bare.program)}
        self.pdf = folder / "made" / "report.pdf"
        shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns("out", "__pycache__"))
        self.make()

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        script = str(Path(__file__).with_name("plain_script.py"))
        return run([sys.executable, script, self.writer], self.folder, **self.variables)

    def cold(self) -> Sample:
        """Make it with nothing there."""
        shutil.rmtree(self.folder / "made")
        return self.make()

    def edit_wording(self, place: str, number: int) -> str:
        """Change a word."""
        return edits.change_sentence(edits.template(self.folder, place), place, number)

    def edit_expression(self, number: int) -> str:
        """Change the expression of the term."""
        return edits.change_expression(self.folder, number)


def latexmk() -> list[str]:
    """The command that brings `report.pdf` up to date."""
    return ["latexmk", "-pdf", "-interaction=batchmode", "-silent", "report.tex"]


def path_to(program: Path) -> str:
    """PATH with the engine's folder in front, so that every tool uses the same TeX."""
    return os.pathsep.join([str(program.parent), os.environ["PATH"]])
