"""The examples of parts, pasted below one question of a term's file as `new-part` prints them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.results import pdf
from backproof.terms.kinds import KINDS
from tests.conftest import ROOT
from tests.readers import without_answer

HEAD = """\
course = "M1"
assignment = 4
title = "A part of each kind"
due = 2026-12-01T23:59:00

[[questions]]
id = "q1"
title = "All kinds"

"""


def run(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backproof", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_a_question_of_all_examples_is_solved_and_set(tmp_path: Path) -> None:
    homework = tmp_path / "homework"
    assert run("init", str(homework)).returncode == 0
    listed = json.loads(run("kinds", "--json").stdout)
    kinds = [kind["kind"] for kind in listed if "parts" in kind["answers"]]
    assert kinds == [name for name, kind in KINDS.items() if kind.answers_parts]
    examples = [run("new-part", kind).stdout for kind in kinds]
    term = homework / "solutions" / "terms" / "all.toml"
    term.write_text(HEAD + "\n".join(examples), encoding="utf-8")
    shutil.copy(KINDS["script"].folder / "example.py", homework / "solutions")
    done = run("pdf", "--term", "all", root=homework)
    assert done.returncode == 0, done.stderr
    answers = json.loads((homework / "out/terms/all/answers.json").read_text(encoding="utf-8"))
    assert len(answers) == len(kinds)
    page = run("html", "--term", "all", root=homework)
    assert page.returncode == 0, page.stderr
    (file,) = (homework / "out/terms/all").glob("*.html")
    assert all(
        f'id="check:{answer}"' in file.read_text("utf-8") for answer in answers if answers[answer]["checks"]
    )
    paper, shown = pdf.text(homework / "out/terms/all/M1-assignment-4.pdf"), file.read_text("utf-8")
    assert not without_answer(answers, paper, shown)
    digit = re.compile(r"(<mn[^>]*>)2(?=[^<]*</mn>)")
    assert len(without_answer(answers, paper, digit.sub(r"\g<1>7", shown))) > len(kinds) / 3
    assert len(without_answer(answers, paper.replace("2", "7"), shown)) > len(kinds) / 3


def test_a_kind_that_is_not_there_is_told_with_the_nearest_name() -> None:
    done = run("new-part", "dimensoin")
    assert (done.returncode, done.stdout) == (2, "")
    assert "(did you mean 'dimension'?)" in done.stderr
