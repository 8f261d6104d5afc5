"""Files in `out/` that this user's own builds did not make are not believed, and never executed."""

from __future__ import annotations

import hashlib
import marshal
import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from backproof import seal
from backproof.building import plain_data, records, sources
from backproof.building.cache import Store
from backproof.tex import scratch
from backproof.tex.job import NAME
from backproof.writing import kept


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the rest of the test be run by another user, with a key of their own."""
    monkeypatch.setattr(seal, "_known", [])
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "stranger"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "stranger"))


@pytest.mark.usefixtures("stranger")
def test_a_key_is_made_once_and_is_the_users_alone() -> None:
    first = seal.of(b"content", "name")
    seal._known.clear()
    assert seal.of(b"content", "name") == first
    assert seal.is_valid(first, b"content", "name")
    assert not seal.is_valid(first, b"content", "other")
    assert not seal.is_valid(first, b"contents", "name")
    if os.name == "posix":
        assert (Path(seal.folder()) / "key").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("fault", ["absent", "short", "folder"])
def test_without_a_usable_key_nothing_fails(fault: str) -> None:
    place = Path(seal.folder())
    if fault == "absent":
        place.parent.mkdir(parents=True)
        place.write_bytes(b"a file where the folder should be")
    else:
        place.mkdir(parents=True)
        (place / "key").mkdir() if fault == "folder" else (place / "key").write_bytes(b"short")
    assert seal.is_valid(seal.of(b"content", "name"), b"content", "name")


def test_a_forged_entry_is_a_miss(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("answer q1", {}, 2)
    (file,) = tmp_path.glob("*.entry")
    assert store.get("answer q1") is not None
    forged = plain_data.dumps(({}, 3))
    for mark in (hashlib.sha256(forged).hexdigest(), hashlib.blake2b(forged, digest_size=32).hexdigest()):
        file.write_bytes(mark.encode() + b"\n" + forged)
        assert store.get("answer q1") is None


def test_entries_cannot_be_exchanged(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("answer q1", {}, 2)
    (one,) = tmp_path.glob("*.entry")
    content = one.read_bytes()
    one.unlink()
    store.put("answer q2", {}, 3)
    (two,) = tmp_path.glob("*.entry")
    two.write_bytes(content)
    assert store.get("answer q2") is None


def test_a_forged_record_is_a_miss(tmp_path: Path) -> None:
    place = str(tmp_path / "record.json")
    records.write_file(place, {"built": "mine"})
    assert records.read_file(place) == {"built": "mine"}
    content = b'{"built": "theirs"}'
    Path(place).write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
    assert records.read_file(place) is None


def test_forged_bytecode_is_a_miss(tmp_path: Path) -> None:
    file = tmp_path / "template"
    kept.write(file, b"mine")
    assert kept.read(file) == b"mine"
    code = marshal.dumps(compile("raise SystemExit(42)", "forged", "exec"))
    file.write_bytes(hashlib.sha256(code).digest() + code)
    assert kept.read(file) is None


def test_another_users_files_are_misses(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    Store(tmp_path / "kept").put("answer q1", {}, 2)
    kept.write(tmp_path / "template", b"theirs")
    request.getfixturevalue("stranger")
    assert Store(tmp_path / "kept").get("answer q1") is None
    assert kept.read(tmp_path / "template") is None


def test_forged_aux_files_are_not_run(tmp_path: Path) -> None:
    seed, target, next_target = tmp_path / "seed", tmp_path / "target", tmp_path / "next"
    for folder in (target, next_target):
        folder.mkdir()
    (target / f"{NAME}.aux").write_text(r"\relax", encoding="utf-8")
    scratch.keep(target, seed)
    assert scratch.plant(seed, next_target)
    (seed / f"{NAME}.aux").write_text(r"\gdef\answerbox#1{42}", encoding="utf-8")
    assert not scratch.plant(seed, next_target)
    assert (next_target / f"{NAME}.aux").read_text(encoding="utf-8") == r"\relax"


def test_bytecode_of_a_module_with_other_content_is_dropped_whatever_its_time(tmp_path: Path) -> None:
    module = tmp_path / "solving" / "one.py"
    module.parent.mkdir()
    module.write_text("VALUE = 1\n", encoding="utf-8")
    os.utime(module, (1e9, 1e9))
    compiled = Path(py_compile.compile(str(module)) or "")
    tree = sources.Tree(str(tmp_path), ("solving",))
    sources.drop_doubtful_bytecode(tree, records.edited(tree))
    assert compiled.is_file()
    module.write_text("VALUE = 2\n", encoding="utf-8")
    os.utime(module, (1e9, 1e9))
    sources.drop_doubtful_bytecode(tree, records.edited(tree))
    assert not compiled.exists()


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "device", "large"])
def test_a_source_that_is_no_file_is_told_before_it_is_opened(tmp_path: Path, kind: str) -> None:
    if os.name != "posix":
        pytest.skip("such files are POSIX's")
    place = tmp_path / "author.toml"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    elif kind == "large":
        with place.open("wb") as file:
            file.truncate(40 * 2**20)
    else:
        place.symlink_to(place if kind == "loop" else "/dev/zero")
    tree = sources.Tree(str(tmp_path), ())
    odd = tree.irregular()
    assert odd is not None
    assert odd[0] == str(place)
    assert kind == "large" or tree.digests()["author.toml"] == "absent"


@pytest.mark.parametrize("name", ["solving/one.py", "templates/summary.tex.j2", "solving/terms/a.toml"])
def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name / "inner").mkdir(parents=True)
    assert sources.Tree(str(tmp_path), ("solving",)).irregular() == (str(tmp_path / name), "is a folder")


def test_links_to_folders_above_are_not_walked(tmp_path: Path) -> None:
    inner = tmp_path / "solving" / "inner"
    inner.mkdir(parents=True)
    (inner / "one.py").touch()
    for name in "abc":
        (inner / name).symlink_to(tmp_path / "solving")
    assert "solving/inner/one.py" in sources.Tree(str(tmp_path), ("solving",)).files()


def test_temporary_folders_of_dead_processes_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f"backproof-{dead.pid}-a", f"backproof-{os.getpid()}-b", "backproof-other", "foreign"):
        (tmp_path / name).mkdir()
    scratch.sweep_temporary()
    left = {f"backproof-{os.getpid()}-b", "backproof-other", "foreign"}
    assert {path.name for path in tmp_path.iterdir()} == left
