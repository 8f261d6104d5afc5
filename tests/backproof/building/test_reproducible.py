"""The same sources give the same bytes, wherever, whenever and however they are built."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from . import real_homework, small_homework
from .runs import Made, build, outputs

pytestmark = pytest.mark.slow

ONE_CORE = ("taskset", "-c", "0")
VARIABLES = {
    "time zone": {"TZ": "Asia/Tokyo"},
    "another time zone": {"TZ": "America/New_York"},
    "the C locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"},
    "German": {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "hashes": {"PYTHONHASHSEED": "1"},
    "other hashes": {"PYTHONHASHSEED": "4294967295"},
    "many threads": {"OMP_NUM_THREADS": "7", "OPENBLAS_NUM_THREADS": "7"},
    "no home": {"HOME": "/nowhere", "TMPDIR": "/tmp"},
    "of matplotlib's own": {"MPLBACKEND": "svg", "MATPLOTLIBRC": "/nowhere"},
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(small_homework.create(tmp_path_factory.mktemp("small") / "homework"))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(real_homework.create(tmp_path_factory.mktemp("real") / "homework"))


def built(root: Path) -> Path:
    made = build(root)
    assert made.exit_code == 0, made.stderr
    return root


def moved(root: Path, place: Path) -> Path:
    """The sources alone, elsewhere; every file with another time."""
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("out", "__pycache__", "solved.txt"))
    for path in place.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return place


def assert_same(made: Made, expected: dict[str, bytes]) -> None:
    assert made.exit_code == 0, made.stderr
    assert set(made.outputs) == set(expected)
    assert [name for name, content in expected.items() if made.outputs[name] != content] == []


@contextmanager
def mask(bits: int) -> Iterator[None]:
    before = os.umask(bits)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("what", VARIABLES)
def test_under_other_variables(small: Path, tmp_path: Path, what: str) -> None:
    assert_same(build(moved(small, tmp_path / "elsewhere"), **VARIABLES[what]), outputs(small))


def test_in_a_folder_of_another_kind(small: Path, tmp_path: Path) -> None:
    place = tmp_path / "a much longer path with spaces" / "and a letter: é, 字" / "under" / "it"
    assert_same(build(moved(small, place)), outputs(small))


@pytest.mark.parametrize("bits", [0o000, 0o077])
def test_with_another_mask_of_permissions(small: Path, tmp_path: Path, bits: int) -> None:
    with mask(bits):
        assert_same(build(moved(small, tmp_path / "elsewhere")), outputs(small))


@pytest.mark.skipif(shutil.which("taskset") is None, reason="needs taskset of util-linux")
def test_on_one_core(small: Path, tmp_path: Path) -> None:
    assert_same(build(moved(small, tmp_path / "elsewhere"), before=ONE_CORE), outputs(small))


@pytest.mark.skipif(shutil.which("faketime") is None, reason="needs faketime")
def test_at_another_time(small: Path, tmp_path: Path) -> None:
    there = moved(small, tmp_path / "elsewhere")
    assert_same(build(there, before=("faketime", "2031-02-03 04:05:06")), outputs(small))


@pytest.mark.parametrize("epoch", ["0", "86400", "4102444800"])
def test_the_date_that_is_asked_for(small: Path, tmp_path: Path, epoch: str) -> None:
    there, here = moved(small, tmp_path / "there"), moved(small, tmp_path / "here")
    dated = build(there, SOURCE_DATE_EPOCH=epoch, TZ="Asia/Tokyo")
    assert_same(build(here, SOURCE_DATE_EPOCH=epoch, TZ="America/New_York"), dated.outputs)
    assert dated.outputs["TEST-assignment-1.pdf"] != outputs(small)["TEST-assignment-1.pdf"]


def test_with_and_without_what_was_kept(small: Path) -> None:
    expected = outputs(small)
    assert_same(build(small, "pdf", "--no-cache"), expected)
    assert_same(build(small), expected)
    shutil.rmtree(small / "out")
    assert_same(build(small), expected)


def test_the_real_homework_twice(real: Path, tmp_path: Path) -> None:
    """Everything at once that may differ between two machines with the same versions."""
    place = moved(real, tmp_path / "another path, a longer one" / "élève")
    one_core = ONE_CORE if shutil.which("taskset") else ()
    with mask(0o077):
        variables = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "99", "HOME": str(tmp_path)}
        assert_same(build(place, before=one_core, **variables), outputs(real))


def test_the_real_homework_without_what_was_kept(real: Path) -> None:
    assert_same(build(real, "pdf", "--no-cache"), outputs(real))


def test_the_archive(real: Path, tmp_path: Path) -> None:
    author = {"BACKPROOF_AUTHOR_NAME": "A. Ünlü", "BACKPROOF_AUTHOR_ID": "7"}
    found = []
    for place, zone in ((tmp_path / "here", "Asia/Tokyo"), (tmp_path / "there é", "America/New_York")):
        there = moved(real, place)
        for words in (("pdf",), ("bundle",)):
            made = build(there, *words, TZ=zone, **author)
            assert made.exit_code == 0, made.stderr
        found.append(made.outputs)
    assert found[0] == found[1]
    assert any(name.endswith(".zip") for name in found[0])
