"""Answers that copies share: solved once for equal data, and each as if it had been solved alone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backproof.answer import Solution
from backproof.building.incremental import Steps
from backproof.building.incremental import solve as solve_alone
from backproof.classroom.reuse.remembered import Memory
from backproof.classroom.reuse.shared_store import SharedStore
from backproof.classroom.reuse.sharing import SharedSteps
from backproof.homework import Homework
from backproof.parts import solver
from backproof.terms.loading import load
from backproof.terms.term import Term
from backproof.variants.profile import judged

from .small_class import FILES, TERM, create

PARTS = """
[[questions]]
id = "q1"
title = "Derivatives"
text = "Of TITLE."

[[questions.parts]]
id = "q1a"
kind = "derivative"
title = "First"
points = 1
definition = "f = phi(x)"
wrt = ["x"]
shapes = { x = "" }
remark = "Of TITLE."

[[questions.parts]]
id = "q1b"
kind = "determinant"
title = "Second"
points = 1
matrix = [[1, 2], [3, NUMBER]]
"""


class Class:
    """Copies of terms that differ in their text, made with one store and one memory."""

    def __init__(self, root: Path) -> None:
        self.homework = Homework.of(create(root), solutions="class_answers", figures="class_art")
        self.store, self.memory = SharedStore(root / "kept"), Memory()
        head = FILES[f"class_answers/terms/{TERM}.toml"].partition("[[questions]]")[0]
        self.text = head + 'functions = ["phi(t) = FUNCTION"]\n' + PARTS

    def term(self, function: str = "t**2", number: int = 5, title: str = "A") -> Term:
        text = self.text.replace("FUNCTION", function).replace("NUMBER", str(number)).replace("TITLE", title)
        return load(self.homework.term_file(TERM), text=text)

    def steps(self, term: Term) -> SharedSteps:
        common = Steps(self.homework, term, self.store)
        return SharedSteps(common, term, self.memory)

    def made(self, term: Term) -> tuple[Solution, ...]:
        steps = self.steps(term)
        found = steps.answers()
        steps.store_new()
        return found


@pytest.fixture
def students(tmp_path: Path) -> Class:
    return Class(tmp_path / "homework")


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the parts that were solved."""
    found: list[str] = []
    solve_part = solver.solve_part

    def noting(part: Any, term: Any) -> Any:
        found.append(part.id)
        return solve_part(part, term)

    monkeypatch.setattr(solver, "solve_part", noting)
    return found


def test_a_part_is_solved_anew_where_something_that_it_reads_differs(
    students: Class, solved: list[str]
) -> None:
    variants = [
        ({}, ["q1a", "q1b"]),
        ({"title": "B"}, []),
        ({"number": 7}, ["q1b"]),
        ({"function": "t**3"}, ["q1a"]),
        ({"function": "t**3", "number": 7, "title": "C"}, []),
        ({}, []),
    ]
    for values, expected in variants:
        solved.clear()
        students.made(students.term(**values))
        assert solved == expected, values
    # Another process has the store alone.
    students.memory = Memory()
    solved.clear()
    for values, _ in variants:
        students.made(students.term(**values))
    assert solved == []


def test_drawing_and_writing_a_copy_solve_its_parts_once(students: Class, solved: list[str]) -> None:
    term = students.term()
    compared = students.steps(term).judged(term.questions[0])
    (made,) = students.made(term)
    assert solved == ["q1a", "q1b"]
    alone = solve_alone(students.homework, term, term.questions[0]).answer
    assert compared.keys() == {"q1a", "q1b"}
    assert all(one.passed for one in compared.values())
    # Another process compares it without solving it, and finds the same.
    students.memory = Memory()
    solved.clear()
    assert students.steps(term).judged(term.questions[0]) == compared
    assert made == alone
    assert solved == []
    given = {answer.id: judged(answer) for answer in students.homework.solve(term.questions[0], term).answers}
    assert given == compared


@pytest.mark.slow
def test_a_shared_answer_is_what_its_own_copy_would_have(students: Class) -> None:
    """Also after a draw, and from the store of another process: as if there were no other student."""
    values: list[dict[str, Any]] = [
        {"function": function, "number": number, "title": title}
        for title in "AB"
        for function in ("t**2", "sin(t)", "t**2")
        for number in (5, 7)
    ]
    for memory in (students.memory, Memory()):
        students.memory = memory
        for chosen in values:
            term = students.term(**chosen)
            if memory and chosen["title"] == "A":
                students.steps(term).judged(term.questions[0])
            (alone,) = (solve_alone(students.homework, term, question).answer for question in term.questions)
            (found,) = students.made(term)
            assert found == alone
            assert [answer.details for answer in found.answers] == [a.details for a in alone.answers]
            assert found.details == alone.details


@pytest.mark.slow
def test_a_planted_entry_of_other_data_is_not_believed(students: Class, solved: list[str]) -> None:
    """The place of an entry is only where it is looked for: its facts decide."""
    term = students.term()
    students.made(term)
    (question,) = term.questions
    students.memory, get = Memory(), students.store.get

    def confused(step: str) -> Any:
        entry = get(step)
        facts = entry and {name: text.replace("5", "7") for name, text in entry.facts.items()}
        return entry and replace(entry, facts=facts)

    students.store.get = confused  # type: ignore[method-assign]
    solved.clear()
    (found,) = students.made(term)
    assert "q1b" in solved
    assert found == solve_alone(students.homework, term, question).answer
