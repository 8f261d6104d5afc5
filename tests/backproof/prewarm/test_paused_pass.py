"""A pass that has begun gives what a whole one gives, or is given up without a trace."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from backproof.prewarm import paused_pass
from backproof.prewarm.paused_pass import PausedPass, begin_document
from backproof.tex.compile import Compiled, DocumentError, compile_document
from backproof.tex.engine import find_engine
from tests.backproof.typeset import document

pytestmark = pytest.mark.skipif(not paused_pass.POSSIBLE, reason="a pipe can't lie in a folder here")
ENGINE = find_engine()
PARAGRAPHS = [rf"\section{{Part {n}}}\label{{p{n}}} {'Some words. ' * 90}" for n in range(12)]
SOURCE = document("\\tableofcontents\n\n" + "\n\n".join(PARAGRAPHS) + "\n\nSee \\pageref{p11}. @data@\n")
EDITED = SOURCE.replace("Part 9", "Piece 9").replace("@data@", r"\input{data.tex}")
DATA = {"data.tex": b"Data."}
LINES = SOURCE.count("\n") + 1


@pytest.fixture(scope="module")
def built_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the document was typeset."""
    folder = tmp_path_factory.mktemp("before")
    built(folder, SOURCE)
    return folder


@pytest.fixture
def folder(tmp_path: Path, built_before: Path) -> Iterator[Path]:
    shutil.copytree(built_before, tmp_path, dirs_exist_ok=True)
    yield tmp_path
    assert not list(tmp_path.glob(".*"))
    assert not running_below(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], bytes]:
    """The bytes of a document typeset in whole passes, elsewhere, each once."""

    @cache
    def typeset(source: str, epoch: int) -> bytes:
        return built(tmp_path_factory.mktemp("elsewhere"), source, epoch=epoch).pdf

    return typeset


def built(folder: Path, source: str = EDITED, start: PausedPass | None = None, epoch: int = 0) -> Compiled:
    return compile_document(ENGINE, source, DATA, folder, epoch=epoch, head_start=start)


def begun(folder: Path, lines: int, source: str = SOURCE) -> PausedPass:
    start = begin_document(ENGINE, source, DATA, folder, lines=lines)
    assert start
    return start


def running_below(folder: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if Path(process / "cwd").readlink().is_relative_to(folder):
                found.append(process.name)
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("lines", [0, 1, LINES // 2, SOURCE[: SOURCE.index("Part 9")].count("\n")])
def test_it_gives_the_bytes_of_a_whole_pass(
    folder: Path, whole: Callable[[str, int], bytes], lines: int
) -> None:
    start = begun(folder, lines)
    assert start.process.poll() is None
    made = built(folder, start=start)
    assert start.process.returncode == 0
    assert made.pdf == whole(EDITED, 0)


def test_it_serves_where_nothing_has_changed(folder: Path) -> None:
    whole = built(folder, SOURCE)
    made = built(folder, SOURCE, begun(folder, LINES - 3))
    assert (made.pdf, made.passes) == (whole.pdf, 1)


def test_no_file_that_was_opened_after_its_end_is_closed(folder: Path, tmp_path: Path) -> None:
    """The number of a descriptor that is closed goes to the next file, which may be another thread's."""
    start = begun(folder, LINES - 3)
    with start:
        used = start.pipe.fileno()
        start.finish(SOURCE.partition("\n\\begin{document}\n")[2] or SOURCE)
        opened = [(tmp_path / "other").open("w") for _ in range(used + 8)]
        assert used in {file.fileno() for file in opened}
    for file in opened:
        file.close()


def spoil_an_earlier_line(folder: Path) -> tuple[PausedPass, str, int]:
    return begun(folder, LINES - 3), EDITED, 0


def spoil_the_date(folder: Path) -> tuple[PausedPass, str, int]:
    return begun(folder, 3), EDITED, 86400


def spoil_the_carried_files(folder: Path) -> tuple[PausedPass, str, int]:
    start = begun(folder, 3)
    built(folder, EDITED.replace("Part 3", "Another 3"))
    return start, EDITED, 0


def spoil_a_file_beside_it(folder: Path) -> tuple[PausedPass, str, int]:
    start = begin_document(ENGINE, SOURCE, {"data.tex": b"Other."}, folder, lines=3)
    assert start
    return start, EDITED, 0


def spoil_its_folder(folder: Path) -> tuple[PausedPass, str, int]:
    start = begun(folder, 3)
    while start.job.scratch.exists():
        # TeX may be at work there.
        shutil.rmtree(start.job.scratch, ignore_errors=True)
    return start, EDITED, 0


def spoil_the_process(folder: Path) -> tuple[PausedPass, str, int]:
    start = begun(folder, 3)
    start.process.kill()
    start.process.wait()
    return start, EDITED, 0


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "spoil",
    [
        spoil_an_earlier_line,
        spoil_the_date,
        spoil_the_carried_files,
        spoil_a_file_beside_it,
        spoil_its_folder,
        spoil_the_process,
    ],
)
def test_one_that_does_not_fit_is_given_up(folder: Path, whole: Callable[[str, int], bytes], spoil) -> None:  # type: ignore[no-untyped-def]
    start, source, epoch = spoil(folder)
    made = built(folder, source, start, epoch)
    assert start.process.poll() is not None
    assert made.pdf == whole(source, epoch)


def test_an_error_is_told_at_its_line(folder: Path) -> None:
    faulty = EDITED.replace(r"\input{data.tex}", r"\undefinedmacro")
    with pytest.raises(DocumentError) as caught:
        built(folder, faulty, begun(folder, LINES // 2))
    line = caught.value.entries[0].line
    assert line
    assert r"\undefinedmacro" in faulty.splitlines()[line - 1]


@pytest.mark.slow
def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    """An owner that is killed can't give it up; the next build removes what it left."""
    built(tmp_path, SOURCE)
    (tmp_path / "source.tex").write_text(SOURCE, encoding="utf-8")
    program = f"""
import sys, time
from pathlib import Path
from backproof.prewarm.paused_pass import begin_document
from backproof.tex.engine import find_engine
folder = Path({str(tmp_path)!r})
source = (folder / "source.tex").read_text(encoding="utf-8")
assert begin_document(find_engine(), source, {{"data.tex": b"Data."}}, folder, lines={LINES // 2})
print("begun", flush=True)
time.sleep(60)
"""
    owner = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert owner.stdout
    with owner.stdout:
        assert owner.stdout.readline() == b"begun\n"
        assert running_below(tmp_path)
        os.kill(owner.pid, signal.SIGKILL)
        owner.wait()
    until = time.monotonic() + 20
    while running_below(tmp_path) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running_below(tmp_path)
    assert list(tmp_path.glob(".waiting-*"))
    built(tmp_path)
    assert not list(tmp_path.glob(".*"))
