"""Pictures, styles and parts of LaTeX of the author's own: found, checked, inside of the homework only."""

from __future__ import annotations

import os
import re
import struct
import zlib
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.faults.typesetting import set_in_type
from backproof.tex.compile import DocumentError, compile_document
from backproof.tex.engine import find_engine
from backproof.tex.inputs.own_files import own_files
from backproof.texts.markdown import read
from backproof.writing.prose import prose
from backproof.writing.render import environment, render
from tests.backproof.typeset import document


def _png() -> bytes:
    """A picture of one black pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A homework's templates, with a picture, a style that loads another, and a part with a picture."""
    templates = tmp_path / "homework" / "templates"
    (templates / "pictures").mkdir(parents=True)
    (templates / "pictures" / "one.png").write_bytes(_png())
    (templates / "mine.sty").write_text("\\RequirePackage{graphicx,other}\n")
    (templates / "other.sty").write_text("\\newcommand\\mine{My own command.}\n")
    (templates / "part.tex").write_text("A part with \\includegraphics{pictures/one}.\n")
    return templates


DOCUMENT = r"""\documentclass{article}
\usepackage{backproof}
\usepackage{mine}
% \input{nothing}
\begin{document}
\mine\ \input{part}
\end{document}
"""


def test_the_words_of_a_picture_are_in_the_pdf(folder: Path, tmp_path: Path) -> None:
    text = prose(
        read('![**A** $x^2$ caption](pictures/one.png)\n\n![](pictures/one.png "A black – “point”.")\n')
    )
    files = own_files(str(text), [folder], folder.parent)
    whole = document(str(text))
    streams = decompressed(compile_document(find_engine(), whole, files, tmp_path / "build").pdf)
    found = re.findall(rb"/Alt ?<([0-9A-Fa-f]+)>", streams)
    said = [bytes.fromhex(words.decode()).decode("utf-16") for words in found]
    assert said == ["A x^2 caption", "A black – “point”."]
    assert streams.count(b"BDC") == streams.count(b"EMC")


def decompressed(pdf: bytes) -> bytes:
    """The contents of all streams that can be decompressed."""
    found = []
    for start in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[start.end() :]))
        except zlib.error:
            continue
    return b"".join(found)


def test_files_are_found_with_those_that_they_read(folder: Path, tmp_path: Path) -> None:
    found = own_files(DOCUMENT, [folder], folder.parent)
    assert sorted(found) == ["mine.sty", "other.sty", "part.tex", "pictures/one.png"]
    compiled = compile_document(find_engine(), DOCUMENT, found, tmp_path / "build")
    assert compiled.pages == 1
    assert b"/Subtype /Image" in compiled.pdf or b"/Subtype/Image" in compiled.pdf


def test_the_first_folder_goes_first(folder: Path) -> None:
    own = folder / "terms" / "now"
    own.mkdir(parents=True)
    (own / "part.tex").write_text("x")
    assert own_files(r"\input{part}", [own, folder], folder.parent) == {"part.tex": own / "part.tex"}


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "pictures/../../secret", "nowhere"])
def test_a_path_that_leads_out_is_not_followed(folder: Path, name: str) -> None:
    (folder.parent / "secret.tex").write_text("x")
    assert own_files(rf"\input{{{name}}}", [folder], folder.parent) == {}


def test_a_link_that_leads_out_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("x")
    (folder / "linked.tex").symlink_to(tmp_path / "secret.tex")
    with pytest.raises(InputError, match="outside"):
        own_files(r"\input{linked}", [folder], folder.parent)


def test_a_file_is_what_its_name_says(folder: Path) -> None:
    (folder / "fake.pdf").write_text("<html>")
    with pytest.raises(InputError, match="no PDF"):
        own_files(r"\includegraphics[width=1cm]{fake.pdf}", [folder], folder.parent)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe.png")
    with pytest.raises(InputError, match="no file"):
        own_files(r"\includegraphics{pipe}", [folder], folder.parent)


def test_an_error_in_an_own_file_is_told_at_its_path(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "part.tex").write_text("Words.\n\nA \\shoutt{word}.\n")
    document = (
        "\\documentclass{article}\\usepackage{backproof}\n\\begin{document}\n\\input{part}\n\\end{document}\n"
    )
    (templates / "t.tex.j2").write_text(document)
    env = environment([templates])
    rendered = render(env, "t.tex.j2", {})
    files = own_files(rendered.text, [templates], tmp_path)
    with pytest.raises(DocumentError) as caught:
        set_in_type(find_engine("embedded"), env, rendered, {}, files, tmp_path / "out")
    (fault,) = caught.value.diagnostics
    assert (fault.file, fault.line) == ((templates / "part.tex").as_posix(), 3)
    assert fault.source == "A \\shoutt{word}."
