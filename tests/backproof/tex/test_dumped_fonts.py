"""Fonts that are read in with a dumped preamble set the pages that they set without one."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from backproof.tex import format as formats
from backproof.tex.compile import Compiled, compile_document
from backproof.tex.engine import find_engine

ENGINE = find_engine()
SAMPLE = r"\normalsize x\textbf{x}\textit{x}\texttt{x}$x\mathbf{x}$\small x\textit{x}$x$"
# Lines that end on hyphens, points and quotes, where protrusion shows, and narrow ones, which expand.
TEXT = r"""\hsize 62mm
``Pure mathematics,'' said Hardy, ``is on the whole distinctly more useful than applied'' --- for what is
useful above all is \textit{technique}, and \textbf{mathematical technique} is taught through the pure.
{\small A \textit{smaller} text; its formulas $x + y_{i}^{2} = \mathbf{z}$,
its quotes: ``one'', ``two'', ``three''.\par}
\texttt{verbatim}, $\sum_{i} x_{i}$. \textls{Letterspaced} and {\Large of a size that no sample has}.
\microtypesetup{protrusion=false} ``Pure mathematics,'' said Hardy, ``is on the whole
more useful than applied''.
"""
OPTIONS = [
    "defersetup=false",
    "",
    "tracking=true,defersetup=false",
    "spacing=true,defersetup=false",
    "kerning=true,defersetup=false",
    "expansion=false,defersetup=false",
]


def set_page(folder: Path, options: str, sample: str = SAMPLE, *, dumped: bool = True) -> Compiled:
    preamble = rf"""\documentclass{{article}}
\usepackage[T1]{{fontenc}}
\usepackage{{lmodern}}
\usepackage{{backproof}}
\usepackage[{options}]{{microtype}}
\pagestyle{{empty}}
\fontsample{{{sample}}}
\begin{{document}}
"""
    made = compile_document(ENGINE, preamble + TEXT + "\\end{document}\n", {}, folder, use_format=dumped)
    assert made.with_format == dumped
    return made


def page(folder: Path, options: str, sample: str = SAMPLE, *, dumped: bool = True) -> np.ndarray:
    made = set_page(folder, options, sample, dumped=dumped)
    image: np.ndarray = pypdfium2.PdfDocument(made.pdf)[0].render(scale=2).to_numpy()
    return image


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("options", OPTIONS)
def test_a_page_is_the_same(tmp_path: Path, options: str) -> None:
    """Protrusion, expansion, letterspacing, and whatever else microtype is asked for."""
    plain = page(tmp_path / "plain", options, dumped=False)
    assert (page(tmp_path / "dumped", options) == plain).all()


@pytest.mark.slow
@pytest.mark.parametrize("line", [r"\everyjob\expandafter", r"\global\let\MT@font@list\@empty"])
def test_without_what_is_set_again_it_would_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    plain = page(tmp_path / "plain", OPTIONS[0], dumped=False)
    whole = formats.ending().splitlines()
    kept = [text for text in whole if not text.startswith(line)]
    assert len(kept) < len(whole)
    monkeypatch.setattr(formats, "ending", lambda: "\n".join(kept) + "\n")
    assert (page(tmp_path / "dumped", OPTIONS[0]) != plain).any()


@pytest.mark.slow
@pytest.mark.parametrize("sample", [r"\nosuchfont x", "$x"])
def test_a_sample_that_is_not_understood_costs_nothing_else(tmp_path: Path, sample: str) -> None:
    plain = page(tmp_path / "plain", OPTIONS[0], "", dumped=False)
    assert (page(tmp_path / "dumped", OPTIONS[0], sample) == plain).all()


@pytest.mark.slow
def test_a_pass_reads_nothing_of_the_fonts_in_the_sample(tmp_path: Path) -> None:
    assert "t1lmtt.fd" in set_page(tmp_path / "without", OPTIONS[0], "").log
    assert "t1lmtt.fd" not in set_page(tmp_path / "with", OPTIONS[0], SAMPLE).log
