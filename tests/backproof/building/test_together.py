"""Two commands at once in the real homework: neither spoils the other's work or waits in silence."""

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backproof.building.lock import WAITING

from .real_homework import EDITS, create
from .runs import build, from_nothing, outputs, start

pytestmark = pytest.mark.slow

FALL, TANH = "2025-fall", "example-tanh"
LONGEST = 300


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("real") / "homework")
    made = build(root)
    assert made.exit_code == 0, made.stderr
    return root


def told(process: subprocess.Popen[str]) -> str:
    """Return the standard error of a command that has ended well."""
    _, stderr = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, stderr
    return stderr


def wait_for(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_two_builds_of_one_term(homework: Path, tmp_path: Path) -> None:
    EDITS["term expression"].apply(homework, random.Random(1))
    both = [start(homework), start(homework)]
    assert sum(WAITING in told(process) for process in both) == 1
    assert outputs(homework) == from_nothing(homework, tmp_path / "elsewhere").outputs


def test_two_terms(homework: Path, tmp_path: Path) -> None:
    EDITS["wording of question 1"].apply(homework, random.Random(2))
    both = [start(homework, "pdf", "--term", name) for name in (FALL, TANH)]
    assert sum(WAITING in told(process) for process in both) == 1
    alone = tmp_path / "elsewhere"
    assert outputs(homework) == from_nothing(homework, alone).outputs
    assert build(alone, "pdf", "--term", TANH).exit_code == 0
    assert files(homework / "out" / "terms") == files(alone / "out" / "terms")


def test_a_build_beside_watch(homework: Path, tmp_path: Path) -> None:
    watching = start(homework, "watch")
    try:
        EDITS["term null space"].apply(homework, random.Random(3))
        for _ in range(2):
            told(start(homework))
        expected = from_nothing(homework, tmp_path / "elsewhere").outputs
        assert outputs(homework) == expected
        EDITS["wording of question 3"].apply(homework, random.Random(4))
        again = from_nothing(homework, tmp_path / "elsewhere").outputs
        wait_for(lambda: outputs(homework) == again)
    finally:
        watching.kill()
        watching.communicate()


@pytest.mark.parametrize("pause", [0.3, 1.0, 2.5])
def test_clean_beside_a_build(homework: Path, tmp_path: Path, pause: float) -> None:
    """The build fails in one line or succeeds; the next one is as if nothing had been."""
    EDITS["term span"].apply(homework, random.Random(int(10 * pause)))
    building = start(homework, "pdf", "--quiet")
    time.sleep(pause)
    told(start(homework, "clean"))
    _, stderr = building.communicate(timeout=LONGEST)
    assert building.returncode in (0, 1), stderr
    assert len(stderr.splitlines()) <= 1, stderr
    assert "Traceback" not in stderr
    made = build(homework)
    assert made.exit_code == 0, made.stderr
    assert made.outputs == from_nothing(homework, tmp_path / "elsewhere").outputs


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
