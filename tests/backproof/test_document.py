"""The document's preamble, and the TeX runs of a cold build."""

import subprocess
import sys
from pathlib import Path

import pytest

from backproof.document import Writer
from backproof.homework import of_packages
from backproof.tex.engine import find_engine
from backproof.tex.format import BEGIN, split

from .building import small_homework
from .building.runs import environment

# Runs `build.py` and prints the purpose of each TeX run.
REPORTING = """
import runpy, sys
from backproof.tex.job import Job
start = Job._start
def reporting(self, *arguments, **more):
    print("dump" if "-ini" in arguments else "draft" if "-draftmode" in arguments else "pages", flush=True)
    return start(self, *arguments, **more)
Job._start = reporting
sys.path.insert(0, "")
sys.argv = ["build.py", "pdf", "-q"]
runpy.run_path("build.py", run_name="__main__")
"""


def test_the_preamble_is_the_documents_own() -> None:
    homework = of_packages(Path(__file__).parents[2], "solutions", "figures")
    writer = Writer(homework, homework.load(None), find_engine())
    document = writer.write((), {}).rendered.text
    preamble, _ = split(document) or ("", "")
    assert writer.preamble() + "\n" == preamble
    assert writer.term.title not in preamble
    assert writer.term.title in document.partition(f"\n{BEGIN}")[0]


@pytest.mark.slow
def test_a_build_from_nothing_dumps_its_preamble_once_and_sets_the_pages_twice(tmp_path: Path) -> None:
    root = small_homework.create(tmp_path / "homework")
    done = subprocess.run(
        [sys.executable, "-c", REPORTING],
        cwd=root,
        env=environment(root),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    kinds = done.stdout.split()
    assert kinds.count("dump") == kinds.count("draft") == 1
    assert kinds[0] == "dump"
