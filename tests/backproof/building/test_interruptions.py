"""Builds that are killed, meet one another, or find no room: the good PDF stays, the next build works."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .small_homework import build, create, edit, from_nothing, outputs

pytestmark = pytest.mark.slow

PDF = "TEST-assignment-1.pdf"


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("homework"))
    assert build(root).exit_code == 0
    return root


def start(root: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(root / "libraries")}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [sys.executable, "build.py", "pdf"], cwd=root, env=environment, encoding="utf-8", **streams
    )


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_a_build_that_is_killed(homework: Path, tmp_path: Path) -> None:
    """LONG_RUN in the environment is the number of kills of a longer run, SEED another beginning."""
    generator = random.Random(int(os.environ.get("SEED", "6")))
    kills = int(os.environ.get("LONG_RUN", "2"))
    good = outputs(homework)[PDF]
    for number in range(kills):
        what = generator.choice(["template", "term field", "plot module", "term title", "script"])
        edit(homework, what, 1000 + number)
        began = time.monotonic()
        process = start(homework)
        time.sleep(generator.uniform(0.02, 1.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        left = outputs(homework)[PDF]
        assert left.startswith(b"%PDF"), began
        made = build(homework)
        assert made.exit_code == 0, made.stderr
        # What the kill left is the PDF of before or the PDF of after, whole.
        assert left in (good, made.outputs[PDF])
        good = made.outputs[PDF]
    assert made.outputs == from_nothing(homework, tmp_path / "elsewhere").outputs
    assert not list((homework / "out").glob(".*"))


def test_two_builds_at_once(homework: Path, tmp_path: Path) -> None:
    edit(homework, "term title", 40)
    both = [start(homework), start(homework)]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sum("Waiting for another build to end" in stderr for _, stderr in told) == 1
    assert outputs(homework) == from_nothing(homework, tmp_path / "elsewhere").outputs


@pytest.mark.parametrize(
    ("step", "number", "words"),
    [
        ("lock.held", errno.EROFS, "it lies on a read-only file system"),
        ("Store.put", errno.ENOSPC, "the disk is full"),
        ("install", errno.ENOSPC, "the disk is full"),
    ],
)
def test_no_room_is_one_line(tmp_path: Path, step: str, number: int, words: str) -> None:
    """The fault is planted at the first, a middle and the last write into `out/`."""
    root = create(tmp_path)
    places = {
        "lock.held": (
            "backproof/building/lock.py",
            "    folder.mkdir(parents=True, exist_ok=True)\n",
            "    ",
        ),
        "Store.put": ("backproof/building/cache.py", "        file = self._file(step)\n", "        "),
        "install": ("backproof/tex/compile.py", "        staged.chmod(0o644)\n", "        "),
    }
    name, line, indent = places[step]
    text = (root / name).read_text("utf-8")
    assert line in text
    fault = f'{indent}raise OSError({number}, "planted", "out/here")\n'
    (root / name).write_text(text.replace(line, fault, 1), "utf-8", newline="\n")
    made = build(root, "pdf", "--quiet")
    assert (made.exit_code, made.outputs) == (1, {})
    assert made.stderr.splitlines() == [f"out/here: error: cannot be used: {words}"]
