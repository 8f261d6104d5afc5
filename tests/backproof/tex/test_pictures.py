"""Pictures that are set once: they look as if they stood in the document, and are used only if whole."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from backproof.tex.compile import Compiled, DocumentError, compile_document
from backproof.tex.engine import find_engine
from backproof.tex.prepare import prepare_pictures

ENGINE = find_engine()
PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern,amsmath,xcolor,graphicx,tikz,lastpage}
\color{blue!50!black}
"""
THICK = r"""\begin{tikzpicture}
\useasboundingbox (0,0) rectangle (3,2);
\draw[line width=4pt] (0,0) rectangle (3,2);
\node[font=\small] at (1.5,1) {\textcolor{red}{red} blue $\frac{\partial F}{\partial W}$};
\end{tikzpicture}"""
FAINT = r"""\begin{tikzpicture}
\fill[red,fill opacity=0.4] (0,0) circle (1); \fill[green,fill opacity=0.4] (1,0) circle (1);
\end{tikzpicture}"""
BODY = rf"""\begin{{document}}
Before

\begin{{center}}
{THICK}

between
{FAINT}
\end{{center}}
after, on page \pageref{{LastPage}}
\end{{document}}
"""


def build(folder: Path, body: str = BODY, albums: tuple[tuple[str, ...], ...] = ()) -> Compiled:
    return compile_document(ENGINE, PREAMBLE + body, {}, folder, albums=albums)


def pixels(pdf: bytes) -> np.ndarray:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_numpy().astype(int)


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "pictures").glob("*.album"))


@pytest.mark.slow
def test_a_dumped_preamble_keeps_the_colour_of_the_text(tmp_path: Path) -> None:
    plain = compile_document(ENGINE, PREAMBLE + BODY, {}, tmp_path / "plain", use_format=False)
    dumped = build(tmp_path / "dumped")
    assert dumped.with_format and not plain.with_format
    assert (pixels(plain.pdf) == pixels(dumped.pdf)).all()


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("albums", [((THICK, FAINT),), ((THICK,), (FAINT,))])
def test_a_page_looks_the_same(tmp_path: Path, albums: tuple[tuple[str, ...], ...]) -> None:
    """Strokes beyond the picture's box, transparency, the text's colour, the room that a picture takes."""
    inline, included = build(tmp_path / "inline"), build(tmp_path / "included", albums=albums)
    assert len(kept(tmp_path / "included")) == len(albums)
    difference = np.abs(pixels(inline.pdf) - pixels(included.pdf))
    assert pixels(inline.pdf).min() < 128
    assert (difference > 64).mean() < 1e-5


@pytest.mark.slow
def test_a_kept_picture_gives_the_same_bytes_as_a_new_one(tmp_path: Path) -> None:
    first = build(tmp_path, albums=((THICK, FAINT),))
    stamps = {path: path.stat().st_mtime_ns for path in kept(tmp_path)}
    again = build(tmp_path, BODY.replace("after", "then"), ((THICK, FAINT),))
    assert {path: path.stat().st_mtime_ns for path in kept(tmp_path)} == stamps
    assert again.pdf != first.pdf
    assert build(tmp_path, albums=((THICK, FAINT),)).pdf == first.pdf
    assert build(tmp_path / "elsewhere", albums=((THICK, FAINT),)).pdf == first.pdf


@pytest.mark.slow
def test_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    whole = build(tmp_path, albums=((THICK,),))
    (entry,) = kept(tmp_path)
    content = entry.read_bytes()
    entry.write_bytes(content[:200] + b"#" + content[201:])
    assert build(tmp_path, albums=((THICK,),)).pdf == whole.pdf
    assert entry.read_bytes() == content


@pytest.mark.slow
def test_another_preamble_has_other_pictures(tmp_path: Path) -> None:
    build(tmp_path, albums=((THICK,),))
    compile_document(ENGINE, PREAMBLE.replace("blue", "red") + BODY, {}, tmp_path, albums=((THICK,),))
    assert len(kept(tmp_path)) == 2


def test_one_that_was_prepared_is_used(tmp_path: Path) -> None:
    prepare_pictures(ENGINE, PREAMBLE, tmp_path, (THICK, FAINT))
    (entry,) = kept(tmp_path)
    entry.touch()
    stamp = entry.stat().st_mtime_ns
    build(tmp_path, albums=((THICK, FAINT),))
    assert [path.stat().st_mtime_ns for path in kept(tmp_path)] == [stamp]


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "fault", [r"\undefinedmacro", r"\draw {\ref{no-such-label}};", r"\draw (no-such-node);"]
)
def test_a_picture_that_is_not_clean_stays_in_the_document(tmp_path: Path, fault: str) -> None:
    """A fault in a picture is reported at its line in the source."""
    faulty = FAINT.replace(r"\end{tikz", fault + "\n" + r"\end{tikz")
    body = BODY.replace(FAINT, faulty)
    with pytest.raises(DocumentError) as caught:
        build(tmp_path, body, ((THICK, faulty),))
    assert not kept(tmp_path)
    source = (PREAMBLE + body).splitlines()
    assert fault in source[(caught.value.entries[0].line or 0) - 1]


def test_lines_after_a_picture_keep_their_numbers(tmp_path: Path) -> None:
    body = BODY.replace("after,", r"after \undefinedmacro,")
    with pytest.raises(DocumentError) as caught:
        build(tmp_path, body, ((THICK, FAINT),))
    assert kept(tmp_path)
    line = (PREAMBLE + body).splitlines()[(caught.value.entries[0].line or 0) - 1]
    assert re.match(r"after \\undefinedmacro", line)


def test_a_picture_that_reads_another_file_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.tex"
    secret.write_text("secret", encoding="utf-8")
    faulty = FAINT.replace(r"\end{tikz", rf"\node {{\input{{{secret}}}}};" + "\n" + r"\end{tikz")
    with pytest.raises(DocumentError):
        build(tmp_path, BODY.replace(FAINT, faulty), ((faulty,),))
    assert not kept(tmp_path)
