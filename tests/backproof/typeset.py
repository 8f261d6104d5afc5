"""Helper for the tests: data typeset by the embedded TeX and read back from the PDF."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from backproof.writing.escape import escape

PREAMBLE = r"""\documentclass{article}
\usepackage{backproof}
\usepackage[margin=1cm]{geometry}
\usepackage{amsmath,bm,graphicx,tikz}
\usepackage{hyperref}
"""


def document(body: str, preamble: str = "") -> str:
    return f"{PREAMBLE}{preamble}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def read_back(texts: Sequence[str], folder: Path, preamble: str = "") -> list[str]:
    """Typeset each text between two marker lines, and return the text extracted from the PDF."""
    rows = "\n\n".join(rf"BEGIN {escape(text)} END" for text in texts)
    body = rf"\pagestyle{{empty}}\raggedright\hyphenpenalty=10000 {rows}"
    pdf = compile_document(find_engine(), document(body, preamble), {}, folder).pdf
    with pypdfium2.PdfDocument(pdf) as opened:
        copied = "".join(page.get_textpage().get_text_range() for page in opened)
    return [part.partition("END")[0] for part in copied.split("BEGIN")[1:]]


def ink(text: str) -> str:
    """Remove spaces, which a PDF reader only infers from distances."""
    return "".join(unicodedata.normalize("NFC", text).split())
