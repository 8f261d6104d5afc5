"""`watch` makes the PDF again after each kind of edit, and outlives what is wrong."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from backproof.building.sources import Tree, stamp
from backproof.commands import watch
from backproof.diagnostic import Diagnostic, InputError

from ..building.runs import from_nothing, outputs
from ..building.small_homework import create, edit


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Path]:
    root = create(tmp_path / "homework")
    environment = {**os.environ, "PYTHONPATH": str(root / "libraries")}
    with (root / "told.txt").open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "build.py", "watch"], cwd=root, env=environment, stdout=told, stderr=told
        )
        try:
            yield root
        finally:
            process.kill()
            process.wait()


def wait_for(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not found():
        assert time.monotonic() < deadline, "nothing happened within 30 s"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_template_a_fault_and_a_module(watched: Path, tmp_path: Path) -> None:
    def told() -> str:
        return (watched / "told.txt").read_text("utf-8")

    wait_for(lambda: told().count("checks passed") == 1)
    edit(watched, "template", 5)
    wait_for(lambda: told().count("checks passed") == 2)
    good = outputs(watched)
    template = watched / "templates/q1.tex.j2"
    text = template.read_text("utf-8")
    template.write_text(text + r"\VAR{ nothing }", "utf-8")
    wait_for(lambda: "'nothing' is undefined" in told())
    assert outputs(watched) == good
    template.write_text(text, "utf-8")
    edit(watched, "helper module", 4)
    wait_for(lambda: '"13"' in outputs(watched)["answers.json"].decode())
    wait_for(lambda: outputs(watched) == from_nothing(watched, tmp_path / "elsewhere").outputs)


@pytest.mark.sample(1)
@pytest.mark.parametrize("is_mended", [False, True])
def test_a_place_that_is_no_longer_there_is_not_told(
    is_mended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever saves a template while it is built reads of its new text alone, from the build that follows."""
    root = create(tmp_path / "homework")
    template = root / "templates/q1.tex.j2"

    def build(*_: object, **__: object) -> NoReturn:
        if is_mended:
            template.write_text("A line more.\n" + template.read_text("utf-8"), "utf-8")
        raise InputError(Diagnostic("it is broken", "templates/q1.tex.j2", 3))

    monkeypatch.setattr(watch, "build", build)
    homework: Any = SimpleNamespace(
        root=root, tree=Tree(str(root), ("solutions", "figures")), load=lambda _: None
    )
    accelerated: Any = None
    watch._make(homework, None, "embedded", accelerated)
    told = capsys.readouterr()
    assert told.out == ""
    assert ("q1.tex.j2:3: error: it is broken" in told.err) is not is_mended
    assert (told.err == "") is is_mended


def test_a_template_is_seen_before_the_next_look_at_all_sources(tmp_path: Path) -> None:
    template, module = tmp_path / "q1.tex.j2", tmp_path / "q1.py"
    stamps = {}
    for file in (template, module):
        file.write_text("", "utf-8")
        stamps[str(file)] = stamp(str(file))
    started = time.monotonic()
    module.write_text("x", "utf-8")
    watch._rest(stamps, 0.05)
    assert time.monotonic() - started >= 0.05
    template.write_text("x", "utf-8")
    watch._rest(stamps, 60)
    assert time.monotonic() - started < 30
