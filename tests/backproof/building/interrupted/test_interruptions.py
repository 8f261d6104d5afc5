"""Builds that are killed, meet one another, or find no room: the good PDF stays, the next build works."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from backproof.building import lock

from .. import processes
from ..runs import build, from_nothing, outputs, start
from ..small_homework import create, edit

pytestmark = pytest.mark.slow

PDF = "TEST-assignment-1.pdf"
KILLED = ("template", "term field", "plot module", "term title", "script")
# A second for what runs on after its build was killed to notice, and more where other tests hold the cores.
SOON = 5


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("homework"))
    assert build(root).exit_code == 0
    return root


@pytest.fixture
def files() -> Iterator[Path]:
    """Provide a temporary folder whose path is short enough for a socket in it."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        yield Path(folder)


def kills() -> int:
    """LONG_RUN in the environment is the number of kills of a longer run, SEED another beginning."""
    return int(os.environ.get("LONG_RUN", "8"))


def kill(process: subprocess.Popen[str], *, whole_group: bool) -> None:
    if whole_group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.skipif(not processes.PROC.is_dir(), reason="orphans are found by /proc")
def test_a_build_that_is_killed(homework: Path, tmp_path: Path, files: Path) -> None:
    """At any moment, cold or edited, alone or with its group: the last good PDF, no orphan, no litter."""
    generator = random.Random(int(os.environ.get("SEED", "6")))
    good = outputs(homework)[PDF]
    for number in range(kills()):
        edit(homework, generator.choice(KILLED), 1000 + number)
        if generator.random() < 0.3:
            shutil.rmtree(homework / "out/build")
        process = start(homework, TMPDIR=str(files))
        time.sleep(generator.uniform(0.02, 2.0))
        kill(process, whole_group=generator.random() < 0.5)
        assert processes.all_gone(homework, SOON) == {}, number
        left = outputs(homework)[PDF]
        made = build(homework, TMPDIR=str(files))
        assert made.exit_code == 0, made.stderr
        # What the kill left is the PDF of before or the PDF of after, whole.
        assert left in (good, made.outputs[PDF])
        good = made.outputs[PDF]
    edit(homework, "template", 1999)
    made = build(homework, TMPDIR=str(files))
    assert list(files.iterdir()) == []
    assert made.outputs == from_nothing(homework, tmp_path / "elsewhere").outputs
    assert litter(homework) == set()


@pytest.mark.skipif(not processes.PROC.is_dir(), reason="orphans are found by /proc")
@pytest.mark.parametrize(
    ("number", "word"),
    [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated"), (signal.SIGHUP, "terminated")],
)
def test_a_command_that_is_interrupted(
    homework: Path, files: Path, number: signal.Signals, word: str
) -> None:
    """At any moment, alone or with its group as by Ctrl-C: one line, the signal's exit code, nothing left."""
    generator = random.Random(int(os.environ.get("SEED", "6")))
    for turn in range(kills()):
        edit(homework, generator.choice(KILLED), 5000 + turn)
        if generator.random() < 0.3:
            shutil.rmtree(homework / "out/build", ignore_errors=True)
        process = start(homework, generator.choice(("pdf", "check", "watch")), TMPDIR=str(files))
        # Python itself takes this long until it runs the first line of build.py.
        time.sleep(generator.uniform(0.2, 2.0))
        interrupt = os.killpg if generator.random() < 0.5 else os.kill
        interrupt(process.pid, number)
        _, told = process.communicate(timeout=60)
        assert process.returncode in ((128 + number,) if word in told else (0,)), told
        assert told.count("error: ") == told.count(f"error: {word}\n") <= 1, told
        assert "Traceback" not in told
        assert "resource_tracker" not in told
        assert processes.all_gone(homework, SOON) == {}, turn
        assert list(files.iterdir()) == []
    assert build(homework).exit_code == 0


def litter(root: Path) -> set[str]:
    """Files that no build needs: hidden ones other than the lock, and staged ones."""
    staged = (
        path for path in (root / "out").rglob("*") if path.name.startswith(".") and path.name != ".lock"
    )
    records = (root / "out/build/records").glob("*.json.*")
    return {path.relative_to(root).as_posix() for path in (*staged, *records)}


@pytest.mark.skipif(not processes.PROC.is_dir(), reason="orphans are found by /proc")
def test_a_watch_that_is_killed(homework: Path, tmp_path: Path) -> None:
    generator = random.Random(int(os.environ.get("SEED", "6")))
    for number in range(max(2, kills() // 4)):
        watching = start(homework, "watch")
        time.sleep(generator.uniform(0.3, 1.0))
        edit(homework, generator.choice(KILLED), 3000 + number)
        time.sleep(generator.uniform(0.02, 1.0))
        before = outputs(homework)[PDF]
        kill(watching, whole_group=generator.random() < 0.5)
        assert processes.all_gone(homework, SOON) == {}, number
        left = outputs(homework)[PDF]
        made = build(homework)
        assert made.exit_code == 0, made.stderr
        assert left in (before, made.outputs[PDF])
    # A build that has nothing to do does nothing; the next that has something removes what was left.
    edit(homework, "template", 3999)
    made = build(homework)
    assert made.outputs == from_nothing(homework, tmp_path / "elsewhere").outputs
    assert litter(homework) == set()


def test_a_temporary_folder_far_down(homework: Path, files: Path) -> None:
    """No socket can be made there."""
    (deep := files / ("deep" * 30)).mkdir()
    shutil.rmtree(homework / "out/build")
    made = build(homework, TMPDIR=str(deep))
    assert made.exit_code == 0, made.stderr
    assert list(deep.iterdir()) == []


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
            "        place.parent.mkdir(parents=True, exist_ok=True)\n",
            "        ",
        ),
        "Store.put": (
            "backproof/building/cache.py",
            "        content = plain_data.dumps((facts, value))\n",
            "        ",
        ),
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


@contextmanager
def mounted(place: Path, options: str) -> Iterator[None]:
    """A file system in memory at `place`, where the tests may make one; else the test is skipped."""
    command = ["mount", "-t", "tmpfs", "-o", options, "backproof-test", str(place)]
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a file system")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("room", [0, 64, 512, 1536, 5120])
def test_a_full_disk(tmp_path: Path, room: int) -> None:
    """However far a build gets with so many KB: one line, exit code 1, the PDF of before; then it goes on."""
    root = create(tmp_path / "homework")
    (root / "out").mkdir()
    with mounted(root / "out", "size=64m"):
        good = build(root).outputs
        shutil.rmtree(root / "out/build")
        edit(root, "template", 6)
        fill(root / "out/.filler", leaving=room * 1024)
        made = build(root, "pdf", "--quiet")
        assert (made.exit_code, made.outputs) == (1, good), made.stderr
        assert len(made.stderr.splitlines()) == 1, made.stderr
        assert "the disk is full" in made.stderr
        (root / "out/.filler").unlink()
        mended = build(root)
        assert mended.exit_code == 0, mended.stderr
        assert mended.outputs == from_nothing(root, tmp_path / "elsewhere").outputs
        assert litter(root) == set()


def fill(file: Path, *, leaving: int) -> None:
    """Take the room of a file system but for so many bytes."""
    with file.open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, shutil.disk_usage(file.parent).free - leaving)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    root = create(tmp_path / "homework")
    (root / "out").mkdir()
    with mounted(root / "out", "size=64m"):
        good = build(root).outputs
        subprocess.run(["mount", "-o", "remount,ro", str(root / "out")], check=True)
        assert build(root).exit_code == 0, "nothing has changed, so nothing has to be written"
        edit(root, "term field", 6)
        made = build(root, "pdf", "--quiet")
        assert (made.exit_code, made.outputs) == (1, good)
        assert made.stderr.splitlines() == [
            f"{root}/out/build/.lock: error: cannot be used: it lies on a read-only file system"
        ]


def test_what_was_half_written_beside_any_published_file_is_swept(tmp_path: Path) -> None:
    """The names are those that `install` gives; an author's own hidden files stay."""
    names = ["homework.pdf", "homework.html", "homework.zip", "answers.json", "proof.json", "verify.py"]
    for name in names:
        handle, _ = tempfile.mkstemp(dir=tmp_path, prefix=f".{name}.")
        os.close(handle)
    (tmp_path / ".gitignore").write_text("*", encoding="utf-8")
    with lock.held(tmp_path, tmp_path, lambda _: nullcontext()):
        assert {path.name for path in tmp_path.iterdir()} == {".gitignore", "build"}
