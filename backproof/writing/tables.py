"""Tables, matrices and figures, written by PyLaTeX; cells are escaped unless they are `Latex`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backproof.answer import Latex
from backproof.writing.escape import escape


def table(rows: Iterable[Sequence[Any]], columns: str, header: Sequence[Any] = ()) -> Latex:
    """Format a tabular with rules: `columns` is its column specification, `header` the bold first row."""
    from pylatex import Tabular

    tabular = Tabular(columns)
    tabular.append(_raw(r"\toprule"))
    if header:
        tabular.add_row([_raw(rf"\textbf{{{escape(cell)}}}") for cell in header])
        tabular.append(_raw(r"\midrule"))
    for row in rows:
        tabular.add_row([_raw(escape(cell)) for cell in row])
    tabular.append(_raw(r"\bottomrule"))
    return Latex(tabular.dumps())


def matrix(rows: Iterable[Sequence[Any]], marked: Iterable[tuple[int, int]] = ()) -> Latex:
    r"""Format a bracketed matrix for math mode; `marked` entries (from 0), such as pivots, are boxed."""
    boxed = set(marked)
    lines = [
        " & ".join(
            rf"\boxed{{{escape(entry)}}}" if (i, j) in boxed else escape(entry) for j, entry in enumerate(row)
        )
        for i, row in enumerate(rows)
    ]
    body = " \\\\\n".join(lines)
    return Latex(f"\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}")


def figure(name: str, width: float = 1.0) -> Latex:
    r"""Include the picture of that file name; `width` is a fraction of the line's width."""
    from pylatex.figure import StandAloneGraphic

    # A file name is not typeset, so it can't be escaped: characters special to TeX are refused.
    if not name.isascii() or any(character in name for character in "\\{}%#$&^~ ,"):
        raise ValueError(f"'{name}' has characters that TeX cannot find in a file name")
    options = _raw(rf"width={width:g}\linewidth")
    return Latex(StandAloneGraphic(name, image_options=options).dumps())


def _raw(latex: str) -> Any:
    from pylatex import NoEscape

    return NoEscape(str(latex))
