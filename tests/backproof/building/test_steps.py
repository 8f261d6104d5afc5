"""On the real homework: which answers an edit of the term makes stale, by the fields that were read."""

from functools import partial
from pathlib import Path

import pytest

import solutions
from backproof.answer import Solution
from backproof.building.cache import Store
from backproof.building.incremental import Steps
from backproof.homework import of_packages
from backproof.terms import loading as terms

ROOT = Path(__file__).parents[3]
TERM = ROOT / "solutions" / "terms" / "2025-fall.toml"
HOMEWORK = of_packages(ROOT, "solutions", "figures")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = Store(tmp_path_factory.mktemp("kept"))
    with Steps(HOMEWORK, terms.load(TERM), found) as steps:
        steps.answers()
    return found


def stale(store: Store, path: Path) -> dict[str, tuple[str, ...]]:
    """The stale answers of the term at `path`, and why."""
    steps = Steps(HOMEWORK, terms.load(path, folder=ROOT / "solutions"), store)
    reasons = {
        q.id: steps.reasons(steps.answer_step(q), partial(steps.answer_facts, q))
        for q in steps.term.questions
    }
    return {id: found for id, found in reasons.items() if found}


@pytest.mark.parametrize(
    ("written", "instead", "reasons"),
    [
        ('"phi(t) = log', '"phi(t) = log', {}),
        ("# Everything", "# All", {}),
        ('outer = "f(y) = y**4"', 'outer = "f(y) = y**5"', {"q1": "q1.outer: f(y) = y**4 -> f(y) = y**5"}),
        ('id = "000000000"', 'id = "000000001"', {}),
        ("[[1, 3, 2], [2", "[[1, 3, 7], [2", {"q4": "q4c.null_space[0][2]: 2 -> 7"}),
    ],
)
def test_an_edit_makes_stale_what_reads_it(
    store: Store, tmp_path: Path, written: str, instead: str, reasons: dict[str, str]
) -> None:
    text = TERM.read_text("utf-8")
    assert written in text
    edited = tmp_path / TERM.name
    edited.write_text(text.replace(written, instead, 1), "utf-8")
    assert stale(store, edited) == {id: (f"term field {reason}",) for id, reason in reasons.items()}


@pytest.mark.slow
def test_a_kept_answer_is_what_was_computed(store: Store) -> None:
    """Nothing is lost on the way through the store but the classes of the solvers."""
    term = terms.load(TERM)
    kept = Steps(HOMEWORK, term, store).answers()
    for question, found in zip(term.questions, kept, strict=True):
        computed: Solution = solutions.solve(question, term)
        assert found.answers == computed.answers, question.id
        assert found.points == computed.points
