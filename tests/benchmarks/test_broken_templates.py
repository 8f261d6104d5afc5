"""A sample of the campaign of broken templates, and mutations that are what they claim to be."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.broken_templates.mutations import KINDS, OVERRIDE, drawn

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "backproof").rglob("*.j2"))


@pytest.mark.slow
def test_a_sample_is_told_once_at_its_lines() -> None:
    command = [sys.executable, "-m", "benchmarks.broken_templates", "--count", "1", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = re.search(
        r"(?m)^all +(\d+) broken: line (\d+), column (\d+), once (\d+), exit code 2 (\d+)", done.stdout
    )
    assert last, done.stdout + done.stderr
    broken, line, column, once, code = map(int, last.groups())
    assert code == broken >= len(KINDS) - 1  # hardly a line that a page uses has a macro's call to break
    # Which `endif` is missing can't be decided from the text, and an unended environment has consequences.
    assert min(line, once) >= broken - 1, done.stdout
    assert column >= broken - 2, done.stdout


@pytest.mark.parametrize("kind", [*KINDS, OVERRIDE])
def test_a_mistake_is_one_change_at_its_place(kind: str) -> None:
    chance = random.Random(kind)
    found = 0
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        mistake = drawn(kind, path.name, text, frozenset(range(1, len(lines) + 1)), chance)
        if mistake is None:
            continue
        found += 1
        assert mistake.content != text.encode()
        if kind != "encoding":
            broken = mistake.content.decode().split("\n")
            changed = [n for n, (old, new) in enumerate(zip(lines, broken, strict=True), 1) if old != new]
            assert len(changed) == 1
            assert changed[0] in {place.line for place in mistake.places}
    assert found or kind == OVERRIDE
