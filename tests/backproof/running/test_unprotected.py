"""On a system that confines less, one's own script runs with a warning, and another person's is refused."""

import platform
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from backproof.commands import pdf
from backproof.diagnostic import InputError
from backproof.running import unprotected
from backproof.running.confinement import Isolation
from tests.conftest import ROOT

FULL = Isolation(**{field.name: True for field in fields(Isolation)})
# What POSIX offers without Linux's own means, and what Windows does.
MACOS = replace(Isolation(), limits=True)
# An old kernel: Landlock, namespaces and seccomp's second filter do not exist there.
OLD_KERNEL = """
import ctypes, sys
from pathlib import Path
from backproof.running import system_calls
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)
numbers = (272, 317, 444, 445, 446)
rules = system_calls._answered(numbers, system_calls._REFUSED)
assert system_calls._install(libc, system_calls._program(0xC000003E, rules))
from backproof.running.runner import run_script
from backproof.running.unprotected import reach, reach_warnings
done = run_script(Path(sys.argv[1]))
print(done.stdout, *reach(done.isolation), len(list(reach_warnings(done.isolation, "own.py"))), sep="|")
"""


def test_full_confinement_says_nothing() -> None:
    assert list(unprotected.reach_warnings(FULL, "own.py")) == []


@pytest.mark.parametrize("missing", [field.name for field in fields(Isolation)])
def test_whatever_is_missing_is_named(missing: str) -> None:
    found = replace(FULL, **{missing: False})
    # A system call filter refuses sockets, with or without a network of its own.
    expected = 0 if missing == "network" else 1
    warnings = list(unprotected.reach_warnings(found, "own.py"))
    assert [w.severity for w in warnings] == ["warning"] * expected


@pytest.mark.parametrize("found", [MACOS, Isolation()])
def test_the_script_of_another_is_refused_there(found: Isolation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprotected, "isolation", lambda: found)
    with pytest.raises(InputError, match="read files elsewhere") as caught:
        pdf.command.main(["--untrusted"], standalone_mode=False, obj=None)
    assert "--unconfined" in (caught.value.diagnostics[0].hint or "")
    # Beyond the refusal the homework is loaded, which is none here.
    with pytest.raises(AttributeError):
        pdf.command.main(["--untrusted", "--unconfined"], standalone_mode=False, obj=None)


@pytest.mark.skipif((sys.platform, platform.machine()) != ("linux", "x86_64"), reason="system calls' numbers")
def test_on_an_old_kernel_a_script_runs_under_what_there_is(tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    own.write_text("print(6 * 7)", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OLD_KERNEL, str(own)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("42\n|")
    assert "read files elsewhere" in done.stdout
    assert done.stdout.rstrip().endswith("|1")
