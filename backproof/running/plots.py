"""Plots of a script as vector graphics: each saved or shown figure is kept as a PDF that is always the same.

The child process imports this next to the script: hence only the standard library until matplotlib is needed.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

# TrueType fonts that matplotlib brings along, no dates, and names inside of the file that depend on nothing.
_SETTINGS = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "savefig.transparent": False,
    "svg.hashsalt": "backproof",
}
_UNDATED = {"CreationDate": None}
_FRAMING = ("bbox_inches", "pad_inches", "bbox_extra_artists")


def keep_figures(folder: Path) -> None:
    """Make matplotlib put a PDF into `folder` whenever the script saves or shows a figure."""
    folder.mkdir()
    os.environ |= {"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(folder.parent / "matplotlib")}
    (folder.parent / "matplotlib").mkdir()
    _without_core_fonts()
    mpl: Any = import_module("matplotlib")
    figure: Any = import_module("matplotlib.figure")
    mpl.rcParams.update(_SETTINGS)
    save = figure.Figure.savefig
    numbers = count(1)
    kept_already: set[int] = set()

    def savefig(self: Any, fname: Any, *arguments: Any, **options: Any) -> None:
        save(self, fname, *arguments, **options)
        kept_already.add(id(self))
        name = Path(fname).stem if isinstance(fname, str | os.PathLike) else "figure"
        kept = {key: options[key] for key in _FRAMING if key in options}
        target = folder / f"{next(numbers):02d} {re.sub(r'[^A-Za-z0-9_-]', '-', name)}.pdf"
        save(self, target, format="pdf", metadata=_UNDATED, **kept)

    figure.Figure.savefig = savefig
    _keep_shown(folder.parent / "matplotlib", kept_already)


def _without_core_fonts() -> None:
    """Spare matplotlib the metrics of PDF's core fonts, which are not embedded and take seconds to read."""

    def none(*_: Any) -> None:
        raise OSError("the core fonts are not used")

    metrics: Any = import_module("matplotlib._afm")
    metrics.AFM = none
    # It lists the fonts when it is imported.
    import_module("matplotlib.font_manager")


def _keep_shown(folder: Path, kept_already: set[int]) -> None:
    """Make `pyplot.show` save the open figures that were not saved before, and close all."""
    pyplot: Any = import_module("matplotlib.pyplot")

    def show(*_: Any, **__: Any) -> None:
        for number in pyplot.get_fignums():
            if id(pyplot.figure(number)) not in kept_already:
                pyplot.figure(number).savefig(folder / f"figure-{number}.pdf")
        pyplot.close("all")

    pyplot.show = show
