"""A script runs within bounds, leaves nothing behind, and its faults are told in its own file and line."""

import contextlib
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from backproof.diagnostic import InputError, ScriptError
from backproof.running.runner import Limits, Run, call_function, isolation, run_script

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own means are Linux's")
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX has resource limits")


def script(folder: Path, text: str) -> Path:
    path = folder / "homework.py"
    path.write_text(text, encoding="utf-8")
    return path


def run(folder: Path, text: str, **limits: float) -> Run:
    return run_script(script(folder, text), Limits(**limits), check=False)  # type: ignore[arg-type]


def fault(folder: Path, text: str, **limits: float) -> str:
    with pytest.raises(ScriptError) as caught:
        run_script(script(folder, text), Limits(**limits))  # type: ignore[arg-type]
    (found,) = caught.value.diagnostics
    return f"{found.line}: {found.message}\n{found.source}\n{found.notes}"


def test_output_numpy_and_a_clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    show = "print('é', np.ones(2), __name__, __file__)\nprint(dict(os.environ), os.listdir())"
    done = run(tmp_path, f"import os, numpy as np\n{show}")
    assert done.stdout.splitlines()[0] == "é [1. 1.] __main__ homework.py"
    assert "['homework.py']" in done.stdout
    assert "s3cret" not in done.stdout
    assert str(tmp_path) not in done.stdout
    assert (done.exit_code, done.stderr_tail, done.truncated, done.timed_out) == (0, "", False, False)


def test_the_same_script_prints_the_same_again(tmp_path: Path) -> None:
    text = "import os; print(hash('a'), {'x', 'y', 'z'}, os.getcwd())"
    assert run(tmp_path, text).stdout == run(tmp_path, text).stdout


def test_files_beside_the_script(tmp_path: Path) -> None:
    helper = tmp_path / "data" / "helper.py"
    helper.parent.mkdir()
    helper.write_text("VALUE = 7", encoding="utf-8")
    done = run_script(script(tmp_path, "import helper; print(helper.VALUE)"), files=[helper])
    assert done.stdout == "7\n"
    with pytest.raises(InputError, match=r"none\.py: error: cannot be read"):
        run_script(tmp_path / "none.py")


def test_a_failing_script_is_told_at_its_own_line(tmp_path: Path) -> None:
    told = fault(tmp_path, "def f(x):\n    return 1 / x\n\nf(0)\n")
    assert told.startswith(
        "2: the script failed with exit code 1: ZeroDivisionError: division by zero\n    return 1 / x"
    )
    assert told.endswith("'ZeroDivisionError: division by zero')")
    assert "confined" not in told
    assert "2: the script failed with exit code 1: SyntaxError" in fault(tmp_path, "x = 1\ny = = 2")
    assert "the script failed with exit code 3" in fault(tmp_path, "import sys; sys.exit(3)")


def test_a_hanging_script(tmp_path: Path) -> None:
    started = time.perf_counter()
    told = fault(tmp_path, "print('x', flush=True)\nwhile True: pass", seconds=0.7)
    assert "the script was stopped: it had not ended after 0.7 s" in told
    assert time.perf_counter() - started < 3


def test_endless_output_is_cut_while_it_streams(tmp_path: Path) -> None:
    done = run(tmp_path, "print('é' * 200_000)", output_kb=8)
    assert done.truncated
    assert done.stdout == "é" * 4096
    assert done.exit_code == 0


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_flood_is_stopped(tmp_path: Path, stream: str) -> None:
    flood = f"import sys\nwhile True: print('x' * 10_000, file=sys.{stream})"
    started = time.perf_counter()
    assert "the script was stopped: it printed more than 16 MB" in fault(tmp_path, flood, output_kb=8)
    assert time.perf_counter() - started < 5


@POSIX
def test_memory(tmp_path: Path) -> None:
    assert "the script needs more than its 200 MB" in fault(tmp_path, "x = bytearray(10**9)", memory_mb=200)


@POSIX
def test_file_size(tmp_path: Path) -> None:
    text = "f = open('big', 'wb')\nfor _ in range(100): f.write(bytes(2**20))\nf.close()"
    assert "OSError: [Errno 27] File too large" in fault(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("open({outside!r}, 'w')", "PermissionError: the script may write into its own folder, not to"),
        ("import os; os.mkdir({outside!r})", "PermissionError: the script may change its own folder, not"),
        (
            "import os; os.symlink('/', 'up'); open('up' + {outside!r}, 'w')",
            "may change its own folder, not '/'",
        ),
        (
            "import subprocess; subprocess.run(['ls'])",
            "PermissionError: the script may not start or stop processes",
        ),
        ("import os; os.system('ls')", "PermissionError: the script may not start or stop processes"),
        (
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "PermissionError: the script may not use the",
        ),
        (
            "__import__('sy' + 'mpy')",
            "ImportError: the script may import numpy and the standard library, not 'sympy'",
        ),
        (
            "import backproof.running.runner",
            "the script may import numpy and the standard library, not 'backproof.running.runner'",
        ),
    ],
)
def test_what_a_script_may_not_do(tmp_path: Path, text: str, message: str) -> None:
    outside = tmp_path / "outside"
    told = fault(tmp_path, text.format(outside=str(outside)))
    assert message in told
    assert "confined.py" not in told
    assert not outside.exists()


# libc is called past Python's audit events, so that what holds here is held by the kernel.
LIBC = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"


@LINUX
def test_the_kernel_keeps_writing_inside(tmp_path: Path) -> None:
    if not isolation().files:
        pytest.skip("this kernel has no Landlock")
    outside = tmp_path / "outside"
    done = run(
        tmp_path,
        LIBC + f"print(libc.creat({str(outside).encode()!r}, 0o644), libc.creat(b'inside', 0o644) > 0)",
    )
    assert done.stdout == "-1 True\n"
    assert not outside.exists()


@LINUX
def test_the_kernel_keeps_the_network_away(tmp_path: Path) -> None:
    if not isolation().network:
        pytest.skip("this kernel lets no ordinary process leave the network")
    done = run(tmp_path, "import socket; print([name for _, name in socket.if_nameindex()])")
    # Where system calls are refused, there isn't even a socket to ask with.
    assert done.stdout == ("" if isolation().calls else "['lo']\n")


@LINUX
@pytest.mark.parametrize("end", ["", "while True: pass"])
def test_no_child_outlives_the_script(tmp_path: Path, end: str) -> None:
    if not isolation().processes:
        pytest.skip("this kernel gives no process namespace")
    marker = f"marker-{os.getpid()}-{time.monotonic_ns()}"
    orphan = f"bp{time.monotonic_ns() % 10**12}"
    text = f"""{LIBC}
import time
if libc.fork() == 0:
    libc.setsid()
    if libc.fork() == 0:
        libc.prctl(15, b"{orphan}", 0, 0, 0)
        time.sleep(60)
    while True: time.sleep(1)
print("{marker}", flush=True)
{end}
"""
    started = time.perf_counter()
    done = run(tmp_path, text, seconds=1)
    assert marker in done.stdout
    assert time.perf_counter() - started < 3
    # The kernel ends a namespace's processes a moment after its first one.
    deadline = time.monotonic() + 2
    while orphan in running() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert orphan not in running()


def running() -> set[str]:
    """The names of all processes."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            found.add(file.read_text().strip())
    return found


GRADIENT = """
import numpy as np
def gradient(x, W):
    return 2 * W.T @ W @ x, x.T
def single(x): return x[0, 0] * 2
def broken(x): return "no"
def fails(x):
    if x.size == 1:
        raise ValueError("one")
    return x
if __name__ == "__main__":
    raise SystemExit("not to be run")
"""


def test_a_function_is_called_with_many_sets_at_once(tmp_path: Path) -> None:
    path = script(tmp_path, GRADIENT)
    x, W = np.array([[1.0], [1 / 3]]), np.array([[1.0, 2.0]])
    (one, two) = call_function(path, "gradient", [[x, W], [[[3]], [[4j]]]]).returned
    np.testing.assert_array_equal(one[0], 2 * W.T @ W @ x)
    assert one[1].shape == (1, 2)
    assert two[0] == -96
    assert call_function(path, "single", [[[[1.5]]]]).returned[0][0].shape == ()


def test_a_function_that_fails(tmp_path: Path) -> None:
    path = script(tmp_path, GRADIENT)
    with pytest.raises(ScriptError, match=r"ValueError: one") as caught:
        call_function(path, "fails", [[np.ones((2, 1))], [np.ones((1, 1))]])
    (found,) = caught.value.diagnostics
    assert found.line == 9
    assert "argument set 2, shapes [(1, 1)]" in str(found.notes)
    with pytest.raises(ScriptError, match="the function returned str, expected arrays of numbers"):
        call_function(path, "broken", [[np.ones((2, 1))]])
    with pytest.raises(ScriptError, match="'gradeint' is not a function"):
        call_function(path, "gradeint", [[]])
    with pytest.raises(ScriptError, match="the script ended before 'f' was called"):
        call_function(script(tmp_path, "import sys; sys.exit(0)"), "f", [[]])
