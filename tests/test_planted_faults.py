"""End to end: a wrong sign in any gradient, a wrong number in any dimension, and no PDF is written."""

import importlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import figures
import solutions
from backproof import cli
from backproof.calculus.expression import Negate
from backproof.homework import Homework
from solutions import q4_dimension

ROOT = Path(__file__).parents[1]
room = importlib.import_module("backproof.spaces.dimension")
engine = importlib.import_module("backproof.calculus.derive")  # the package names a function so


@pytest.fixture
def homework(tmp_path: Path) -> Homework:
    for folder in ("templates", "figures", "solutions", "backproof"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Homework(
        tmp_path, solutions.load, solutions.terms, solutions.solve, figures.draw, figures.palette
    )


def refused(homework: Homework, capsys: pytest.CaptureFixture[str]) -> str:
    """What the build says as it stops with 1, having written no PDF and no answers."""
    assert cli.main(homework, ["pdf"]) == 1
    assert not list(homework.out.glob("*.pdf"))
    assert not (homework.out / "answers.json").exists()
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "of", "wrt"),
    [("q1", "x", ""), *(("q2b", name, "b *") for name in "xab"), *(("q3a", w, "norm") for w in ("W1", "W2"))],
)
def test_a_wrong_sign_in_a_gradient(
    homework: Homework,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    of: str,
    wrt: str,
) -> None:
    right = engine.differentiate

    def wrong(expression, variable, kind):  # type: ignore[no-untyped-def]
        found = right(expression, variable, kind)
        is_meant = variable.name == of and (wrt.split(" ")[0] in str(expression))
        return Negate(found) if is_meant else found

    monkeypatch.setattr(engine, "differentiate", wrong)
    said = refused(homework, capsys)
    assert f"error: {answer}: the check 'complex step'" in said
    assert "expected" in said
    assert "got" in said


@pytest.mark.parametrize("answer", ["q4a", "q4b", "q4c", "q4d", "q4e"])
@pytest.mark.parametrize("off", [-1, 1])
def test_a_wrong_dimension(
    homework: Homework,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    off: int,
) -> None:
    part = next(q for q in solutions.load(None).questions if q.id == "q4").part(answer)

    def wrong(data):  # type: ignore[no-untyped-def]
        found = room.dimension(data)
        if data != part.data:
            return found
        number = found.at_least + off
        shown = replace(found.answer, latex=str(number), text=str(number))
        return room._proved(
            replace(found, dimension=number, at_least=number, at_most=number, answer=shown)
        )

    monkeypatch.setattr(q4_dimension, "dimension", wrong)
    said = refused(homework, capsys)
    assert f"error: {answer}: the check " in said
    assert "expected" in said
    assert "got" in said


def test_check_says_the_same_as_json(
    homework: Homework, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = engine.differentiate
    monkeypatch.setattr(engine, "differentiate", lambda *given: Negate(right(*given)))
    assert cli.main(homework, ["check", "--json"]) == 1
    failed = [check for check in json.loads(capsys.readouterr().out)["q1"] if not check["passed"]]
    assert failed
    assert all(check["expected"] and check["got"] for check in failed)
