"""A sample of the campaign of bad input, and the faults of a program that it must notice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fuzz.draws import SCRIPT, TERM, drawn

ROOT = Path(__file__).parents[2]
# Runs the campaign's bench with a fault planted in the program, and prints what it noticed.
PLANTED = """
import sys, tempfile
from pathlib import Path
from benchmarks.fuzz.draws import Draw, drawn
from benchmarks.fuzz.trial import Bench
with tempfile.TemporaryDirectory() as folder:
    bench = Bench(Path(folder).resolve())
    import solutions
    exec(sys.argv[1])
    print(*bench.tried(Draw(0, "term", drawn(1, 0).files)).faults, sep="\\n")
"""
IN_PLACE = """
from dataclasses import replace
from backproof import homework
real = homework.of_packages
homework.of_packages = lambda *names: replace(real(*names), load=planted)
"""
FAULTS = {
    "an error that nobody foresaw": "1 / 0",
    "left in the temporary folder": "open(tempfile.gettempdir() + '/left', 'w').close()",
    "was changed": "Path('solutions/new.txt').touch()",
    "exit code": "__import__('os')._exit(9)",
    "no line says": "sys.exit(1)",
    "MB": "len(bytearray(600 * 2**20))",
}


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the campaign forks")
def test_a_minute_of_random_input_is_taken_well() -> None:
    command = [sys.executable, "-m", "benchmarks.fuzz", "--minutes", "1", "--seed", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\d+ draws: ", done.stdout, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the campaign forks")
@pytest.mark.parametrize("told", FAULTS)
def test_a_fault_of_the_program_is_noticed(told: str) -> None:
    command = [sys.executable, "-c", PLANTED, f"def planted(*_):\n    {FAULTS[told]}\n{IN_PLACE}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told in done.stdout


def test_a_draw_is_determined_by_its_number_and_changes_files_of_a_homework() -> None:
    kinds = set()
    for number in range(60):
        draw = drawn(3, number)
        assert draw == drawn(3, number)
        assert all(name in (TERM, SCRIPT) or name.startswith("templates/") for name in draw.files)
        kinds.add(draw.kind)
    assert kinds == {"term", "template", "script", "bytes"}
