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

    module = import_module(f"figures.{figure.module}")
    return Drawing(Latex(module.draw(**figure.data)))


def palette() -> dict[str, str]:
    """Return the colours that figures and document share, by name as RRGGBB."""
    from figures.style import PALETTE

    return dict(PALETTE)
