"""The embedded engine sets a real document, the same one every time, and nothing else."""

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest

from backproof.diagnostic import InputError
from backproof.files.installing import install
from backproof.results import pdf
from backproof.tex.compile import Compiled, DocumentError, compile_document
from backproof.tex.engine import find_engine
from backproof.tex.format import split
from backproof.tex.prepare import prepare_format
from backproof.writing.listing import listing, verbatim
from tests.backproof.typeset import document

ENGINE = find_engine()
PROGRAM = 'def phi(t: float) -> float:\n    """Softplus."""\n    return "log" + 1  # π & co\n'
SMOKE = document(
    r"""\tableofcontents
\section{Chain rule}\label{chain} See page~\pageref{end}.
\[ \nabla_x q = 4\,(\bm{1}^\top x)^3\,\bm{1}, \qquad \bm{R}^{d} \]
\begin{tikzpicture}
\node[draw] (a) {$x$}; \node[draw] (b) at (2,0) {$F$}; \draw[->] (a) -- (b);
\end{tikzpicture}
"""
    + str(listing(PROGRAM, first_line=41))
    + str(verbatim("loss  0.5\n" + "x" * 200))
    + r"\section{End ⊙}\label{end} \href{https://example.org}{link}",
    preamble="\\hypersetup{pdftitle={Gradients ⊙ Łukasz}, pdfauthor={Student \\& Co}}\n",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Compiled]:
    folder = tmp_path_factory.mktemp("build")
    return folder, compile_document(ENGINE, SMOKE, {}, folder)


def tiny(body: str) -> str:
    fonts = "\\usepackage[T1]{fontenc}\n\\usepackage{lmodern}\n"
    return f"\\documentclass{{article}}\n{fonts}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_document_is_set_with_all_its_parts(built: tuple[Path, Compiled], tmp_path: Path) -> None:
    compiled = built[1]
    target = tmp_path / "a.pdf"
    install(compiled.pdf, target)
    facts = pdf.metadata(target)
    assert (facts.title, facts.author, facts.pages) == ("Gradients ⊙ Łukasz", "Student & Co", compiled.pages)
    text = pdf.text(target)
    assert "See page 1." in text
    assert "43 return" in text
    assert "π & co" in text
    assert "↪" in text
    assert pdf.audit(target) == ()
    assert compiled.with_format
    assert compiled.warnings == ()
    with pypdfium2.PdfDocument(target) as opened:
        assert [entry.get_title() for entry in opened.get_toc()] == ["Chain rule", "End ⊙"]


def test_a_second_build_takes_one_pass_and_gives_the_same_bytes(built: tuple[Path, Compiled]) -> None:
    folder, first = built
    again = compile_document(ENGINE, SMOKE, {}, folder)
    assert (first.passes, again.passes) == (2, 1)
    assert digest(first.pdf) == digest(again.pdf)


@pytest.mark.slow
def test_a_line_more_takes_one_pass(tmp_path: Path) -> None:
    """Bookmarks write the numbers of their headings' lines among what the next pass reads."""
    headings = document(r"\section{One}\section{Two}", "\\usepackage{bookmark}\n")
    longer = headings.replace("\\begin{document}\n", "\\begin{document}\n%\n%\n")
    compile_document(ENGINE, headings, {}, tmp_path / "kept")
    again = compile_document(ENGINE, longer, {}, tmp_path / "kept")
    assert again.passes == 1
    assert digest(again.pdf) == digest(compile_document(ENGINE, longer, {}, tmp_path / "from nothing").pdf)


@pytest.mark.slow
def test_another_folder_time_zone_and_home_give_the_same_bytes(
    built: tuple[Path, Compiled], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    elsewhere = compile_document(ENGINE, SMOKE, {}, tmp_path / "else" / "where")
    assert digest(elsewhere.pdf) == digest(built[1].pdf)


@pytest.mark.slow
def test_damaged_leftovers_of_another_build_do_no_harm(built: tuple[Path, Compiled]) -> None:
    folder, first = built
    (folder / "seed" / "report.aux").write_text(r"\undefinedmacro {", encoding="utf-8")
    for made in (folder / "formats").glob("*/report.fmt"):
        made.write_bytes(b"W2TX" + b"\0" * 1000)
    assert digest(compile_document(ENGINE, SMOKE, {}, folder).pdf) == digest(first.pdf)


@pytest.mark.slow
def test_a_preamble_that_cannot_be_dumped_is_read_in_every_pass(tmp_path: Path) -> None:
    source = tiny("x").replace(r"\usepackage{lmodern}", r"\csname @@end\endcsname")
    with pytest.raises(DocumentError):
        compile_document(ENGINE, source, {}, tmp_path)
    undumpable = tiny("x").replace(r"\usepackage{lmodern}", r"\usepackage{lmodern}\let\dump\relax")
    for _ in range(2):
        assert not compile_document(ENGINE, undumpable, {}, tmp_path).with_format
    assert len(list((tmp_path / "formats").glob("*.failed"))) == 1
    glued = tiny("glued").replace("\n\\begin{document}", "\\begin{document}")
    assert split(glued) is None
    assert not compile_document(ENGINE, glued, {}, tmp_path).with_format


def test_the_body_of_a_split_document_keeps_its_line_numbers() -> None:
    parts = split(SMOKE)
    assert parts
    full, body = SMOKE.splitlines(), parts[1].splitlines()
    start = full.index(r"\begin{document}")
    assert body[start:] == full[start:]
    assert not any(body[:start])


@pytest.mark.slow
def test_a_change_of_a_file_that_the_preamble_reads_is_seen(tmp_path: Path) -> None:
    source = (
        document(r"\macro").replace(r"\usepackage{bm}", "").replace("\\begin{doc", "\\input{m}\n\\begin{doc")
    )
    for word in ("first", "second"):
        made = compile_document(ENGINE, source, {"m.tex": rf"\def\macro{{{word}}}".encode()}, tmp_path)
        with pypdfium2.PdfDocument(made.pdf) as opened:
            assert word in opened[0].get_textpage().get_text_range()
        assert made.with_format


def test_a_document_that_ends_early_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="stopped before"):
        compile_document(ENGINE, tiny(r"x \csname @@end\endcsname"), {}, tmp_path)


def test_scratch_folders_are_gone_after_success_and_failure(tmp_path: Path) -> None:
    compile_document(ENGINE, tiny("x"), {}, tmp_path)
    with pytest.raises(DocumentError):
        compile_document(ENGINE, tiny(r"\nope"), {}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["formats", "seed"]


@pytest.mark.parametrize("choice", ["nonsense", "/nowhere/pdflatex"])
def test_an_engine_that_is_not_there_is_one_clear_line(choice: str) -> None:
    with pytest.raises(InputError, match=choice):
        find_engine(choice)


def test_a_line_that_tex_cannot_read_is_refused_before_tex_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="longer than TeX can read"):
        compile_document(ENGINE, document("x" * 200_001), {}, tmp_path)


@pytest.mark.slow
def test_two_builds_at_once_in_one_folder_both_succeed(tmp_path: Path) -> None:
    source = tiny(r"\section{One}\label{a} See \ref{a}.")
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: compile_document(ENGINE, source, {}, tmp_path).pdf, range(4)))
    assert len(set(map(digest, made))) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["formats", "seed"]


BUILD_FOR_EVER = """
import sys
from pathlib import Path
from backproof.tex.compile import compile_document
from backproof.files.installing import install
from backproof.tex.engine import find_engine
folder, source = Path(sys.argv[1]), sys.argv[2]
while True:
    install(compile_document(find_engine(), source, {}, folder / "build").pdf, folder / "a.pdf")
    print("built", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_a_build_killed_at_any_moment_leaves_the_last_pdf_and_a_next_build_that_succeeds(
    tmp_path: Path,
) -> None:
    source = tiny(r"\section{One}\label{a} See \ref{a}.")
    good = compile_document(ENGINE, source, {}, tmp_path / "build").pdf
    for moment in (0.02, 0.07, 0.11, 0.16, 0.23):
        command = [sys.executable, "-c", BUILD_FOR_EVER, str(tmp_path), source]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as build:
            assert build.stdout and build.stdout.readline()
            time.sleep(moment)
            build.kill()
        assert digest((tmp_path / "a.pdf").read_bytes()) == digest(good)
    assert digest(compile_document(ENGINE, source, {}, tmp_path / "build").pdf) == digest(good)


def test_a_format_that_was_prepared_is_used_by_the_build(tmp_path: Path) -> None:
    parts = split(SMOKE)
    assert parts and prepare_format(ENGINE, parts[0], tmp_path)
    (record,) = (tmp_path / "formats").glob("*/record.json")
    prepared = record.stat().st_mtime_ns
    assert compile_document(ENGINE, SMOKE, {}, tmp_path).with_format
    (found,) = (tmp_path / "formats").glob("*/record.json")
    assert found.stat().st_mtime_ns == prepared


def test_what_a_killed_build_left_is_swept_away_and_nothing_of_a_living_one(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = f".tex-{os.getpid()}-x"
    for name in (mine, f".tex-{ended.pid}-x", ".tex-old"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / mine, (0, 0))
    compile_document(ENGINE, tiny("x"), {}, tmp_path)
    assert [path.name for path in tmp_path.glob(".tex-*")] == [mine]


def test_nothing_of_the_machine_is_in_the_pdf(built: tuple[Path, Compiled], tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(built[1].pdf)
    assert pdf.audit(target) == ()
    for word in (str(built[0]), "site-packages", "TeX Live"):
        assert word.encode() not in built[1].pdf


def test_a_label_that_moves_is_followed_to_the_fixed_point(tmp_path: Path) -> None:
    source = tiny(r"See page~\pageref{end}.\newpage x\newpage\label{end}y")
    first = compile_document(ENGINE, source, {}, tmp_path)
    longer = source.replace(r"\newpage x", r"\newpage x\newpage z")
    made = compile_document(ENGINE, longer, {}, tmp_path)
    with pypdfium2.PdfDocument(made.pdf) as opened:
        assert "See page 4" in opened[0].get_textpage().get_text_range()
    assert (first.passes, made.passes) == (2, 2)


def test_a_resource_outside_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="outside"):
        compile_document(ENGINE, tiny("x"), {"../evil.tex": b"x"}, tmp_path)
