"""Random edits, mistakes and undone edits of the real homework, each against a build from nothing.

LONG_RUN in the environment is the number of edits of a longer run, SEED another beginning.
"""

import hashlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .real_homework import EDITS, MISTAKES, create, kinds_in_turn
from .runs import build, from_nothing, outputs, start

pytestmark = pytest.mark.slow

SOURCES = ("solutions", "templates", "figures", "backproof", "libraries")
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
MISTAKES_OF_A_SHORT_RUN = ("TeX", "wrong answer")


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("real") / "homework")
    made = build(root)
    assert made.exit_code == 0, made.stderr
    return root


class Reference:
    """Return the results of a clean build of the present sources; none is built twice."""

    def __init__(self, place: Path) -> None:
        self.place, self.known = place, dict[str, dict[str, bytes]]()

    def of(self, root: Path) -> dict[str, bytes]:
        state = state_of(root)
        if state not in self.known:
            made = from_nothing(root, self.place, **ELSEWHERE)
            assert made.exit_code == 0, made.stderr
            self.known[state] = made.outputs
        return self.known[state]


def state_of(root: Path) -> str:
    """The fingerprint of all sources and stamps, by name and content."""
    total = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(root)}\0".encode())
                total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


def sources_of(root: Path, kind: str) -> tuple[Path, bytes] | None:
    """The file that an edit of this kind changes, and its bytes; None for a library."""
    file = getattr(EDITS[kind], "file", None)
    return (root / file, (root / file).read_bytes()) if file else None


def assert_as_from_nothing(root: Path, reference: Reference, after: str) -> None:
    made = build(root)
    assert made.exit_code == 0, (after, made.stderr)
    expected = reference.of(root)
    differing = [name for name in expected if expected[name] != made.outputs.get(name)]
    assert (differing, set(made.outputs)) == ([], set(expected)), after


def test_random_edits_in_random_order(homework: Path, tmp_path: Path) -> None:
    generator, reference = random.Random(int(os.environ.get("SEED", "6"))), Reference(tmp_path / "elsewhere")
    kinds = kinds_in_turn(generator)
    for _ in range(int(os.environ.get("LONG_RUN", "2"))):
        kind = next(kinds)
        before = sources_of(homework, kind)
        EDITS[kind].apply(homework, generator)
        print(kind, flush=True)
        assert_as_from_nothing(homework, reference, kind)
        if before and generator.random() < 0.2:
            before[0].write_bytes(before[1])
            assert_as_from_nothing(homework, reference, f"{kind}, undone")


def test_mistakes_that_are_mended(homework: Path, tmp_path: Path) -> None:
    """Nothing that was made while a mistake stood is taken for good, whatever is edited with its mending."""
    generator, reference = random.Random(int(os.environ.get("SEED", "6"))), Reference(tmp_path / "elsewhere")
    kinds = kinds_in_turn(generator)
    good = build(homework).outputs
    for name in MISTAKES if "LONG_RUN" in os.environ else MISTAKES_OF_A_SHORT_RUN:
        after = f"{name}, mended"
        MISTAKES[name].make(homework)
        failed = build(homework)
        assert failed.exit_code in (1, 2), name
        assert failed.outputs == good, name
        if generator.random() < 0.5:
            kind = next(kinds)
            EDITS[kind].apply(homework, generator)
            assert build(homework).exit_code in (1, 2), (name, kind)
            after += f" with {kind}"
        MISTAKES[name].mend(homework)
        assert_as_from_nothing(homework, reference, after)
        good = outputs(homework)


def test_edits_while_it_is_watched(homework: Path, tmp_path: Path) -> None:
    """Saved at any moment of a build, alone and in quick succession, with a mistake among them."""
    generator, reference = random.Random(int(os.environ.get("SEED", "6"))), Reference(tmp_path / "elsewhere")
    kinds = kinds_in_turn(generator)
    watching = start(homework, "watch")
    try:
        for number in range(max(1, int(os.environ.get("LONG_RUN", "4")) // 4)):
            mistake = MISTAKES[generator.choice(sorted(MISTAKES))] if number % 2 else None
            if mistake:
                mistake.make(homework)
                time.sleep(generator.uniform(0, 4))
            for _ in range(generator.choice((1, 2, 3))):
                kind = next(kinds)
                EDITS[kind].apply(homework, generator)
                print(kind, flush=True)
                time.sleep(generator.choice((0.01, 0.3, 2)) * generator.random())
            if mistake:
                mistake.mend(homework)
            expected = reference.of(homework)
            wait_for(lambda expected=expected: outputs(homework) == expected)
    finally:
        watching.kill()
        watching.communicate()


def wait_for(found: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
        time.sleep(0.1)
