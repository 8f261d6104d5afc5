"""The lines of a preamble that are dumped, and the place a dumped one is taken from."""

from pathlib import Path

import pytest

from backproof.results import pdf
from backproof.tex import format as formats
from backproof.tex.compile import DocumentError, compile_document
from backproof.tex.engine import find_engine
from backproof.tex.format import OWN, split
from backproof.tex.prepare import prepare_format
from tests.backproof.typeset import document

ENGINE = find_engine()


def titled(title: str, lines: str = "") -> str:
    return document("Text.", f"{OWN}\n{lines}\\hypersetup{{pdftitle={{{title}}}}}\n")


def made_of(folder: Path) -> list[str]:
    return [path.name for path in (folder / "formats").glob("*") if path.is_dir()]


def test_the_documents_own_lines_are_in_the_body_with_their_numbers() -> None:
    source = titled("One")
    preamble, body = split(source) or ("", "")
    assert OWN not in preamble
    assert preamble + body.lstrip("\n") == source
    full, rest = source.splitlines(), body.splitlines()
    start = full.index(OWN)
    assert rest[start:] == full[start:]
    assert not any(rest[:start])


@pytest.mark.slow
def test_another_title_takes_the_same_format(tmp_path: Path) -> None:
    compile_document(ENGINE, titled("One"), {}, tmp_path)
    first = made_of(tmp_path)
    made = compile_document(ENGINE, titled("Two"), {}, tmp_path)
    assert made.with_format
    assert made_of(tmp_path) == first
    (tmp_path / "two.pdf").write_bytes(made.pdf)
    assert pdf.metadata(tmp_path / "two.pdf").title == "Two"


def test_a_fault_in_the_documents_own_lines_is_told_there(tmp_path: Path) -> None:
    source = titled("One", lines="\\undefinedmacro\n")
    with pytest.raises(DocumentError) as caught:
        compile_document(ENGINE, source, {}, tmp_path)
    line = caught.value.entries[0].line
    assert line
    assert source.splitlines()[line - 1] == r"\undefinedmacro"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "environment"
    monkeypatch.setattr(formats, "INSTALLED", place)
    preamble, _ = split(titled("One")) or ("", "")
    assert prepare_format(ENGINE, preamble, place)
    return place


def test_an_installed_format_is_used_and_left_alone(tmp_path: Path, installed: Path) -> None:
    before = {path: path.read_bytes() for path in installed.rglob("*") if path.is_file()}
    made = compile_document(ENGINE, titled("One"), {}, tmp_path / "build")
    assert made.with_format
    assert made_of(tmp_path / "build") == []
    assert {path: path.read_bytes() for path in installed.rglob("*") if path.is_file()} == before


@pytest.mark.slow
@pytest.mark.usefixtures("installed")
def test_it_gives_the_bytes_that_one_of_the_builds_own_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = compile_document(ENGINE, titled("One"), {}, tmp_path / "build").pdf
    monkeypatch.setattr(formats, "INSTALLED", tmp_path / "nowhere")
    assert compile_document(ENGINE, titled("One"), {}, tmp_path / "other").pdf == made
    assert made_of(tmp_path / "other")


@pytest.mark.slow
def test_one_that_is_damaged_or_of_another_preamble_is_not_used(tmp_path: Path, installed: Path) -> None:
    other = titled("One").replace("margin=1cm", "margin=2cm")
    compile_document(ENGINE, other, {}, tmp_path / "another preamble")
    assert made_of(tmp_path / "another preamble")
    (kept,) = installed.glob("formats/*/report.fmt")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert compile_document(ENGINE, titled("One"), {}, tmp_path / "damaged").with_format
    assert made_of(tmp_path / "damaged")
