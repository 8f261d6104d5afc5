"""The values of one question for a document with code in it: run by PythonTeX and knitr in their folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import figures
import solutions
from backproof import pipeline


def question(id: str) -> list[str]:
    """The LaTeX of a question's answers and steps, computed and checked now; its plots are drawn, too."""
    term = solutions.load(None)
    (asked,) = [one for one in term.questions if one.id == id]
    solved = solutions.solve(asked, term)
    pipeline.verify([solved])
    for figure in solved.figures:
        figures.draw(figure, f"{id}-{figure.name}", Path())
    return values(solved)


def values(solved: Any) -> list[str]:
    """Return the values that the document gets from the code, in order."""
    return [
        " ".join(str(latex).split())
        for answer in solved.answers
        for latex in (answer.latex, *(step.latex for step in answer.steps))
    ]


def write(id: str) -> None:
    """Put them into a file, one a line."""
    Path(f"values-{id}.txt").write_text("\n".join(question(id)) + "\n", "utf-8")


def needed(id: str) -> Sequence[str]:
    """The files that a careful author would name as those that the question depends on."""
    term = solutions.load(None)
    ((solver, *_),) = [solutions.solver_modules(one) for one in term.questions if one.id == id]
    return [f"{solver.replace('.', '/')}.py", f"solutions/terms/{term.name}.toml"]
