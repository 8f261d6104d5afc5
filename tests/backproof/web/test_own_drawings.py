"""Drawings of a template's own LaTeX: images of the page, with words for those who do not see them."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.tex import alone
from backproof.tex.compile import compile_document
from backproof.tex.engine import find_engine
from backproof.web import page
from backproof.web.environment import environments
from backproof.web.images import png_of, size_of
from backproof.writing.render import render

PREAMBLE = "\\documentclass{article}\n\\usepackage{tikz}\n\\usepackage{hyperref}\n\\usepackage{backproof}"
DRAWING = (
    r"\begin{tikzpicture}[%s]\fill[red] (0,0) rectangle (4,1); \node at (2,.5) {$x_1$};\end{tikzpicture}"
)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (150).to_bytes(4) + (60).to_bytes(4)


def written(folder: Path, latex: str) -> tuple[page.Page, list[str]]:
    """The page of this LaTeX, and the pictures that TeX was asked for."""
    (folder / "body.tex.j2").write_text(latex)
    (folder / "page.html.j2").write_text(r"\VAR{ opening }")
    body_env, html_env = environments([folder], lambda _: None)
    asked: list[str] = []

    def typeset(picture: str) -> bytes:
        asked.append(picture)
        return PNG

    writer = page.Writer(html_env, {}, (), {}, lambda _: None, (), typeset)
    body = render(body_env, "body.tex.j2", {})
    return writer.page(body, {"palette": {}}), asked


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("alt={a bar, 50\\% red}", "a bar, 50% red"),
        ("scale=2,alt={ $x_1$\n in \\{a\\} {bar} }, every node/.style={draw}", "x_1 in {a} bar"),
        ("alt=a bar", "a bar"),
        ("artifact", ""),
        ("alt={<b>&\"'}", "&lt;b&gt;&amp;&#34;&#39;"),
    ],
)
def test_a_drawing_is_an_image_with_its_words(tmp_path: Path, options: str, words: str) -> None:
    drawing = DRAWING.replace("%s", options)
    made, asked = written(tmp_path, f"One.\n\n{drawing}\n\nTwo.")
    assert made.unknown == ()
    assert asked == [drawing]
    assert f'width="100" height="40" alt="{words}">' in made.html
    assert "x_1" not in made.html.replace(words, "")


@pytest.mark.parametrize("options", ["", "scale=2", "alt={}", "alternative={words}"])
def test_a_drawing_without_words_is_told_at_its_place(tmp_path: Path, options: str) -> None:
    made, asked = written(tmp_path, f"One.\n\n{DRAWING.replace('%s', options)}\n")
    (unknown,) = made.unknown
    assert (unknown.at, asked) == (6, [])
    assert "no words" in unknown.message
    assert "alt={" in unknown.hint


def test_tex_sets_it_once_on_a_page_of_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, drawing = find_engine("embedded"), DRAWING.replace("%s", "alt={a bar}")
    image = png_of(alone.page_of(engine, PREAMBLE, drawing, {}, tmp_path))
    width, height = size_of(image)
    # 4 by 1 cm, and the margin of 2bp at each side.
    assert abs(width - (4 / 2.54 * 96 + 16 / 3)) <= 2
    assert abs(height - (1 / 2.54 * 96 + 16 / 3)) <= 2
    monkeypatch.setattr(alone, "compile_document", None)
    assert png_of(alone.page_of(engine, PREAMBLE, drawing, {}, tmp_path)) == image


def test_one_that_does_not_compile_is_an_error_of_the_input(tmp_path: Path) -> None:
    wrong = r"\begin{tikzpicture}\nosuch\end{tikzpicture}"
    with pytest.raises(InputError, match=r"does not compile: .*nosuch"):
        alone.page_of(find_engine("embedded"), PREAMBLE, wrong, {}, tmp_path)


def test_the_pdf_has_the_words(tmp_path: Path) -> None:
    drawings = "".join(DRAWING.replace("%s", options) for options in ("alt={50\\% é}", "artifact", "scale=2"))
    source = f"{PREAMBLE}\n\\begin{{document}}\n{drawings}\n\\end{{document}}\n"
    pdf = compile_document(find_engine("embedded"), source, {}, tmp_path).pdf
    streams = [found[1] for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)]
    contents = [zlib.decompress(data) for data in streams if data[:1] == b"\x78"]
    words = [found[1] for text in contents for found in re.finditer(rb"/Alt \((.*?)\)>> BDC", text)]
    plain = re.sub(rb"\\(\d{3})", lambda found: bytes([int(found[1], 8)]), words[0])
    assert [plain.decode("utf-16")] == ["50% é"]
    assert len(words) == 1
