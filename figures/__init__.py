"""One module per figure, each with draw(...): plain data in, TikZ source out, in the style of style.py."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from backproof.answer import Figure
    from backproof.homework import Drawing


def draw(figure: Figure, name: str, folder: Path) -> Drawing:  # noqa: ARG001 (a figure may also be a file)
    """Draw a figure with the module that it names, as TikZ source."""
    from backproof.answer import Latex
    from backproof.homework import Drawing

    return Drawing(Latex(import_module(figure_module(figure)).draw(**figure.data)))


def figure_module(figure: Figure) -> str:
    """Return the name of the module that draws a figure."""
    return f"{__name__}.{figure.module}"


def palette() -> dict[str, str]:
    """Return the colours that figures and document share, by name as RRGGBB."""
    from figures.style import PALETTE

    return dict(PALETTE)
