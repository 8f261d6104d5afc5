"""End to end: a wrong sign in every gradient, a wrong number in every dimension, and no PDF is written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIGN = """
_right = differentiate


def differentiate(expression, variable, kind):
    from backproof.calculus.language.expression import Negate

    return Negate(_right(expression, variable, kind))
"""
NUMBER = """
from dataclasses import replace

_right = proved


def proved(found):
    number = found.at_least + 1
    shown = replace(found.answer, latex=str(number), text=str(number))
    return _right(replace(found, dimension=number, at_least=number, at_most=number, answer=shown))
"""
GRADIENTS = {"q1": "x", "q2b": "xab", "q3a": ("W1", "W2")}
DIMENSIONS = ("q4a", "q4b", "q4c", "q4d", "q4e")


def refused(folder: Path, faults: dict[str, str]) -> list[str]:
    """Return the output of a build with planted faults, which exits with 1 and writes nothing to hand in."""
    for name in ("templates", "figures", "solutions", "backproof", "environment"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build.py", folder)
    for module, fault in faults.items():
        with (folder / "backproof" / module).open("a", encoding="utf-8") as file:
            file.write(fault)
    program = (
        "import runpy, sys; sys.argv = ['build.py', 'pdf']; runpy.run_path('build.py', run_name='__main__')"
    )
    plain = {k: v for k, v in os.environ.items() if k not in ("CI", "GITHUB_ACTIONS")} | {"NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=plain,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert not list((folder / "out").glob("*.pdf"))
    assert not (folder / "out" / "answers.json").exists()
    return done.stderr.splitlines()


@pytest.mark.slow
def test_every_wrong_gradient_and_dimension_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path, {"calculus/derivations.py": SIGN, "spaces/proved/lists.py": NUMBER})
    for answer, variables in GRADIENTS.items():
        for variable in variables:
            told = [line for line in said if f"error: {answer}: the check 'complex step' of" in line]
            assert any(f"by {variable} failed" in line for line in told), (answer, variable)
            assert all("expected" in line and "got" in line for line in told)
    for answer in DIMENSIONS:
        told = [line for line in said if f"error: {answer}: the check " in line]
        assert told, answer
        assert all("expected" in line and "got" in line for line in told)
