"""One module per figure, each with draw(...): plain data in, a picture out; style.py is their language."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from backproof.answer import Figure
    from backproof.homework import Drawing


def draw(figure: Figure, name: str, folder: Path) -> Drawing:
    """Draw a figure by the module that it names: TikZ comes as source, a plot as a PDF in `folder`."""
    from backproof.answer import Latex
    from backproof.homework import Drawing

    module = import_module(f"figures.{figure.module}")
    if not getattr(module, "IS_PLOT", False):
        return Drawing(Latex(module.draw(**figure.data)))
    file = folder / f"{name}.pdf"
    module.draw(path=file, **figure.data)
    return Drawing(Latex(rf"\includegraphics{{{file.name}}}"), file)


def palette() -> dict[str, str]:
    """The colours that figures and document share, by name as RRGGBB."""
    from figures.style import PALETTE

    return dict(PALETTE)
