"""Words of tasks and lines about scripts: one left out or swapped is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backproof.answer import Solution
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.pipeline import compute
from backproof.proofreading.formulas import Passage, read
from backproof.proofreading.proofread import proofread
from backproof.proofreading.wording.lines import judging as lines
from backproof.proofreading.wording.tasks import judging as tasks
from backproof.terms.loading import load
from backproof.tex.engine import find_engine
from tests.backproof.kinds.scripts.test_observed_scripts import DESCENT, HEAD
from tests.backproof.proofreading.wording.test_tasks import with_another_word

CLAIMS = 'claims = ["falls(loss)", "0.6 < factor(loss) < 0.7", "agree(final_loss, 0.64**12 * 16, 1e-9)"]\n'
FUNCTION = "def f(x):\n    return x + 1\n\n\nprint('a = 3')\nprint('data:', open('data.csv').read())\n"
LISTED = (
    'data = ["data.csv"]\nlisting = ["f"]\ncalls = { b = "f(2)" }\nclaims = ["b == 3"]\nanswer = "Well."\n'
)


def _solved(folder: Path, script: str, keys: str) -> tuple[str, tuple[Solution, ...]]:
    (folder / "run.py").write_text(script, encoding="utf-8")
    (folder / "data.csv").write_text("1,2\n", encoding="utf-8")
    (folder / "sheet.toml").write_text(HEAD.format(imports="") + keys, encoding="utf-8")
    term = load(folder / "sheet.toml", folder=folder, solvers=set())
    homework = replace(of_packages(folder, "solutions", "figures"), term_folder=folder)
    solutions = tuple(compute(homework, term))
    writer = Writer(homework, term, find_engine("embedded"), audience="solution")
    return writer.write(solutions, {"q1": {}}).rendered.text, solutions


@pytest.mark.parametrize(("script", "keys"), [(DESCENT, CLAIMS), (FUNCTION, LISTED)])
def test_each_word_about_a_script_is_read_back(tmp_path: Path, script: str, keys: str) -> None:
    text, solutions = _solved(tmp_path, script, keys)
    assert proofread(text, solutions).faults == ()
    (answer,) = solutions[0].answers
    passage = next(one for one in read(text, 1).passages if one.part == answer.id and one.question)
    begin, end = passage.latex.index(r"\begin{labelled}"), passage.latex.index(r"\checkedline")
    end = passage.latex.find("Well.") if "Well." in passage.latex else end
    planted = with_another_word(passage.latex[begin:end])
    assert len(planted) > 10
    missed = [wrong for wrong in planted if not _found(answer.claims, passage, begin, end, wrong)]
    # The names of results are held against the claims about them.
    assert all(_without_code(wrong, passage.latex[begin:end]) for wrong in missed)


def _found(claims: tuple, passage: Passage, begin: int, end: int, wrong: str) -> bool:  # type: ignore[type-arg]
    whole = replace(passage, latex=f"{passage.latex[:begin]}{wrong}{passage.latex[end:]}")
    found = [fault for claim in claims for fault in lines.judge(claim.kind, claim.data, [whole], "script")]
    return bool(found or [*tasks.judge("script", claims[0].data, [whole])])


def _without_code(wrong: str, right: str) -> bool:
    """Return whether two texts differ by code alone."""
    at = next(i for i, (a, b) in enumerate(zip(wrong, right, strict=False)) if a != b)
    return right.rfind(r"\texttt{", 0, at + 1) > right.rfind("}", 0, at)
