"""The figures that only this homework draws, one module each: plain data in, TikZ source out."""

from backproof.drawing.package import FigurePackage

_package = FigurePackage(__name__)
draw, figure_module, palette = _package.draw, _package.figure_module, _package.palette
