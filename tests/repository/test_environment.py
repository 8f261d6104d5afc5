"""`build.py` makes its environment, keeps it whole, and runs in it; stand-ins take the place of pip."""

from __future__ import annotations

import ast
import base64
import errno
import hashlib
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

import environment
from environment import entering, installing, making, requests
from environment.alone import alone

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="the stand-in for a Python is a shell script")
LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-dev.txt")


def project(folder: Path, python: str) -> Path:
    """A project whose environment's Python is a shell script, made from other requirements than there are."""
    folder.mkdir(exist_ok=True)
    for name in LOCKS:
        (folder / name).write_text(f"{name} 1", encoding="utf-8")
    shutil.copy(ROOT / "build.py", folder)
    shutil.copytree(
        ROOT / "environment", folder / "environment", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "pyvenv.cfg").touch()
    program = folder / ".venv" / "bin" / "python"
    program.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


def fresh(root: Path, *locks: str) -> Path:
    for name in locks:
        shutil.copy(root / name, root / ".venv")
    return root


def build(root: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "build.py"), *words],
        cwd=root.parent,
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        check=False,
    )


@POSIX
def test_it_is_made_again_only_when_the_requirements_change(tmp_path: Path) -> None:
    root = str(project(tmp_path, f'echo "$@" >> {tmp_path}/calls'))
    calls = tmp_path / "calls"
    making.make(root, "requirements-test.txt")
    assert "install --require-hashes" in calls.read_text()
    assert f"-r {tmp_path / '.venv' / 'part-0-requirements-test.txt'}" in calls.read_text()
    assert calls.read_text().splitlines()[-1] == f"{tmp_path / 'build.py'} prepare"
    calls.write_text("")
    making.make(root, "requirements-test.txt")
    making.make(root, "requirements.txt")
    assert calls.read_text() == ""
    (tmp_path / "requirements.txt").write_text("changed", encoding="utf-8")
    assert not environment.is_fresh(root, "requirements.txt")
    making.make(root, "requirements.txt")
    assert f"-r {tmp_path / '.venv' / 'part-0-requirements.txt'}" in calls.read_text()
    assert not environment.is_fresh(root, "requirements-test.txt")


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
def test_a_failure_is_one_line_after_the_progress(tmp_path: Path, output: str, message: str) -> None:
    root = fresh(project(tmp_path, f'case "$*" in *install*) printf "{output}" >&2; exit 1;; esac'), *LOCKS)
    (root / "requirements.txt").write_text("changed", encoding="utf-8")
    done = build(root, "pdf")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Making the environment in .venv from requirements.txt")
    told = [line for line in done.stderr.splitlines()[1:] if not line.startswith("  ")]
    assert len(told) == 1
    assert told[0].startswith("build.py: error: the packages of requirements.txt can't be installed: ")
    assert message in told[0]
    # What was interrupted halfway counts as made from nothing, whichever requirements come back.
    assert not any(environment.is_fresh(str(root), name) for name in LOCKS)


@POSIX
def test_progress_is_told_while_pip_works(tmp_path: Path) -> None:
    output = r"Collecting numpy==1\nCollecting sympy==2\nInstalling collected packages: numpy, sympy\n"
    root = project(tmp_path, f'case "$*" in *install*) printf "{output}";; *pdf*) echo "made $2";; esac')
    done = build(root, "pdf")
    assert done.stdout == "made pdf\n"
    assert "s  installing 2 packages" in done.stderr
    assert "the environment is ready" in done.stderr


def entries(text: str) -> list[str]:
    """The entries of a requirements file, each on one line, in alphabetical order."""
    lines = text.replace("\\\n", " ").splitlines()
    return sorted(
        " ".join(line.split()) for line in lines if line.strip() and not line.lstrip().startswith("#")
    )


@POSIX
@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_in_one_of_the_parts_that_are_installed_at_once(tmp_path: Path, lock: str) -> None:
    kept = f'case "$*" in *install*) for last; do :; done; cp "$last" {tmp_path};; esac'
    root = project(tmp_path / "root", kept)
    shutil.copy(ROOT / lock, root)
    making.make(str(root), lock)
    parts = [path.read_text(encoding="utf-8") for path in tmp_path.glob("part-*")]
    assert len(parts) == installing.AT_ONCE
    assert all(map(entries, parts))
    assert sorted(line for part in parts for line in entries(part)) == entries(
        (ROOT / lock).read_text("utf-8")
    )
    assert not list((root / ".venv").glob("part-*"))


@POSIX
def test_a_part_that_fails_ends_the_others_with_one_line(tmp_path: Path) -> None:
    python = (
        f'case "$*" in *part-0*) echo $$ > {tmp_path}/began; exec sleep 60;;'
        f" *part-1*) while ! [ -s {tmp_path}/began ]; do sleep 0.01; done; echo ERROR: no b; exit 1;; esac"
    )
    root = project(tmp_path / "root", python)
    (root / "requirements.txt").write_text("a==1\nb==1\n", encoding="utf-8")
    done = build(root, "pdf")
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines()[1:] if not line.startswith("  ")]
    assert told == ["build.py: error: the packages of requirements.txt can't be installed: no b"]
    pid = int((tmp_path / "began").read_text())
    assert eventually(lambda: not Path(f"/proc/{pid}/status").exists() or "zombie" in state(pid))


@POSIX
def test_where_files_are_missing_afterwards_all_is_installed_again_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = (
        f'case "$*" in *install*) for last; do :; done; cat "$last" >> {tmp_path}/installed;;'
        f" *--record*) [ -e {tmp_path}/listed ] || {{ touch {tmp_path}/listed; exit 1; }};; esac"
    )
    root = project(tmp_path / "root", python)
    (root / "requirements.txt").write_text("a==1\nb==1\n", encoding="utf-8")
    monkeypatch.setattr(making, "_create", lambda *_: None)
    making.make(str(root), "requirements.txt")
    first, second, *again = (tmp_path / "installed").read_text().split()
    assert ({first, second}, again) == ({"a==1", "b==1"}, ["a==1", "b==1"])
    assert environment.is_fresh(str(root), "requirements.txt")


@POSIX
def test_what_only_saves_time_later_may_fail(tmp_path: Path) -> None:
    root = project(tmp_path, 'case "$*" in *prepare*) echo no >&2; exit 1;; esac')
    making.make(str(root), "requirements.txt")
    assert environment.is_fresh(str(root), "requirements.txt")


@POSIX
def test_the_callers_variables_change_neither_what_is_installed_nor_where(tmp_path: Path) -> None:
    root = project(tmp_path, f'case "$*" in *install*) env > {tmp_path}/variables;; esac')
    foreign = {
        "PIP_TARGET": "/x",
        "PIP_USER": "1",
        "PIP_NO_DEPS": "1",
        "PIP_REQUIREMENT": "/x",
        "PIP_PRE": "1",
    }
    foreign |= {"PYTHONPATH": str(tmp_path), "PYTHONHOME": sys.base_prefix}
    assert build(root, "pdf", PIP_INDEX_URL="file:///mirror", **foreign).returncode == 0
    seen = dict(line.partition("=")[::2] for line in (tmp_path / "variables").read_text().splitlines())
    assert {name: seen[name] for name in seen if name in foreign} == {"PIP_USER": "0"}
    assert seen["PIP_INDEX_URL"] == "file:///mirror"


def put(path: Path, kind: str) -> None:
    """Put something else in a file's or folder's place."""
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "file":
        path.touch()
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "endless":
        path.symlink_to("/dev/zero")


@POSIX
@pytest.mark.parametrize("kind", ["folder", "pipe", "loop", "endless"])
def test_what_is_no_list_of_requirements_is_replaced(tmp_path: Path, kind: str) -> None:
    root = fresh(project(tmp_path, 'case "$*" in *pdf*) echo ran;; esac'), *LOCKS)
    put(root / ".venv" / "requirements.txt", kind)
    done = build(root, "pdf")
    assert (done.returncode, done.stdout) == (0, "ran\n")
    assert environment.is_fresh(str(root), "requirements.txt")


@POSIX
@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        (".venv", "file", "is no folder, and the environment belongs there: remove or rename it"),
        (".venv", "pipe", "is no folder, and the environment belongs there: remove or rename it"),
        (".venv", "loop", "is a link to"),
        ("requirements.txt", "gone", "has no file requirements.txt that can be read"),
        ("requirements.txt", "endless", "has no file requirements.txt that can be read"),
        (".venv.lock", "folder", ".venv.lock: Is a directory"),
        (".venv.lock", "pipe", ".venv.lock: not an ordinary file"),
        (".venv.lock", "loop", ".venv.lock: "),
    ],
)
def test_what_is_not_replaced_is_one_line(tmp_path: Path, name: str, kind: str, message: str) -> None:
    root = project(tmp_path, "")
    put(root / name, kind)
    done = build(root, "pdf")
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@POSIX
def test_the_lock_of_another_folder_is_left_as_it_is(tmp_path: Path) -> None:
    root = project(tmp_path / "root", "")
    (tmp_path / "diary").write_text("mine", encoding="utf-8")
    (root / ".venv.lock").symlink_to(tmp_path / "diary")
    assert build(root, "pdf").returncode == 1
    assert (tmp_path / "diary").read_text(encoding="utf-8") == "mine"


@POSIX
def test_a_file_system_without_locks_is_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with alone(str(tmp_path)) as waited:
        assert not waited


@POSIX
@pytest.mark.parametrize("python", ["not executable", "garbage", "a missing interpreter"])
def test_a_python_that_is_no_program_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    root = fresh(project(tmp_path, ""), *LOCKS)
    program = root / ".venv" / "bin" / "python"
    if python == "not executable":
        program.chmod(0o644)
    else:
        program.write_bytes(b"\x7fELF\0\0" if python == "garbage" else b"#!/no/such\n")
    made = []
    monkeypatch.setattr(making, "make", lambda *words, **options: made.append((words, options)))
    for name in entering._FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(entering._ENTERED, "")
    with pytest.raises(OSError, match=r"."):
        entering._enter(str(root), ["pdf"])
    (_, first), *_ = made
    assert first == {"anew": python != "not executable"}


@POSIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_end_is_one_line_and_ends_what_was_begun(tmp_path: Path, name: str) -> None:
    python = f'case "$*" in *install*) echo $$ > {tmp_path}/began; exec sleep 60;; esac'
    root = project(tmp_path / "root", python)
    command = [sys.executable, str(root / "build.py"), "pdf"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        began = tmp_path / "began"
        assert eventually(lambda: began.exists() and began.read_text().strip())
        process.send_signal(getattr(signal, name))
        _, err = process.communicate(timeout=20)
    assert process.returncode == 128 + getattr(signal, name)
    word = "interrupted" if name == "SIGINT" else "terminated"
    assert err.splitlines()[1:] == [f"build.py: error: {word}"]
    pid = int(began.read_text())
    assert eventually(lambda: not Path(f"/proc/{pid}/status").exists() or "zombie" in state(pid))


@POSIX
def test_what_begins_while_a_request_is_held_back_is_known() -> None:
    came = []
    with pytest.raises(KeyboardInterrupt), requests.held_back():
        signal.raise_signal(signal.SIGINT)
        came.append("begun")
    assert came == ["begun"]


def eventually(holds: Callable[[], object]) -> bool:
    until = time.monotonic() + 10
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return "zombie"


def test_an_unknown_option() -> None:
    command = [sys.executable, "-m", "environment", "--all"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage: python -m environment [--test | --dev]" in done.stderr


def with_backproof(root: Path, code: str) -> Path:
    """The project with a package `backproof` whose command line is the given code; it has no environment."""
    shutil.rmtree(root / ".venv")
    (root / "backproof").mkdir()
    (root / "backproof" / "__init__.py").touch()
    text = f"import sys\ndef run(root, **packages):\n    {code}\n"
    (root / "backproof" / "entry.py").write_text(text, encoding="utf-8")
    return root


def test_where_the_packages_are_at_hand_no_environment_is_made(tmp_path: Path) -> None:
    root = with_backproof(project(tmp_path, ""), "print('ran', sys.argv[1:])")
    done = build(root, "pdf", "--quiet")
    assert (done.stdout, done.stderr) == ("ran ['pdf', '--quiet']\n", "")
    assert not (root / ".venv").exists()


@POSIX
def test_with_an_environment_it_goes_on_there(tmp_path: Path) -> None:
    root = fresh(project(tmp_path, 'echo in the environment: "$@"; exit 3'), *LOCKS)
    done = build(root, "pdf", "--quiet")
    assert done.stdout == f"in the environment: {root / 'build.py'} pdf --quiet\n"
    assert done.returncode == 3


@POSIX
@pytest.mark.parametrize("shadowed", ["json", "subprocess", "click", "backproof", "environment"])
def test_modules_on_the_callers_path_are_not_imported(tmp_path: Path, shadowed: str) -> None:
    (tmp_path / "root").mkdir()
    root = fresh(project(tmp_path / "root", "env"), *LOCKS)
    (tmp_path / f"{shadowed}.py").write_text("raise SystemExit('another module ran')", encoding="utf-8")
    variables = {"PYTHONPATH": str(tmp_path), "PYTHONOPTIMIZE": "2", "PYTHONSAFEPATH": "1"}
    done = build(root, "pdf", **variables)
    assert done.stderr == ""
    assert not [line for line in done.stdout.splitlines() if line.partition("=")[0] in variables]


OLD = """
import runpy, sys
sys.version_info = (3, 9, 18, "final", 0)
sys.version = "3.9.18 (main)"
sys.argv = {argv!r}
del sys.orig_argv
runpy.run_path({program!r}, run_name="__main__")
"""


def test_a_python_that_is_too_old_gets_one_line(tmp_path: Path) -> None:
    root = with_backproof(project(tmp_path, ""), "print('ran')")
    program = str(root / "build.py")
    code = OLD.format(argv=[program, "pdf"], program=program)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": str(tmp_path)}, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("build.py: error: Python 3.11 or newer is needed; this is 3.9.18 at ")
    assert done.stderr.count("\n") == 1


@POSIX
def test_a_python_that_is_too_old_goes_on_in_a_newer_one(tmp_path: Path) -> None:
    root = project(tmp_path, 'case "$*" in *import*) exit 0;; esac; echo "newer: $@"')
    shutil.move(root / ".venv" / "bin" / "python", root / "python3.12")
    program = str(root / "build.py")
    command = [sys.executable, "-c", OLD.format(argv=[program, "pdf"], program=program)]
    variables = {"PATH": f"{tmp_path}:/bin:/usr/bin"}
    done = subprocess.run(command, capture_output=True, text=True, env=variables, check=False)
    assert done.stdout.startswith("newer: ")


@pytest.mark.parametrize("file", ["build.py", "environment/__init__.py", "environment/entering.py"])
def test_an_old_python_can_read_what_it_has_to(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 6))
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.FunctionDef):
            found = node.annotation if isinstance(node, ast.arg) else node.returns
            assert found is None or isinstance(found, ast.Name | ast.Constant), ast.dump(node)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real environment with one package, whose files are recorded."""
    root = tmp_path_factory.mktemp("installed")
    venv.create(root / ".venv", symlinks=os.name == "posix")
    (packages,) = (root / ".venv").rglob("site-packages")
    (packages / "one").mkdir()
    (packages / "one" / "__init__.py").write_text("1\n", encoding="utf-8")
    information = packages / "one-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: one\nVersion: 1\n", encoding="utf-8")
    (information / "RECORD").write_text("one/__init__.py,,2\none-1.dist-info/METADATA,,\n", encoding="utf-8")
    assert damage(root, "--record") == ""
    return root


def damage(root: Path, *options: str) -> str:
    command = [environment.python_of(str(root)), "-I", str(ROOT / "environment" / "damage.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_whole_package_is_not_damaged(installed: Path) -> None:
    assert damage(installed) == ""
    assert not making.is_damaged(str(installed))


def test_other_contents_of_the_same_size_are_noticed_thoroughly(installed: Path) -> None:
    (package,) = (installed / ".venv").rglob("one")
    module, record = package / "__init__.py", package.with_name("one-1.dist-info") / "RECORD"
    before = record.read_text(encoding="utf-8")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"1\n").digest()).decode().rstrip("=")
    with_digest = before.replace("one/__init__.py,,2", f"one/__init__.py,sha256={digest},2")
    record.write_text(with_digest, encoding="utf-8")
    damage(installed, "--record")
    try:
        assert damage(installed, "--thorough") == ""
        module.write_bytes(b"\0\0")
        assert damage(installed) == ""
        assert damage(installed, "--thorough") == "one"
    finally:
        module.write_text("1\n", encoding="utf-8")
        record.write_text(before, encoding="utf-8")
        damage(installed, "--record")


def test_half_a_file_of_bytecode_is_noticed_thoroughly(installed: Path) -> None:
    (package,) = (installed / ".venv").rglob("one")
    whole = package / "whole.pyc"
    py_compile.compile(str(package / "__init__.py"), str(whole))
    half = package / "half.pyc"
    try:
        assert damage(installed, "--thorough") == ""
        half.write_bytes(whole.read_bytes()[:30])
        assert damage(installed, "--thorough") == "half"
    finally:
        whole.unlink()
        half.unlink()


def test_a_list_of_files_outlasts_a_move(tmp_path: Path, installed: Path) -> None:
    shutil.copytree(installed / ".venv", tmp_path / ".venv", symlinks=True)
    assert damage(tmp_path) == ""
    (package,) = (tmp_path / ".venv").rglob("one")
    shutil.rmtree(package)
    assert damage(tmp_path) == "one"


@pytest.mark.parametrize("how", ["shorter", "gone", "folder gone", "record gone"])
def test_a_damaged_package_is_noticed(installed: Path, tmp_path: Path, how: str) -> None:
    (package,) = (installed / ".venv").rglob("one")
    information = package.with_name("one-1.dist-info")
    for folder in (package, information):
        shutil.copytree(folder, tmp_path / folder.name)
    try:
        if how == "shorter":
            (package / "__init__.py").write_text("", encoding="utf-8")
        elif how == "gone":
            (package / "__init__.py").unlink()
        else:
            shutil.rmtree(package if how == "folder gone" else information)
        assert damage(installed) == "one"
    finally:
        for folder in (package, information):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(tmp_path / folder.name, folder)
    assert damage(installed) == ""


def test_an_environment_whose_files_were_never_listed_is_not_damaged(installed: Path, tmp_path: Path) -> None:
    kept = installed / ".venv" / "packages.txt"
    kept.rename(tmp_path / "packages.txt")
    try:
        assert not making.is_damaged(str(installed))
    finally:
        (tmp_path / "packages.txt").rename(kept)


@POSIX
@pytest.mark.parametrize("command", ["pdf", "test"])
def test_the_environment_of_another_folder_is_left_as_it_is(tmp_path: Path, command: str) -> None:
    other = project(tmp_path / "other", "echo never run")
    root = project(tmp_path / "root", "")
    shutil.rmtree(root / ".venv")
    (root / ".venv").symlink_to(other / ".venv")
    before = sorted((other / ".venv").rglob("*"))
    done = build(root, command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"is a link to {other / '.venv'}, made from other requirements" in done.stderr
    assert sorted((other / ".venv").rglob("*")) == before
    fresh(other, *LOCKS)
    assert build(root, "pdf").stdout == "never run\n"


@pytest.mark.slow
@POSIX
def test_two_at_once_make_it_once(tmp_path: Path) -> None:
    python = f'case "$*" in *install*) echo made >> {tmp_path}/calls; sleep 2;; *pdf*) echo ran;; esac'
    root = project(tmp_path / "root", python)
    command = [sys.executable, str(root / "build.py"), "pdf"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "ab"
    ]
    ended = [process.communicate() for process in both]
    assert [out for out, _ in ended] == ["ran\n", "ran\n"]
    assert (tmp_path / "calls").read_text() == "made\n"
    assert sum("waiting for it" in err for _, err in ended) == 1


INSIDE = """
import runpy, sys
sys.prefix = {prefix!r}
sys.argv = sys.orig_argv = [{program!r}, "pdf"]
runpy.run_path({program!r}, run_name="__main__")
"""


@POSIX
@pytest.mark.parametrize("failure", ["import no_such_module", "sys.exit(1)"])
@pytest.mark.parametrize("damaged", [True, False])
def test_a_failure_in_a_damaged_environment_is_repaired(tmp_path: Path, failure: str, damaged: bool) -> None:
    root = with_backproof(project(tmp_path, ""), failure)
    python = 'case "$*" in *record*|*prepare*|*compileall*) ;; '
    python += f"*damage.py*) echo {'one' if damaged else ''};; "
    python += f'*) echo "$@" >> {tmp_path}/calls;; esac'
    other = tmp_path / "other"
    other.mkdir()
    stand_in = fresh(project(other, python), *LOCKS) / ".venv"
    shutil.copytree(stand_in, root / ".venv")
    # The environment is made by a stand-in as well.
    program = str(root / "build.py")
    code = INSIDE.format(prefix=str(root / ".venv"), program=program)
    maker = tmp_path / "maker"
    maker.write_text(f'#!/bin/sh\ncp -r {stand_in} "$4"\n', encoding="utf-8")
    maker.chmod(0o755)
    code = f"import sys; sys.path.insert(0, {str(root)!r}); sys._base_executable = {str(maker)!r}\n{code}"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ("is damaged: one is incomplete" in done.stderr) == damaged
    if damaged:
        installed, repeated = (tmp_path / "calls").read_text().splitlines()
        assert "install --require-hashes" in installed
        assert repeated == "pdf"
    else:
        assert done.returncode == 1
        assert not (tmp_path / "calls").exists()


@POSIX
@pytest.mark.parametrize("failing", ["", "ruff", "mypy", "pytest"])
def test_the_tests_run_beside_the_check_of_types(tmp_path: Path, failing: str) -> None:
    python = f'echo "$@"; case "$*" in *-m\\ "{failing or "none"}"*) exit 5;; esac'
    root = fresh(project(tmp_path, f'case "$*" in *damage.py*) exit 0;; esac; {python}'), *LOCKS)
    done = build(root, "test", "-k", "one or two")
    expected = ["-m ruff check .", "-m ruff format --check .", "-m pytest -k one or two", "-m mypy"]
    assert done.stdout.splitlines() == expected[: 1 if failing == "ruff" else None]
    assert done.returncode == (5 if failing else 0)


@POSIX
def test_the_check_of_types_is_waited_for_and_told_whole(tmp_path: Path) -> None:
    slow = 'sleep 0.3; printf "found 1 error"; exit 1'
    root = fresh(
        project(tmp_path, f'case "$*" in -m\\ mypy) {slow};; -m\\ pytest) echo passed;; esac'), *LOCKS
    )
    done = build(root, "test")
    assert (done.stdout, done.returncode) == ("passed\nfound 1 error", 1)
