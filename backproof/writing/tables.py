"""Tables, matrices and figures, whose cells are data unless they are `Latex`, written by PyLaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backproof.writing.escape import Latex, escape


def table(rows: Iterable[Sequence[Any]], columns: str, header: Sequence[Any] = ()) -> Latex:
    """A tabular between rules: `columns` is its column specification, `header` the bold first row."""
    from pylatex import Tabular

    tabular = Tabular(columns)
    tabular.append(_raw(r"\toprule"))
    if header:
        tabular.add_row([_raw(Latex(r"\textbf{%s}") % cell) for cell in header])
        tabular.append(_raw(r"\midrule"))
    for row in rows:
        tabular.add_row([_raw(escape(cell)) for cell in row])
    tabular.append(_raw(r"\bottomrule"))
    return Latex(tabular.dumps())


def matrix(rows: Iterable[Sequence[Any]], marked: Iterable[tuple[int, int]] = ()) -> Latex:
    r"""A bracketed matrix for math mode; `marked` entries, such as pivots (from 0), are boxed."""
    boxed = set(marked)
    lines = [
        Latex(" & ").join(
            Latex(r"\boxed{%s}") % entry if (i, j) in boxed else escape(entry) for j, entry in enumerate(row)
        )
        for i, row in enumerate(rows)
    ]
    return Latex("\\begin{bmatrix}\n%s\n\\end{bmatrix}") % Latex(" \\\\\n").join(lines)


def figure(name: str, width: float = 1.0) -> Latex:
    r"""The picture of that file name, as wide as this part of the line."""
    from pylatex.figure import StandAloneGraphic

    # A file name is not text that TeX sets: what TeX would not take literally cannot be in one.
    if not name.isascii() or any(character in name for character in "\\{}%#$&^~ ,"):
        raise ValueError(f"'{name}' has characters that TeX cannot find in a file name")
    options = _raw(rf"width={width:g}\linewidth")
    return Latex(StandAloneGraphic(name, image_options=options).dumps())


def _raw(latex: str) -> Any:
    from pylatex import NoEscape

    return NoEscape(str(latex))
