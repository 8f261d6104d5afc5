r"""Pictures typeset once and cached as pages of a PDF, which every pass includes instead of drawing them.

TikZ takes longer for a picture than TeX does for a page. A self-contained picture looks the same wherever it
is placed, so it is typeset in a run of its own, with the document's preamble.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from backproof.tex.format import Format
from backproof.tex.job import NAME, Job
from backproof.tex.log import read_log
from backproof.tex.process import TimeLimitError
from backproof.writing import kept

Album = Sequence[str]
# Half a stroke's width is outside a picture's bounding box, and a page is clipped at its edges.
_MARGIN = "2bp"
# \shipout itself: LaTeX would add a header and footer. The colour is the page's.
_PAGE = r"""\setbox0\hbox{\csname set@color\endcsname %s}%%
\pdfpagewidth=\dimexpr\wd0+%s+%s\relax \pdfpageheight=\dimexpr\ht0+\dp0+%s+%s\relax
\csname tex_shipout:D\endcsname\vbox{\kern%s\hbox{\kern%s\box0}}
"""
# An ordinary page comes last, as some packages do work on the last page.
_BODY = r"""\begin{document}
\pdfhorigin=0pt \pdfvorigin=0pt \hoffset=0pt \voffset=0pt
%s\thispagestyle{empty}\null\end{document}
"""
# Albums beyond this number are removed, oldest first.
_KEPT = 32


def with_pictures(job: Job, ready: Format, albums: Iterable[Album], cached: Path) -> str:
    """Return the document's body with each verbatim occurrence of an album's picture made an inclusion.

    The lines keep their numbers. The albums' files are written to the job's folder. If an album has errors or
    warnings, its pictures stay as they are, and the document's own passes report them.
    """
    body = ready.body
    for number, album in enumerate(albums, start=1):
        pictures = [picture for picture in dict.fromkeys(album) if picture in body]
        pages = album_pages(job, ready, pictures, cached) if pictures else None
        if pages is not None:
            name = f"album{number}.pdf"
            (job.scratch / name).write_bytes(pages)
            for page, picture in enumerate(pictures, start=1):
                body = body.replace(picture, _inclusion(name, page, picture.count("\n")))
    return body


def album_pages(job: Job, ready: Format, pictures: Sequence[str], cached: Path) -> bytes | None:
    """Return a PDF with a page for each picture, cached or typeset now; None if TeX reports anything."""
    entry = cached / f"{_key(ready, pictures)}.album"
    pages = kept.read(entry)
    if pages is None:
        pages = _set(job, ready, pictures)
        if pages is not None:
            kept.write(entry, pages)
            kept.tidy(cached, "*.album", _KEPT)
    return pages


def _inclusion(name: str, page: int, lines: int) -> str:
    trim = " ".join([_MARGIN] * 4)
    return "%\n" * lines + rf"\includegraphics[page={page},trim={trim}]{{{name}}}"


def document_of(pictures: Iterable[str]) -> str:
    """Return a document from where it begins: a page for each picture, an ordinary one behind them."""
    return _BODY % "".join(_PAGE % (picture, *[_MARGIN] * 6) for picture in pictures)


def _set(job: Job, ready: Format, pictures: Sequence[str]) -> bytes | None:
    document = job.scratch / f"{NAME}.tex"
    document.write_text(document_of(pictures), encoding="utf-8", newline="\n")
    try:
        code = job.set_pages(ready.name, draft=False)
        clean = code == 0 and job.reached_end and not read_log(job.log) and not list(job.foreign_inputs)
        return (job.scratch / f"{NAME}.pdf").read_bytes() if clean else None
    except (TimeLimitError, FileNotFoundError):
        return None
    finally:
        # The document's own runs must not see the files of this one.
        for left in job.scratch.glob(f"{NAME}.*"):
            left.unlink()


def _key(ready: Format, pictures: Sequence[str]) -> str:
    facts = [ready.identity, _PAGE, _BODY, *pictures]
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
