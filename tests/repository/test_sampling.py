"""The test command runs a sample of a test with many cases; `-m "rest or slow"` runs every other case."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sampling import CASES, left_out

MODULE = """
import pytest

from tests.sampling import campaign

@pytest.mark.parametrize("case", range(11))
def test_many(case): ...

@pytest.mark.parametrize("case", range(2))
def test_few(case): ...

@pytest.mark.sample(1)
@pytest.mark.parametrize("case", range(5))
def test_costly(case): ...

@campaign
def test_in_parts(_part): ...

@pytest.mark.slow
@pytest.mark.parametrize("case", range(7))
def test_long(case): ...
"""
ALL = {f"test_many[{n}]" for n in range(11)} | {f"test_few[{n}]" for n in range(2)}
ALL |= {f"test_costly[{n}]" for n in range(5)}
LONG = {f"test_long[{n}]" for n in range(7)}
ALL |= {f"test_in_parts[{n}]" for n in range(4)} | LONG


def collected(folder: Path, *words: str) -> set[str]:
    """Return the tests that a run in a folder of its own runs, with two workers."""
    (folder / "test_module.py").write_text(MODULE, encoding="utf-8")
    hooks = "from tests.sampling import pytest_collection_modifyitems, pytest_configure_node"
    hooks += ", pytest_generate_tests\n"
    (folder / "conftest.py").write_text(hooks, encoding="utf-8")
    markers = "markers =\n  slow\n  rest\n  sample"
    options = f"{markers}\npythonpath = {ROOT}\naddopts = -m 'not slow and not rest'\ntestpaths = ."
    (folder / "pytest.ini").write_text(f"[pytest]\n{options}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-v", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(re.findall(r"PASSED test_module\.py::(\S+)", done.stdout))


@pytest.mark.slow
def test_the_long_tests_are_a_command_of_their_own(tmp_path: Path) -> None:
    assert collected(tmp_path, "-m", "slow") == LONG
    assert collected(tmp_path, "-m", "slow and not rest") == {"test_long[0]"}


@pytest.mark.slow
def test_every_case_runs_in_one_of_the_two_commands(tmp_path: Path) -> None:
    sample, rest = collected(tmp_path), collected(tmp_path, "-m", "rest or slow")
    assert not sample & rest
    assert sample | rest == ALL
    assert sample >= {"test_many[0]", "test_many[10]", "test_few[1]", "test_costly[0]", "test_in_parts[0]"}
    assert len(sample) == CASES + 2 + 1 + 1


@pytest.mark.slow
@pytest.mark.parametrize("words", [["test_module.py"], ["test_module.py::test_many"], ["-k", "many or few"]])
def test_what_is_named_runs_whole(tmp_path: Path, words: list[str]) -> None:
    assert collected(tmp_path, *words) >= {f"test_many[{n}]" for n in range(11)}


@pytest.mark.parametrize("size", [2, 3, 5])
def test_a_sample_is_as_large_as_it_can_be_and_has_both_ends(size: int) -> None:
    for count in range(1, 40):
        out = left_out(count, size)
        assert count - len(out) == min(count, size)
        assert not out & {0, count - 1}
