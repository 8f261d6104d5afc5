"""The environment is made once, and whoever has none is told what to run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import environment

ROOT = Path(__file__).parents[1]
POSIX = pytest.mark.skipif(os.name != "posix", reason="the stand-in for a Python is a shell script")


def project(folder: Path, python: str) -> Path:
    """A project whose environment's Python is a shell script."""
    for name in ("requirements.txt", "requirements-test.txt"):
        (folder / name).write_text(f"{name} 1", encoding="utf-8")
    program = folder / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


@POSIX
def test_it_is_made_again_only_when_the_requirements_change(tmp_path: Path) -> None:
    root = project(tmp_path, f'echo "$@" >> {tmp_path}/calls')
    calls = tmp_path / "calls"
    environment.main(["--test"], root)
    assert "install --require-hashes" in calls.read_text()
    assert f"-r {root / 'requirements-test.txt'}" in calls.read_text()
    assert calls.read_text().splitlines()[-1] == "build.py prepare"
    calls.write_text("")
    environment.main(["--test"], root)
    environment.main([], root)
    assert calls.read_text() == ""
    (root / "requirements.txt").write_text("changed", encoding="utf-8")
    assert not environment.is_fresh(root)
    environment.main([], root)
    assert f"-r {root / 'requirements.txt'}" in calls.read_text()


@POSIX
@pytest.mark.parametrize(
    ("output", "message"),
    [
        (
            "WARNING: slow\nERROR: No matching distribution found for x==1\nnote: bye",
            "No matching distribution found",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "is a mirror or a local index configured for pip?"),
        ("", "no reason was given"),
    ],
)
def test_a_failure_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str, message: str
) -> None:
    root = project(tmp_path, f'case "$*" in *install*) printf "{output}" >&2; exit 1;; esac')
    with pytest.raises(SystemExit) as ended:
        environment.main([], root)
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert told.startswith("environment.py: error: the packages of requirements.txt can't be installed: ")
    assert message in told
    assert told.count("\n") == 1
    assert not environment.is_fresh(root)


@POSIX
def test_what_only_saves_time_later_may_fail(tmp_path: Path) -> None:
    root = project(tmp_path, 'case "$*" in *prepare*) echo no >&2; exit 1;; esac')
    environment.main([], root)
    assert environment.is_fresh(root)


def test_an_unknown_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        environment.main(["--all"])
    assert ended.value.code == 2
    assert "usage: python environment.py [--test]" in capsys.readouterr().err


LAUNCHED = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
sys.dont_write_bytecode = True
from backproof import launch
launch.NEEDED = (*launch.NEEDED, {package!r})
launch.enter_environment(Path({folder!r}))
print("went on with", sys.argv[1:])
"""


def launched(folder: Path, package: str = "sys") -> subprocess.CompletedProcess[str]:
    program = folder / "build.py"
    program.write_text(LAUNCHED.format(root=str(ROOT), package=package, folder=str(folder)), encoding="utf-8")
    command = [sys.executable, str(program), "pdf", "--quiet"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_where_the_packages_are_at_hand_it_goes_on(tmp_path: Path) -> None:
    assert launched(tmp_path).stdout == "went on with ['pdf', '--quiet']\n"


def test_without_an_environment_it_says_what_to_run(tmp_path: Path) -> None:
    done = launched(tmp_path, "no_such_package")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "build.py: error: the environment is not there yet: run `make pdf` (or `python environment.py`, "
        "where there is no make)\n"
    )


@POSIX
def test_with_an_environment_it_goes_on_there(tmp_path: Path) -> None:
    done = launched(project(tmp_path, 'echo in the environment: "$@"'), "no_such_package")
    assert done.stdout == f"in the environment: {tmp_path / 'build.py'} pdf --quiet\n"
    assert done.returncode == 0
