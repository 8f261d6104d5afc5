"""`prepare` makes what later builds find."""

import sys
from pathlib import Path

import pytest

from backproof import cli
from backproof.commands.machine import prepare
from backproof.document import Writer, epoch_of
from backproof.homework import Homework, of_packages
from backproof.tex import format as formats
from backproof.tex.engine import find_engine
from backproof.tex.prepare import prepare_format


def homework() -> Homework:
    return of_packages(Path(__file__).parents[3], "solutions", "figures")


def test_nothing_is_put_where_python_itself_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert cli.main(homework(), ["prepare"]) == 2
    assert "not an environment" in capsys.readouterr().err


@pytest.mark.slow
def test_a_build_finds_the_preamble_dumped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "environment"))
    for module in (prepare, formats):
        monkeypatch.setattr(module, "INSTALLED", tmp_path / "environment")
    assert cli.main(homework(), ["prepare"]) == 0
    monkeypatch.setattr(formats, "_dump", lambda *_: pytest.fail("dumped again"))
    term = homework().load(None)
    writer = Writer(homework(), term, find_engine())
    build = tmp_path / "build"
    assert prepare_format(writer.engine, writer.preamble(), build, epoch=epoch_of(term))
    assert not (build / "formats").exists()
