"""Documents with code in them: the finished report with its values taken out, and put in again by the tool.

The prose stays as it is, page by page; in the place of each answer and each step of a derivation stands what
the tool inserts. Each question is computed by itself, so that a tool that can may do them at once, or keep
those whose sources are unchanged; a careful author has named these sources. The code is this project's own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import solutions
from backproof.tex.format import BEGIN

from . import edits, live_values
from .measure import Sample, run
from .peers import latexmk, path_to
from .project import Bare, Project, remove_made

# A value shorter than this may stand in the prose by chance.
_SHORTEST = 12
_MOST_PASSES = 5
_FIRST_QUESTION = r"\section[Question"
_R_LIBRARIES = (Path("/usr/lib/R/site-library"), Path("/usr/local/lib/R/site-library"))
_SYSTEM = Path("/usr/share/texlive/texmf-dist/tex")


class Live:
    """The common base of PythonTeX and knitr."""

    name: str
    source: str

    def __init__(self, folder: Path, project: Project, bare: Bare) -> None:
        self.folder, self.bare = folder, bare
        self.pdf = folder / "report.pdf"
        shutil.copytree(project.folder, folder, ignore=shutil.ignore_patterns("out", "__pycache__"))
        shutil.copytree(bare.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("report.*"))
        shutil.copyfile(Path(live_values.__file__), folder / "live_values.py")
        self.asked = edits.asked(project.folder)
        finished = (bare.folder / "report.tex").read_text("utf-8")
        (folder / self.source).write_text(self.document(finished), "utf-8", newline="\n")
        self.variables = {"PYTHONPATH": str(folder), "PATH": path_to(bare.program)}
        self.folders = {path.name for path in folder.iterdir() if path.is_dir()}
        self._take_packages()
        self.cold()

    def _take_packages(self) -> None:
        """Make it once with the system's packages in reach, and lay those beside it that the engine lacks.

        So it is timed as in a TeX that has them.
        """
        self.variables["TEXINPUTS"] = f".::{_SYSTEM}//"
        self.make()
        del self.variables["TEXINPUTS"]
        for line in (self.folder / "report.fls").read_text("utf-8").splitlines():
            path = Path(line.removeprefix("INPUT "))
            if path.is_relative_to(_SYSTEM):
                shutil.copyfile(path, self.folder / path.name)

    def document(self, finished: str) -> str:
        """The source of the document with code in it."""
        raise NotImplementedError

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        raise NotImplementedError

    def cold(self) -> Sample:
        """Make it with nothing there that was made before."""
        remove_made(self.folder, (Path(self.source).suffix,))
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in self.folders:
                shutil.rmtree(path)
        return self.make()

    def edit_wording(self, place: str, number: int) -> str:
        """Change a word."""
        return edits.change_sentence(self.folder / self.source, place, number)

    def edit_expression(self, number: int) -> str:
        """Change the expression of the term."""
        return edits.change_expression(self.folder, number)


class PythonTeX(Live):
    """Its own recipe: TeX, pythontex, TeX; again where the .aux file has changed."""

    name = "PythonTeX, two passes"
    source = "report.tex"

    @staticmethod
    def missing() -> str:
        """Return the command that installs the missing programs, or "" if none is missing."""
        installed = shutil.which("pythontex") and (_SYSTEM / "latex" / "pythontex").is_dir()
        return "" if installed else "apt-get install texlive-extra-utils texlive-latex-extra"

    def document(self, finished: str) -> str:
        """A session a question."""
        head, text = _with_inserts(finished, self.asked, lambda id, index: rf"\py[{id}]{{v[{index}]}}")
        sessions = "".join(
            f"\\begin{{pycode}}[{id}]\nimport live_values\nv = live_values.question('{id}')\n"
            f"pytex.add_dependencies(*live_values.needed('{id}'))\n\\end{{pycode}}\n"
            for id in self.asked
        )
        package = "\\usepackage{pythontex}\n\\setpythontexworkingdir{.}\n"
        return f"{head}\n{package}{BEGIN}\n{sessions}{text}"

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        program = Path(shutil.which("pythontex") or "").resolve()
        interpreter = f"python:{sys.executable}"
        total = self._tex()
        total += run(
            [sys.executable, str(program), "--interpreter", interpreter, "report.tex"],
            self.folder,
            **self.variables,
        )
        aux = self.folder / "report.aux"
        for _ in range(_MOST_PASSES):
            before = aux.read_bytes()
            total += self._tex()
            if aux.read_bytes() == before:
                break
        return total

    def _tex(self) -> Sample:
        command = [str(self.bare.program), "-recorder", "-interaction=batchmode", "report.tex"]
        return run(command, self.folder, **self.variables)


class Knitr(Live):
    """A chunk of Python a question, kept by knitr's cache; then latexmk."""

    name = "knitr + latexmk"
    source = "report.Rnw"

    @staticmethod
    def missing() -> str:
        """Return the command that installs the missing programs, or "" if none is missing."""
        programs = shutil.which("Rscript") and shutil.which("latexmk")
        library = any((place / "knitr").is_dir() for place in _R_LIBRARIES)
        return "" if programs and library else "apt-get install r-cran-knitr latexmk"

    def document(self, finished: str) -> str:
        """A chunk a question that computes, and one that reads what it has written."""
        head, text = _with_inserts(finished, self.asked, lambda id, index: rf"\Sexpr{{{id}[{index + 1}]}}")
        options = f"engine.path=list(python='{sys.executable}'), python.reticulate=FALSE"
        setup = f"<<setup, include=FALSE>>=\nknitr::opts_chunk$set({options})\n@\n"
        chunks = "".join(self._chunk(id) for id in self.asked)
        # knitr loads xcolor first, and without the option that the document asks for.
        return f"\\PassOptionsToPackage{{table}}{{xcolor}}\n{head}\n{BEGIN}\n{setup}{chunks}{text}"

    @staticmethod
    def _chunk(id: str) -> str:
        files = ", ".join(f"'{file}'" for file in live_values.needed(id))
        return (
            f"<<{id}, engine='python', echo=FALSE, results='hide', cache=TRUE, "
            f"cache.extra=tools::md5sum(c({files}))>>=\nimport live_values; live_values.write('{id}')\n@\n"
            f"<<{id}-values, include=FALSE>>=\n{id} <- readLines('values-{id}.txt')\n@\n"
        )

    def make(self) -> Sample:
        """Bring the PDF up to date."""
        knit = ["Rscript", "-e", "knitr::knit('report.Rnw', quiet=TRUE)"]
        return run(knit, self.folder, **self.variables) + run(latexmk(), self.folder, **self.variables)


def _with_inserts(finished: str, asked: Sequence[str], insert: Callable[[str, int], str]) -> tuple[str, str]:
    r"""The preamble, and the text after `\begin{document}` with its values taken out.

    Values are looked for from the first question on, each once and in order; the summary keeps its own.
    """
    head, _, text = finished.partition(f"\n{BEGIN}\n")
    start = text.index(_FIRST_QUESTION)
    term = solutions.load(None)
    for question in (one for one in term.questions if one.id in asked):
        for index, value in enumerate(live_values.values(solutions.solve(question, term))):
            place = text.find(value, start)
            if len(value) >= _SHORTEST and place >= 0:
                text = text[:place] + insert(question.id, index) + text[place + len(value) :]
    return head, text
