"""A homework's package of figures, and the modules that draw what its solutions ask for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backproof.answer import Figure
    from backproof.homework import Drawing


@dataclass(frozen=True)
class FigurePackage:
    """The homework's own figures are modules of the package of this name."""

    package: str

    def figure_module(self, figure: Figure) -> str:
        """Return the name of the module that draws a figure."""
        return figure.module if "." in figure.module else f"{self.package}.{figure.module}"

    def draw(self, figure: Figure, name: str, folder: Path) -> Drawing:
        """Draw a figure as TikZ source, or as a PDF if its module makes one."""
        from backproof.answer import Latex
        from backproof.homework import Drawing

        module = import_module(self.figure_module(figure))
        if not hasattr(module, "pdf"):
            return Drawing(Latex(module.draw(**figure.data)))
        file = folder / f"{name}.pdf"
        file.write_bytes(module.pdf(**figure.data))
        return Drawing(Latex(rf"\bpplot{{{file.name}}}"), file)

    def palette(self) -> dict[str, str]:
        """Return the colours that figures and document share, by name as RRGGBB."""
        from backproof.drawing.style import PALETTE

        return dict(PALETTE)
