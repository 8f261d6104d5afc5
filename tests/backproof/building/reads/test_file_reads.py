"""Files that a computation reads are recorded, and none that another thread reads meanwhile."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from backproof.building import file_reads


def test_what_a_thread_from_before_reads_is_not_recorded(tmp_path: Path) -> None:
    for name in ("own", "other", "helper"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    begun, done = Event(), Event()

    def read_meanwhile() -> None:
        begun.wait()
        (tmp_path / "other").read_text("utf-8")
        done.set()

    Thread(target=read_meanwhile).start()
    with file_reads.recorded(tmp_path) as found:
        begun.set()
        done.wait()
        (tmp_path / "own").read_text("utf-8")
        helper = Thread(target=lambda: (tmp_path / "helper").read_text("utf-8"))
        helper.start()
        helper.join()
    assert sorted(found) == ["file helper", "file own"]
