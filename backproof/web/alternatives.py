"""Alternative texts of figures: written from the data that they draw, by the template beside their module."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2

from backproof.answer import Figure, Latex, Solution
from backproof.homework import Drawing
from backproof.web.environment import environments
from backproof.web.pictures import labels_of
from backproof.web.speech.spoken import spoken
from backproof.writing.prose import as_numbers
from backproof.writing.render import DRAWINGS, Kinds, LatexEnvironment, render

_KINDS = "kinds."
_TIKZ = r"\begin{tikzpicture}"


@dataclass(frozen=True)
class _Extent:
    """The extent of a curve: its least and greatest value, their places, the first and the last value."""

    low: float
    high: float
    first: float
    last: float
    place_of_low: int
    place_of_high: int


@dataclass(frozen=True)
class Alternatives:
    """The alternative texts for the figures of a document, by templates in these folders.

    Templates are not trusted if `sandboxed`; compiled ones are kept in `cache`.
    """

    folders: Sequence[Path]
    kinds: Kinds
    sandboxed: bool
    cache: Path

    def beside(
        self, solutions: Sequence[Solution], drawings: Mapping[str, Mapping[str, Drawing]]
    ) -> dict[str, dict[str, Latex]]:
        """Return the LaTeX of each drawing by question and name; a picture's has its alternative text."""
        if not any(drawings.values()):
            return {id: {} for id in drawings}
        _, env = environments(self.folders, self.kinds, sandboxed=self.sandboxed, cache=self.cache)
        env.filters |= FILTERS
        return {
            id: {name: _described(env, figure_of(solutions, id, name), d) for name, d in found.items()}
            for id, found in drawings.items()
        }


def figure_of(solutions: Sequence[Solution], question: str, name: str) -> Figure | None:
    """Return the figure of that name in a question, or None."""
    named = (one for solution in solutions if solution.id == question for one in solution.figures)
    return next((one for one in named if one.name == name), None)


def is_picture(drawing: Drawing) -> bool:
    """Return whether a drawing is a file or drawn by TeX; any other is text and formulas."""
    return drawing.file is not None or _TIKZ in drawing.latex


def _described(env: LatexEnvironment, figure: Figure | None, drawing: Drawing) -> Latex:
    """Return the LaTeX of a drawing, in its own lines, between the marks of its alternative text."""
    if not is_picture(drawing):
        return drawing.latex
    words = as_numbers(alternative(env, figure, drawing.latex))
    return Latex(rf"\bpdescribed{{{words}}}{drawing.latex}\bpenddescribed{{}}")


def alternative(env: LatexEnvironment, figure: Figure | None, latex: str) -> str:
    """Return the alternative text of a figure; one without a template is told by its labels."""
    name = _template_of(figure.module) if figure else ""
    if figure and _is_there(env, name):
        text = render(env, name, figure.data).text
        return " ".join(html.unescape(text).split())
    said = [_label_spoken(label) for label in labels_of(latex)]
    return f"A drawing with the labels {'; '.join(said)}" if said else "A drawing without labels"


def _template_of(module: str) -> str:
    """Return the name of the template of a figure's alternative text, given its module."""
    _, kinds, rest = module.partition(_KINDS)
    folder, _, name = (rest if kinds else module).rpartition(".")
    folder = folder.removesuffix(f".{DRAWINGS}")
    is_of_a_kind = kinds and not folder.startswith("shared")
    return f"kinds/{folder.replace('.', '/')}/{name}.alt.j2" if is_of_a_kind else f"drawings/{name}.alt.j2"


def _is_there(env: LatexEnvironment, name: str) -> bool:
    try:
        env.get_template(name)
    except jinja2.TemplateNotFound:
        return False
    return True


def _label_spoken(label: object) -> str:
    """Return a label in words, where what is between dollars is a formula."""
    parts = str(label).split("$")
    if len(parts) % 2 == 0:
        return str(label)
    said = (spoken(part) if i % 2 else part.replace("{}", "") for i, part in enumerate(parts))
    return " ".join(" ".join(said).split())


def _extent(values: Iterable[float | None]) -> _Extent:
    """Return the extent of those values that are finite numbers."""
    known = [(value, i) for i, value in enumerate(values) if value is not None and math.isfinite(value)]
    low, high = min(known, default=(math.nan, 0)), max(known, default=(math.nan, 0))
    first, last = (known[0][0], known[-1][0]) if known else (math.nan, math.nan)
    return _Extent(low[0], high[0], first, last, low[1], high[1])


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"spoken": lambda latex: spoken(str(latex)), "label": _label_spoken, "extent": _extent, "zip": zip}
)
