"""The small commands: check, doctor and clean."""

import json
import math
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from backproof import cli
from backproof.answer import Answer, Check, Latex, Solution, Step
from backproof.commands.machine import doctor
from backproof.homework import Homework, of_packages

RIGHT = Check("exact", "gradient by x", 0.0, 0.0)
WRONG = Check("complex step", "gradient by x", 0.3, 1e-12, expected="2*x", got="-2*x")


def homework(root: Path, *checks: Check, steps: tuple[Step, ...] = ()) -> Homework:
    unused: Any = None
    answer = Answer("q1", "Chain", 20, Latex("4"), "4", checks, steps)
    solution = Solution("q1", 1, "Chain", "q1", (answer,))
    term = SimpleNamespace(questions=["q1"])
    found = of_packages(root, "solutions", "figures")
    return replace(found, load=lambda _: term, terms=unused, solve=lambda *_: solution)


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


def test_check_prints_every_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # These terms have no templates.
    monkeypatch.setattr("backproof.commands.check.require_templates", lambda *_: None)
    assert cli.main(homework(tmp_path, RIGHT, RIGHT), ["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["answer", "method", "subject", "figure", "tolerance"]
    assert [line.split() for line in lines[1:-1]] == 2 * [
        ["q1", "exact", "gradient", "by", "x", "0", "0", "passed"]
    ]
    assert len({line.index("gradient") for line in lines[1:-1]} | {lines[0].index("subject")}) == 1
    assert lines[-1] == "2 checks, all passed"


@pytest.mark.parametrize("checks", [(RIGHT, WRONG), (Check("exact", "x", math.nan, 1.0),), ()])
def test_a_check_that_fails_or_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], checks: tuple[Check, ...]
) -> None:
    assert cli.main(homework(tmp_path, *checks), ["check"]) == 1
    shown = capsys.readouterr()
    assert ("FAILED" in shown.out) == bool(checks)
    assert "error: q1: " in shown.err
    assert cli.main(homework(tmp_path, *checks), ["check", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert not data["q1"] or not data["q1"][-1]["passed"]
    if WRONG in checks:
        assert (data["q1"][-1]["expected"], data["q1"][-1]["got"]) == ("2*x", "-2*x")
        assert "2*x" in shown.err
        assert "got -2*x" in shown.err


def test_a_step_that_does_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    step = Step("matrix product", Latex("z"), "z = W @ x", check=WRONG)
    assert cli.main(homework(tmp_path, RIGHT, steps=(Step("sum", Latex("y"), "y"), step)), ["check"]) == 1
    assert "error: q1: the check 'complex step' of gradient by x failed" in capsys.readouterr().err


def test_clean_removes_what_is_generated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out" / "build").mkdir(parents=True)
    (tmp_path / "out" / "build" / "report.tex").touch()
    (tmp_path / "kept.toml").touch()
    assert cli.main(homework(tmp_path), ["clean"]) == 0
    assert capsys.readouterr().out == "removed out/ with 1 file\n"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.toml"]
    assert cli.main(homework(tmp_path), ["clean"]) == 0
    assert capsys.readouterr().out == "there is nothing to remove\n"


@pytest.mark.slow
def test_doctor_finds_what_this_machine_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(homework(tmp_path), ["doctor", "--json"]) == 0
    found = {finding["subject"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert found["numpy"]["detail"] == metadata.version("numpy")
    assert "pdfTeX" in found["TeX, embedded"]["detail"]
    assert found["a script has no network"]["state"] in {"ok", "optional"}
    assert found["out/"]["state"] == "ok"


@pytest.mark.slow
def test_doctor_says_what_gets_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        doctor, "examine", lambda _: [doctor.library("numpy"), doctor.library("no-such-package")]
    )
    assert cli.main(homework(tmp_path), ["doctor"]) == 1
    ok, missing = capsys.readouterr().out.splitlines()
    assert ok.startswith("ok        numpy: ")
    assert missing == "missing   no-such-package: is not installed -> python -m pip install no-such-package"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="programs are named otherwise there")
def test_doctor_gives_one_command_for_all_that_the_systems_tex_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, script in (("lualatex", "true"), ("kpsewhich", "echo /texmf/luaotfload.sty")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.main(homework(tmp_path), ["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (lua,) = (line for line in lines if "TeX, lualatex: " in line)
    assert "is there without lmroman10-regular.otf, titlesec.sty, tikz.sty" in lua
    wanted = (
        "texlive-luatex texlive-latex-extra texlive-xetex texlive-fonts-recommended lmodern "
        "fonts-noto-cjk fonts-cmu fonts-dejavu-core"
    )
    start = "All of these at once: sudo apt-get install --no-install-recommends "
    assert sorted(lines[-1].removeprefix(start).split()) == sorted(wanted.split())
