"""The one visual language of all figures: colours, widths, type, and a PDF that is the same every time."""

from __future__ import annotations

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


def panels(count: int, height_cm: float, width_cm: float = TEXT_WIDTH_CM) -> tuple[Figure, list[Axes]]:
    """A figure with `count` panels side by side on one y axis, without pyplot and its global state."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**_RC, **_ink_everywhere()}):
        figure = Figure(figsize=(width_cm / 2.54, height_cm / 2.54), layout="constrained")
        axes = figure.subplots(1, count, sharey=True, squeeze=False)[0]
    return figure, list(axes)


def save(figure: Figure, path: Path) -> None:
    """Write a vector PDF that holds no date, no version and no machine's name."""
    import matplotlib as mpl

    metadata = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    with mpl.rc_context({**_RC, **_ink_everywhere()}):
        figure.savefig(path, format="pdf", metadata=metadata)


def _ink_everywhere() -> dict[str, str]:
    keys = (
        "text.color",
        "axes.edgecolor",
        "axes.labelcolor",
        "axes.titlecolor",
        "xtick.color",
        "ytick.color",
    )
    return dict.fromkeys(keys, colour("ink"))
