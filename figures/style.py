"""The one visual language of all figures: colours, widths, type, and a PDF that is the same every time."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PALETTE = {
    "ink": "1F2933",
    "accent": "1F5FA8",
    "warm": "C4552D",
    "green": "2F7D4F",
    "grey": "8A94A0",
    "paleblue": "E8F0F9",
    "palewarm": "FBEEE8",
}
"""Colours by name as RRGGBB, for xcolor's \\definecolor{name}{HTML}{...} as for matplotlib."""

TEXT_WIDTH_CM = 16.0

# Colour is never the only difference: each series has its own marker and dashes for greyscale print.
SERIES: tuple[tuple[str, str, Any], ...] = (
    ("accent", "o", "-"),
    ("warm", "s", (0, (5, 1.6))),
    ("green", "^", (0, (1.2, 1.2))),
    ("ink", "D", (0, (6, 1.6, 1.2, 1.6))),
    ("grey", "v", (0, (3, 1.2))),
)

_RC = {
    "font.family": "cmr10",
    "mathtext.fontset": "cm",
    "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": False,
    "font.size": 9.0,
    "axes.labelsize": 9.0,
    "axes.titlesize": 9.0,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "legend.fontsize": 8.0,
    "legend.frameon": False,
    "lines.linewidth": 1.1,
    "lines.markersize": 3.2,
    "axes.linewidth": 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 0.0,
    "ytick.minor.size": 0.0,
    # TrueType keeps the text of the picture searchable; Type 3 fonts print coarsely on some devices.
    "pdf.fonttype": 42,
}

_INKED = ("text.color", "axes.edgecolor", "axes.labelcolor", "axes.titlecolor", "xtick.color", "ytick.color")


def colour(name: str) -> str:
    """A colour of the palette as matplotlib writes it."""
    return f"#{PALETTE[name]}"


def xcolor_definitions() -> str:
    """The palette for a LaTeX preamble, one \\definecolor a line."""
    return "\n".join(rf"\definecolor{{{name}}}{{HTML}}{{{value}}}" for name, value in PALETTE.items())


def series(index: int) -> dict[str, Any]:
    """Colour, marker and dashes of the n-th line; they repeat after the fifth."""
    name, marker, dashes = SERIES[index % len(SERIES)]
    return {"color": colour(name), "marker": marker, "linestyle": dashes}


def mathtext(latex: str) -> str:
    """A formula for matplotlib, which knows a part of LaTeX; a formula beyond that part stands as it is."""
    from matplotlib.mathtext import MathTextParser

    known = re.sub(r"\\(?:tfrac|dfrac)(?![A-Za-z])", r"\\frac", latex)
    known = re.sub(r"\\(?:display|text)style(?![A-Za-z])", "", known)
    try:
        MathTextParser("path").parse(f"${known}$")
    except ValueError:
        return latex.replace("$", r"\$")
    return f"${known}$"


@contextmanager
def drawing(
    path: Path, panels: int, height_cm: float, *, share_y: bool = True
) -> Iterator[tuple[Figure, list[Axes]]]:
    """A figure as wide as the text with so many panels side by side, written to `path` once it is drawn.

    The PDF is a vector graphic without date, version or machine. Nothing is written if drawing fails.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # The bundled font carries dates before 1970, of which the subsetter warns for each glyph set.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    metadata = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    with mpl.rc_context({**_RC, **dict.fromkeys(_INKED, colour("ink"))}):
        figure = Figure(figsize=(TEXT_WIDTH_CM / 2.54, height_cm / 2.54), layout="constrained")
        yield figure, list(figure.subplots(1, panels, sharey=share_y, squeeze=False)[0])
        figure.savefig(path, format="pdf", metadata=metadata)
