"""The script that one writes without a cache: everything is computed, drawn, rendered and set anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import figures
from backproof import pipeline
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.tex.engine import find_engine
from backproof.tex.inputs import style

_MADE = Path("made")
_MOST_PASSES = 5


def main(writer: str) -> None:
    """Make `made/report.pdf`."""
    _MADE.mkdir(exist_ok=True)
    for name, data in style.files().items():
        (_MADE / name).write_bytes(data)
    text = rendered()
    if writer == "pylatex":
        _by_pylatex(text)
    else:
        _by_pdflatex(text)


def rendered() -> str:
    """The document."""
    root = Path.cwd()
    homework = of_packages(root, "solutions", "figures")
    term = homework.load(None)
    solved = pipeline.compute(homework, term)
    pipeline.verify(solved)
    drawings = {
        solution.id: {f.name: figures.draw(f, f"{solution.id}-{f.name}", _MADE) for f in solution.figures}
        for solution in solved
    }
    return Writer(homework, term, find_engine()).write(solved, drawings).rendered.text


def _by_pdflatex(text: str) -> None:
    """Passes of TeX until the .aux file is unchanged."""
    (_MADE / "report.tex").write_text(text, encoding="utf-8")
    command = [str(find_engine().program), "-interaction=batchmode", "report.tex"]
    aux = _MADE / "report.aux"
    for _ in range(_MOST_PASSES):
        before = aux.read_bytes() if aux.exists() else b""
        subprocess.run(command, cwd=_MADE, stdout=subprocess.DEVNULL, check=True)
        if aux.read_bytes() == before:
            break


def _by_pylatex(text: str) -> None:
    """PyLaTeX's own way to a PDF."""
    from pylatex import Document

    class Finished(Document):  # type: ignore[misc]
        def dumps(self) -> str:
            return text

    # By default it takes latexmk where there is one, and else a single pass of pdflatex.
    Finished().generate_pdf(str(_MADE / "report"), clean=False, clean_tex=False, silent=True)


if __name__ == "__main__":
    main(sys.argv[1])
