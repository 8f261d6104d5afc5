"""Files put into place whole."""

from __future__ import annotations

from pathlib import Path

from backproof.files.installing import install


def test_installing_replaces_in_one_step_and_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "out" / "a.pdf"
    install(b"old", target)
    install(b"new", target)
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_a_file_with_the_bytes_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    install(b"same", target)
    before = target.stat()
    install(b"same", target)
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_link_to_such_a_file_is_replaced(tmp_path: Path) -> None:
    elsewhere, target = tmp_path / "elsewhere", tmp_path / "a.json"
    install(b"same", elsewhere)
    target.symlink_to(elsewhere)
    install(b"same", target)
    assert not target.is_symlink()


def test_an_installed_file_is_readable_for_all(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    install(b"same", target)
    target.chmod(0o600)
    install(b"same", target)
    assert target.stat().st_mode & 0o777 == 0o644
