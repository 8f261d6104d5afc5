"""The commands about terms: new, terms, bundle, completion, new-question."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from backproof.answer import Solution
from backproof.commands import bundle
from backproof.commands.machine import completion
from backproof.commands.starting import new
from backproof.diagnostic import InputError
from backproof.results import pdf
from backproof.results.published import files_of
from backproof.terms.kinds import KINDS
from backproof.writing import render
from tests.conftest import ROOT, Checkout

FALL = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")

SHEET = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
points = 4  # of all

[[questions]]
id = "q4"
kind = "dimension"
title = "Dimension"

[[questions.parts]]
id = "q4a"
title = "Span"
points = 4
span = [[1, 2], [2, 4]]
"""


def test_a_new_term_is_the_old_one_with_its_comments_a_year_later() -> None:
    started = new.successor(FALL, "2025-fall", "2026-fall")
    head, _, rest = started.partition("\n")
    assert head.startswith("# The term 2026-fall, begun from 2025-fall.")
    assert rest == FALL.replace("2025-09-22T", "2026-09-21T")
    again = new.successor(started, "2026-fall", "2027-fall")
    assert again.count("# The term ") == 1


@pytest.mark.parametrize(
    ("due", "years", "later"),
    [("2025-09-22", 1, "2026-09-21"), ("2025-09-22", 0, "2025-09-22"), ("2024-02-29", 1, "2025-02-27"),
     ("2025-12-31", 1, "2026-12-30"), ("2025-01-01", 2, "2026-12-30")],
)  # fmt: skip
def test_the_due_date_keeps_its_day_of_the_week(due: str, years: int, later: str) -> None:
    old, found = datetime.date.fromisoformat(due), new._later(datetime.date.fromisoformat(due), years)
    assert found.isoformat() == later
    assert found.weekday() == old.weekday()


def test_a_new_terms_templates_change_nothing_until_they_are_written(sources: Checkout) -> None:
    done = sources.run("new", "2026-fall", "--templates")
    assert done.returncode == 0, done.stderr
    made = done.stdout.split()
    assert made[0] == "solutions/terms/2026-fall.toml"
    assert "templates/terms/2026-fall/kinds/composition/question.tex.j2" in made
    assert not [name for name in made if "/kinds/script/" in name]
    network = (sources.root / "templates/terms/2026-fall/questions/q3.tex.j2").read_text(encoding="utf-8")
    assert "statement, gradients, code, run, observed" in network
    shared = sources.root / "templates"
    own = shared / "terms" / "2026-fall" / "macro.tex.j2"
    own.write_text(
        '\\BLOCK{ extends "shared/base.tex.j2" }\n% prose\n\\BLOCK{ block b }new\\BLOCK{ endblock }'
    )
    (shared / "base.tex.j2").write_text("a \\BLOCK{ block b }old\\BLOCK{ endblock } c")
    env = render.environment([own.parent, shared])
    assert render.render(env, "macro.tex.j2", {}).text == "a new c"
    again = sources.run("new", "2026-fall")
    assert again.returncode == 2
    assert "solutions/terms/2026-fall.toml: error: is there already" in again.stderr


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["../evil"], "error: '../evil' can't be a term's name; expected letters, digits, - and _"),
        (["2026-fall", "--from", "2025-fal"], "error: there is no term '2025-fal' in solutions/terms"),
        (["2026-fall", "--from", "2025-fal"], "(did you mean '2025-fall'?)"),
    ],
)
def test_a_term_that_cannot_be_started(sources: Checkout, arguments: list[str], message: str) -> None:
    done = sources.run("new", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_the_same_archive_wherever_it_is_made() -> None:
    due = datetime.datetime(2025, 9, 22, 23, 59)
    files = {"b.py": b"print()", "a.pdf": b"%PDF" * 100}
    packed = bundle.archive(files, due)
    assert packed == bundle.archive(dict(reversed(files.items())), due)
    assert packed != bundle.archive({**files, "b.py": b"other"}, due)
    with zipfile.ZipFile(BytesIO(packed)) as opened:
        assert [(item.filename, item.date_time, item.create_system) for item in opened.infolist()] == [
            ("a.pdf", (2025, 9, 22, 23, 59, 0), 3),
            ("b.py", (2025, 9, 22, 23, 59, 0), 3),
        ]
        assert opened.read("b.py") == b"print()"


def completes() -> bool:
    """Return whether there is a bash recent enough for click's completion; macOS has an older one."""
    if os.name != "posix" or not shutil.which("bash"):
        return False
    asked = ["bash", "-c", "echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))"]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout) >= 404


@pytest.mark.sample(1)
@pytest.mark.skipif(not completes(), reason="there is no bash 4.4 here")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["python", "build.py", "bu"], ["bundle"]),
        (["python", "build.py", "te"], ["terms", "test"]),
        (["python", "build.py", "bundle", "--te"], ["--term"]),
        (["python", "build.py", "bundle", "--term", "example-t"], ["example-tanh", "example-three-layers"]),
        (["python", "other.py", "bu"], []),
        (["backproof", "bu"], ["bundle"]),
        (["backproof", "bundle", "--term", "example-t"], ["example-tanh", "example-three-layers"]),
    ],
)
def test_bash_completes(tmp_path: Path, words: list[str], completed: list[str]) -> None:
    installed = tmp_path / "backproof"
    installed.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backproof "$@"\n', encoding="utf-8")
    installed.chmod(0o755)
    quoted = " ".join(f"'{word}'" for word in words)
    program = (
        "source <(python build.py completion bash) && "
        f"COMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1}; "
        f"$(complete -p {words[0]} | sed 's/.* -F \\([^ ]*\\) .*/\\1/') {words[0]}; "
        'echo "${COMPREPLY[*]}"'
    )
    path = os.pathsep.join([str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        check=False,
    )
    assert done.stdout.split() == completed, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_told_of_both_programs(shell: str) -> None:
    from backproof.cli import commands

    script = completion.script(commands, shell)
    for program in ("backproof", "build.py"):
        assert re.search(rf"^\s*(complete|compdef)\b.*\b{program}\b", script, re.MULTILINE)
    assert re.search(r"\bpython3\b", script)
    if shutil.which(shell):
        option = "--no-execute" if shell == "fish" else "-n"
        done = subprocess.run([shell, option], input=script, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "kinds",
    [("statement",), [name for name in KINDS if KINDS[name].answers_questions]],
    ids=["one", "all"],
)
def test_new_questions_pass_as_they_are(sources: Checkout, kinds: Sequence[str]) -> None:
    term = sources.root / "solutions" / "terms" / "sheet.toml"
    term.write_text(SHEET, encoding="utf-8")
    for kind in kinds:
        done = sources.run("new-question", f"my-{kind}", "--kind", kind, "--term", "sheet")
        assert done.returncode == 0, done.stderr
    checks = sources.run("check", "--json", "--term", "sheet")
    assert checks.returncode == 0, checks.stdout
    assert '"my-statement"' in checks.stdout
    assert f"points = {4 + 10 * len(kinds)}  # of all" in term.read_text(encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", sources.root)
    mine = [*sources.root.glob("solutions/my_*.py"), *sources.root.glob("tests/solutions/test_my_*.py")]
    options = ["-q", "-p", "no:xdist", "-o", "addopts=--import-mode=importlib"]
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["pytest", *options]):
        files = [str(path) for path in mine if tool[0] == "ruff" or path.name.startswith("test_")]
        ran = subprocess.run(
            [sys.executable, "-m", *tool, *files],
            cwd=sources.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


# With functions of their own, several variables and a formula that fills a line.
EDITED = {
    "gradient": {
        'definition = "f = x.T @ A @ x"': (
            'definition = "f = x.T @ A @ phi(A @ x) + norm(y - lam*s(B @ x))**2 + sum(softplus(x*y))/lam"'
        ),
        'wrt = ["x", "A"]': 'wrt = ["x", "A", "y", "lam"]',
        'shapes = { x = "n", A = "n,n" }': 'shapes = { x = "n", A = "n,n", y = "n", lam = "", B = "n,n" }',
    },
    "script": {
        'expression = "norm(w @ x - y)**2"': 'expression = "norm(phi(w @ x) - y)**2"',
    },
    "statement": {
        'left = "norm(x + y)**2 + norm(x - y)**2"': 'left = "sum(s(x)) + sum(s(-x)) + sum(phi(y))"',
        'right = "2*norm(x)**2 + 2*norm(y)**2"': 'right = "sum(ones(n)) + d*sum(phi(-y))/d"',
        'shapes = { x = "n", y = "n" }': 'shapes = { x = "n", y = "n", d = "" }',
    },
}


@pytest.mark.slow
def test_new_questions_with_functions_of_their_own_are_set(sources: Checkout) -> None:
    """Each kind, edited as its author would, becomes pages that state every function."""
    functions = 'functions = ["phi(t) = t*tanh(t)", "s(t) = 1/(1 + exp(-t))"]'
    term = sources.root / "solutions" / "terms" / "sheet.toml"
    term.write_text(SHEET.replace("points = 4  # of all\n", f"{functions}\n"), encoding="utf-8")
    for kind in (name for name in KINDS if KINDS[name].answers_questions):
        assert sources.run("new-question", f"my-{kind}", "--kind", kind, "--term", "sheet").returncode == 0
        for old, new_text in EDITED.get(kind, {}).items():
            sources.edit("solutions/terms/sheet.toml", old, new_text)
    sources.edit("solutions/my_script_script.py", "r = w @ x - y", "r = (w @ x) * np.tanh(w @ x) - y")
    done = sources.run("pdf", "--term", "sheet")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = sources.root.glob("out/**/C1-assignment-1.pdf")
    words = "".join(pdf.text(made).split())
    assert words.count("ϕ(t)=ttanh(t)") == 3
    assert words.count("s(t)=1") + words.count("s(t)=") >= 2
    assert "σ" not in words


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Matrix", "'Matrix' can't be a question's name; expected small letters, digits and -"),
        ("lambda", "'lambda' can't be a question's name"),
        ("q3-network", "solutions/q3_network.py: error: is there already"),
    ],
)
def test_a_question_that_cannot_be_started(sources: Checkout, name: str, message: str) -> None:
    done = sources.run("new-question", name, "--kind", "statement")
    assert done.returncode == 2
    assert message in done.stderr
    assert not (sources.root / "tests").exists()


def test_two_scripts_of_one_name_are_not_handed_in() -> None:
    def solution(number: int, text: str) -> Solution:
        return Solution(f"q{number}", number, "Title", "q.tex.j2", (), files={"a.py": text})

    assert files_of([solution(1, "same"), solution(2, "same")]) == {"a.py": "same"}
    with pytest.raises(InputError, match=r"question 2 hands in another a\.py"):
        files_of([solution(1, "one"), solution(2, "other")])
