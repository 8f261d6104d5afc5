"""Variants that are as hard as the reference, and the refusal of those that are not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.diagnostic import InputError
from backproof.variants.reference import reference_of
from backproof.variants.variant import draw
from tests.conftest import ROOT

SHEET = """\
course = "M1"
assignment = 1
title = "Systems"
due = 2025-03-10T18:00:00

[variants.values]
A = { recipe = "choice", among = [[[1, 2], [3, 5]], HARDER] }

[[questions]]
id = "q"
title = "Q"

[[questions.parts]]
kind = "linear_system"
points = 1
matrix = "{{ A }}"
right_side = [1, 1]
"""
HARDER = {
    "row operation": ("[[0, 2], [3, 5]]", "row operation 1 is 'swap', in the reference 'add'"),
    "numbers": ("[[1, 200], [3, 599]]", "largest number"),
    "fractions": ("[[1, 7], [3, 11]]", "largest denominator: 5, in the reference 1"),
    "no solution": ("[[1, 2], [2, 4]]", "rule 2 is 'contradiction'"),
    "roots": ('[[1, "sqrt(2)"], [3, "2 + 3*sqrt(2)"]]', "roots"),
    "not a system": ("[[1, 2, 3], [3, 5, 6], [1, 1, 1]]", "the right-hand side has 2 entries"),
}


def sheet(folder: Path, text: str) -> Path:
    path = folder / "package" / "terms" / "sheet.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("fault", HARDER)
def test_a_harder_variant_is_refused_and_drawn_anew(tmp_path: Path, fault: str) -> None:
    matrix, reason = HARDER[fault]
    path = sheet(tmp_path, SHEET.replace("HARDER", matrix))
    template = reference_of(path).template
    easy = next(seed for seed in range(50) if template.values(seed, {})["A"] == [[1, 2], [3, 5]])
    hard = next(seed for seed in range(50) if template.values(seed, {})["A"] != [[1, 2], [3, 5]])
    text = path.read_text(encoding="utf-8")
    sheet(tmp_path, text.replace("[variants.values]", f"[variants]\nreference = {easy}\n\n[variants.values]"))
    found = draw(path, hard)
    assert found.values["A"] == [[1, 2], [3, 5]]
    assert found.attempts > 1
    assert all(refusal.answer == "qa" and refusal.values == ("A",) for refusal in found.refused)
    assert reason in found.refused[0].reason
    assert draw(path, easy).attempts == 1


def test_a_recipe_under_which_nothing_is_as_hard_ends_in_one_line(tmp_path: Path) -> None:
    path = sheet(tmp_path, SHEET.replace("HARDER", "[[0, 2], [3, 5]]"))
    text = path.read_text(encoding="utf-8")
    template = reference_of(path).template
    seeds = [seed for seed in range(50) if template.values(seed, {})["A"] == [[1, 2], [3, 5]]]
    head = f"[variants]\nreference = {seeds[0]}\nattempts = 1\n\n[variants.values]"
    sheet(tmp_path, text.replace("[variants.values]", head))
    hard = next(seed for seed in range(50) if seed not in seeds)
    with pytest.raises(InputError) as raised:
        draw(path, hard)
    (fault,) = raised.value.diagnostics
    assert f"seed {hard} has no variant as hard as the reference in 1 attempts" in fault.message
    assert "'qa': row operation 1 is 'swap'" in (fault.hint or "")
    assert "\n" not in str(fault)
    assert (fault.source or "").startswith("A = ")


CLASS = ROOT / "solutions" / "terms" / "example-class.toml"


@pytest.mark.slow
def test_student_and_term_decide_the_text_whatever_the_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from backproof.variants.variant import draw;"
        "print(draw(pathlib.Path(sys.argv[1]), 'Zoë').digest)"
    )
    path = sheet(tmp_path, SHEET.replace("HARDER", "[[0, 2], [3, 5]]"))
    digests = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program, str(path)],
            cwd=ROOT,
            env={"PYTHONHASHSEED": hash_seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1")
    }
    assert digests == {draw(path, "Zoë").digest + "\n"}


def test_the_example_is_certified_answer_by_answer() -> None:
    found = draw(CLASS, "student-1")
    assert found.certificate
    data = json.loads(json.dumps(found.certificate.as_data()))
    assert [entry["answer"] for entry in data["answers"]] == ["chaina", "matricesa", "matricesb"]
    for entry in data["answers"]:
        here, there = entry["found"], entry["reference"]
        assert here["rules"] == there["rules"]
        if entry["band"]["row_operations"] == "in order":
            assert here["operations"] == there["operations"]
        largest = sorted(max(10, profile["number"]) for profile in (here, there))
        assert largest[1] <= entry["band"]["numbers"] * largest[0]
    text = found.certificate.as_text()
    assert all(f"{entry['answer']}: the same" in text for entry in data["answers"])
    assert text.count("refused at") == len(found.refused) == found.attempts - 1
    assert found.term_text.count("\n") == CLASS.read_text(encoding="utf-8").count("\n")
    assert {refusal.answer for refusal in found.refused} <= {"chaina", "matricesa", "matricesb"}


def test_answers_without_values_are_not_compared(tmp_path: Path) -> None:
    more = '\n[[questions.parts]]\nkind = "determinant"\npoints = 1\nmatrix = [[1, 2], [3, 4]]\n'
    path = sheet(tmp_path, SHEET.replace("HARDER", "[[0, 2], [3, 5]]") + more)
    assert set(reference_of(path).profiles) == {"qa"}


def test_a_term_in_which_nothing_varies_is_its_only_variant() -> None:
    path = ROOT / "solutions" / "terms" / "example-tanh.toml"
    found = draw(path, 3)
    assert (found.term_text, found.values) == (path.read_text(encoding="utf-8"), {})
    assert found.certificate is None
