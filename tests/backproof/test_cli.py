"""The command line: the commands that it offers, its imports, and the handling of failures."""

import errno
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backproof import cli
from backproof.diagnostic import CheckError, Diagnostic, InputError
from backproof.homework import Homework, of_packages

ROOT = Path(__file__).parents[2]


def homework(load: Callable[..., Any] = lambda _: None) -> Homework:
    unused: Any = None
    return replace(of_packages(ROOT, "solutions", "figures"), load=load, terms=unused, solve=unused)


def raising(error: BaseException) -> Callable[..., Any]:
    def load(_: str | None) -> Any:
        raise error

    return load


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


def test_help_lists_every_command_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(homework(), []) == 0
    shown = capsys.readouterr().out
    assert cli.main(homework(), ["--help"]) == 0
    assert shown == capsys.readouterr().out
    there = {
        file.stem.rstrip("_").replace("_", "-")
        for file in (ROOT / "backproof" / "commands").rglob("[a-z]*.py")
    }
    assert there <= cli.COMMANDS.keys()
    for name in cli.COMMANDS:
        assert (f"  {name} " in shown) == (name in there)
    assert all(len(line) <= 100 for line in shown.splitlines())


def test_every_command_loads_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for file in sorted((ROOT / "backproof" / "commands").rglob("[a-z]*.py")):
        name = file.stem.rstrip("_").replace("_", "-")
        assert cli.main(homework(), [name, "--help"]) == 0
        assert f"Usage: build.py {name}" in capsys.readouterr().out


def test_what_the_homework_runs_itself_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    own = replace(homework(), own_commands={"test": "Run the tests."})
    assert cli.main(own, ["--help"]) == 0
    assert re.search(r"^  test +Run the tests\.$", capsys.readouterr().out, re.MULTILINE)
    assert cli.main(own, ["tset"]) == 2
    assert "did you mean 'test'?" in capsys.readouterr().err
    # build.py runs it before the command line is entered, unless an option comes first.
    assert cli.main(own, ["test", "-m", "slow"]) == 2
    assert cli.main(homework(), ["test"]) == 2


def test_help_imports_no_command() -> None:
    program = (
        "import sys; from backproof import cli; cli.main(None, ['--help']); "
        "heavy = ('backproof.commands.', 'backproof.pipeline', 'rich', 'numpy'); "
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(homework(), ["--version"]) == 0
    assert capsys.readouterr().out == f"backproof, version {cli.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pfd"], "error: there is no command 'pfd' (did you mean 'pdf'?)\n"),
        (["xyz"], "error: there is no command 'xyz' (see python build.py --help)\n"),
        (["pdf", "--trem", "x"], "error: no such option: --trem (did you mean '--term'?)\n"),
        (["pdf", "--term"], "error: option '--term' requires an argument (see python build.py pdf --help)\n"),
        (["pdf", "more"], "error: got unexpected extra argument (more) (see python build.py pdf --help)\n"),
    ],
)
def test_misuse(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert cli.main(homework(), arguments) == 2
    assert capsys.readouterr().err == message


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (InputError(Diagnostic("bad", "a.toml", 3, 4)), 2, "a.toml:3:4: error: bad\n"),
        (CheckError(Diagnostic("q1"), Diagnostic("q2")), 1, "error: q1\nerror: q2\n"),
        (OSError(errno.ENOSPC, "x", "out/a.pdf"), 1, "out/a.pdf: error: cannot be used: the disk is full\n"),
        (
            OSError(errno.EROFS, "x", "out"),
            1,
            "out: error: cannot be used: it lies on a read-only file system\n",
        ),
        # The line about it is written last of all, where the process ends.
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_how_a_failure_ends(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, message: str
) -> None:
    assert cli.main(homework(raising(error)), ["pdf"]) == status
    assert capsys.readouterr().err.lstrip("\n") == message


def test_an_unforeseen_error_names_one_frame(capsys: pytest.CaptureFixture[str]) -> None:
    load = raising(ZeroDivisionError("division by zero"))
    assert cli.main(homework(load), ["pdf"]) == 1
    reported = capsys.readouterr().err
    assert reported.startswith("tests/backproof/test_cli.py:")
    assert reported.endswith(
        "error: ZeroDivisionError: division by zero (--traceback shows how it came to this)\n"
    )
    assert cli.main(homework(load), ["pdf", "--traceback"]) == 1
    assert "Traceback (most recent call last):" in capsys.readouterr().err


def test_python_that_does_not_parse_is_told_at_its_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    details = (str(ROOT / "solutions" / "q9.py"), 3, 5, "x = = 1\n")
    assert cli.main(homework(raising(SyntaxError("invalid syntax", details))), ["pdf"]) == 2
    assert capsys.readouterr().err == "solutions/q9.py:3:5: error: SyntaxError: invalid syntax\n"


def test_errors_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(homework(raising(InputError(Diagnostic("bad", "a.toml", 3)))), ["pdf", "--json"]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["diagnostics"][0]["file"] == "a.toml"
    assert shown.err == ""


def test_a_reader_that_goes_away() -> None:
    program = "import sys; from backproof import cli; sys.exit(cli.main(None, ['--help']))"
    process = subprocess.Popen(
        [sys.executable, "-c", f"import time; time.sleep(0.2); {program}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 1
