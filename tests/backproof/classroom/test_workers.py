"""Classes made by processes of their own: the same bytes from any number of them, killed or not."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backproof.classroom.copying import Copy
from backproof.classroom.order import Order
from backproof.classroom.roster import Student
from backproof.classroom.session import order_of
from backproof.classroom.workers.cluster import Cluster
from backproof.classroom.workers.distributing import copies
from backproof.classroom.workers.pool import LocalPool
from backproof.diagnostic import InputError
from backproof.homework import Homework

from .small_class import REPOSITORY, VARIED, create, roster

pytestmark = pytest.mark.slow

NAMES = ("Ada", "Émilie", "Emmy", "Blaise", "Carl")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("workers") / "homework")


def start(root: Path, file: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "build.py", "class", str(file), "--term", VARIED, *options]
    return subprocess.Popen(
        command,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def run(root: Path, file: Path, *options: str) -> str:
    running = start(root, file, *options)
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0, err
    return out


def made(root: Path) -> dict[str, bytes]:
    """All files of the students, by their path."""
    place = root / "out" / "class" / VARIED / "copies"
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in place.rglob("*.*")}


def done(root: Path) -> list[str]:
    file = root / "out" / "class" / VARIED / "results.sqlite"
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            return [id for (id,) in database.execute("SELECT id FROM students WHERE state='done'")]
    except sqlite3.OperationalError:
        return []


def test_workers_and_order_change_no_byte(root: Path) -> None:
    file = roster(root, *NAMES)
    run(root, file, "--workers", "1", "--html", "--zip")
    once, packed = made(root), (root / "out" / "class" / VARIED / "copies.zip").stat().st_size
    assert len(once) == len(NAMES) * len({Path(name).name for name in once})
    head, *rows = file.read_text("utf-8").splitlines()
    random.Random(1).shuffle(rows)
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    run(root, file, "--workers", "3", "--html", "--zip")
    assert made(root) == once
    assert (root / "out" / "class" / VARIED / "copies.zip").stat().st_size == packed


def test_a_killed_class_is_resumed(root: Path) -> None:
    """Copies that were there are not made again, and at the end all is as if nothing had happened."""
    file = roster(root, *NAMES)
    run(root, file, "--workers", "2")
    once = made(root)
    running = start(root, file, "--workers", "2")
    while len(done(root)) not in (1, 2, 3):
        assert running.poll() is None, "the class was made before it could be killed"
        time.sleep(0.01)
    running.kill()
    running.communicate()
    before = done(root)
    assert f"{len(NAMES) - len(before)} made" in run(root, file, "--workers", "2", "--resume")
    assert made(root) == once
    assert "0 made" in run(root, file, "--resume")


def ordered(root: Path) -> Order:
    homework = Homework.of(root, solutions="class_answers", figures="class_art")
    term = homework.load(VARIED)
    return order_of(homework, term, engine="embedded", audiences=("solution",), pages=False)


STUDENTS = [Student(f"s{number}", "A") for number in range(8)]


def require_all_once(found: list[Copy]) -> None:
    assert Counter(copy.student.id for copy in found) == Counter(one.id for one in STUDENTS)
    assert not [fault for copy in found for fault in copy.faults]


def test_a_killed_worker_of_the_pool_loses_nothing(root: Path) -> None:
    workers, found = LocalPool(2), []
    try:
        for copy in copies(workers, ordered(root), STUDENTS):
            found.append(copy)
            if len(found) == 1:
                os.kill(next(iter(workers._pool._processes)), signal.SIGKILL)
    finally:
        workers.end()
    require_all_once(found)


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A Dask cluster of three processes on this machine."""
    import distributed

    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


def test_a_killed_worker_of_the_cluster_loses_nothing(root: Path, cluster: Any) -> None:
    workers, found = Cluster(cluster.scheduler_address), []
    try:
        for copy in copies(workers, ordered(root), STUDENTS):
            found.append(copy)
            if len(found) == 1:
                pids = workers._client.run(os.getpid)
                os.kill(next(iter(pids.values())), signal.SIGKILL)
    finally:
        workers.end()
    require_all_once(found)


def test_a_cluster_makes_the_same_bytes(root: Path, cluster: Any) -> None:
    file = roster(root, *NAMES)
    run(root, file, "--workers", "1")
    once = made(root)
    run(root, file, "--scheduler", cluster.scheduler_address)
    assert made(root) == once


def test_an_address_without_a_scheduler_is_told() -> None:
    with pytest.raises(InputError, match=r"there is no scheduler at tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9")
