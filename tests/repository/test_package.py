"""The package as another course gets it: built, installed into an empty environment, and used there."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from backproof import __version__
from backproof.results import pdf
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_declared_dependencies_are_those_that_are_pinned() -> None:
    from tests.repository.test_requirements import NAME, wanted

    declared = {NAME.match(line)[0]: line for line in PROJECT["dependencies"]}  # type: ignore[index]
    assert declared.keys() == wanted("requirements.in")
    assert all("<" in line or "==" in line for line in declared.values())


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as on a new machine: nothing of the caller's Python is in its variables."""
    apart = ("PYTHON", "CI", "GITHUB_ACTIONS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(apart)}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=folder, env=kept, capture_output=True, encoding="utf-8", check=False)


def done(*command: str | Path, folder: Path) -> str:
    found = run(*command, folder=folder)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def program(environment: Path, name: str) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin") / name


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the source distribution, built from the files of the repository, and nothing else."""
    folder = tmp_path_factory.mktemp("distributions")
    tools = folder / "tools"
    done(sys.executable, "-m", "venv", tools, folder=folder)
    done(program(tools, "python"), "-m", "pip", "install", "--quiet", "build", "twine", folder=folder)
    done("git", "clone", "--quiet", ROOT, folder / "clone", folder=folder)
    done(program(tools, "python"), "-m", "build", "--outdir", folder / "dist", "clone", folder=folder)
    files = sorted((folder / "dist").iterdir())
    assert [file.suffix for file in files] == [".whl", ".gz"]
    assert "FAILED" not in done(program(tools, "twine"), "check", "--strict", *files, folder=folder)
    return folder / "dist"


@pytest.mark.slow
def test_both_distributions_hold_all_files_of_the_package(distributions: Path) -> None:
    listed = done("git", "ls-files", "backproof", folder=ROOT).splitlines()
    (wheel,) = distributions.glob("*.whl")
    (source,) = distributions.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert {name for name in names if ".dist-info/" not in name} == set(listed)
    with tarfile.open(source) as packed:
        assert {name.partition("/")[2] for name in packed.getnames()} >= {*listed, "README.md", "LICENSE"}


@pytest.fixture(scope="module", params=["*.whl", "*.tar.gz"])
def installed(
    distributions: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Path:
    """An environment with one of the distributions and the packages that it declares."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    done(sys.executable, "-m", "venv", environment, folder=distributions)
    (file,) = distributions.glob(request.param)
    done(program(environment, "python"), "-m", "pip", "install", "--quiet", file, folder=distributions)
    return environment


@pytest.mark.slow
def test_a_course_starts_with_three_commands(installed: Path, tmp_path: Path) -> None:
    backproof = program(installed, "backproof")
    assert done(backproof, "--version", folder=tmp_path).split() == ["backproof,", "version", __version__]
    done(backproof, "init", "homework", folder=tmp_path)
    homework = tmp_path / "homework"
    assert "checks passed" in done(backproof, "pdf", folder=homework)
    text = " ".join(pdf.text(homework / "out" / "COURSE-assignment-1.pdf").split())
    for words in ("First Sheet", "Question 6", "dim N(A) = 1", "residual at the best"):
        assert words in text
    # Below the homework's root, and as a module, it is the same homework.
    deeper = homework / "solutions" / "terms"
    assert "checks passed" in done(program(installed, "python"), "-m", "backproof", "pdf", folder=deeper)
    assert "fresh" in done(backproof, "terms", folder=deeper)


@pytest.mark.slow
def test_without_a_homework_there_is_derive(installed: Path, tmp_path: Path) -> None:
    backproof = program(installed, "backproof")
    assert "A + A" in done(backproof, "derive", "x.T @ A @ x", "--wrt", "x", folder=tmp_path)
    refused = run(backproof, "pdf", folder=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "backproof init FOLDER" in refused.stderr
