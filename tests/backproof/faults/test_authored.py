"""A finding in an author's words is told at the line and column of the term file where they stand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from backproof.diagnostic import Diagnostic
from backproof.document import Document, Writer
from backproof.faults.authored import Texts
from backproof.homework import of_packages
from backproof.parts.solver import solve
from backproof.proofreading.faults import Fault
from backproof.proofreading.proofread import proofread
from backproof.terms.loading import load
from backproof.tex.engine import find_engine

# Each word in capitals occurs once on the page.
TERM = r"""
course = "X1"
assignment = 1
title = "A sheet"
due = 2026-01-01T00:00:00
text = "Read this, INTRO."

[[questions]]
id = "q1"
title = "Squares & TITLE"
text = '''
First line.

- an item
- another with $x^2$ and ITEM, then *strong EMPH* words
'''

[[questions.parts]]
kind = "gradient"
points = 1
definition = "f = norm(A @ x - b)**2"
wrt = ["x"]
shapes = { A = "m,n", x = "n", b = "m" }
statement = "An escaped \"quote\", a tab\tand \\$5, then ESCAPED.\n\nLet $f(x) = \\lVert Ax - 7b\\rVert^2$."
hint = "The same words."
remark = '''
| a | b |
| --- | --- |
| 1 | `code_x` and CELL |
'''
rubric = ["1 point for RUBRIC"]

[[questions.parts]]
kind = "gradient"
points = 1
definition = "g = norm(x)**2"
wrt = ["x"]
shapes = { x = "n" }
hint = "The same words."
"""
WORDS = ("INTRO", "TITLE", "ITEM", "EMPH", "ESCAPED", "CELL", "RUBRIC")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document, list[Fault]]:
    root = tmp_path_factory.mktemp("homework")
    file = root / "solutions" / "terms" / "own.toml"
    file.parent.mkdir(parents=True)
    file.write_text(TERM, encoding="utf-8")
    term = load(file)
    solved = tuple(solve(question, term) for question in term.questions)
    homework = of_packages(root, "solutions", "figures")
    document = Writer(homework, term, find_engine("embedded")).write(solved, {"q1": {}})
    return file, document, list(proofread(document.rendered.text, solved).faults)


def place_of(word: str, nth: int = 0) -> tuple[int, int]:
    """The line and column of a word in the term file, from 1."""
    at = -1
    for _ in range(nth + 1):
        at = TERM.index(word, at + 1)
    return TERM.count("\n", 0, at) + 1, at - TERM.rfind("\n", 0, at)


@pytest.mark.parametrize("word", WORDS)
def test_a_finding_is_at_its_word(word: str, written: tuple[Path, Document, list[Fault]]) -> None:
    file, document, _ = written
    (told,) = document.told([Fault(document.rendered.text.index(word, body(document)), "wrong")])
    assert (told.file or "").endswith(file.name)
    assert (told.line, told.column) == place_of(word)
    assert word in (told.source or "")
    assert told.notes[0].startswith("inserted at ")


def body(document: Document) -> int:
    return document.rendered.text.index(r"\begin{document}")


def test_the_same_words_twice_are_told_apart(written: tuple[Path, Document, list[Fault]]) -> None:
    _, document, _ = written
    text = document.rendered.text
    first = text.index("The same words.")
    second = text.index("The same words.", first + 1)
    told = document.told([Fault(first, "wrong"), Fault(second, "wrong")])
    assert [fault.line for fault in told] == [place_of("The same words.", n)[0] for n in (0, 1)]


def test_a_false_equation_is_told_in_the_term_file(written: tuple[Path, Document, list[Fault]]) -> None:
    file, document, faults = written
    assert len(faults) == 1
    (told,) = document.told(faults)
    assert (told.file or "").endswith(file.name)
    assert told.line == place_of("Let $f(x)")[0]
    assert abs((told.column or 0) - place_of("f(x) =")[1]) <= 1


def test_words_of_a_template_stay_there(written: tuple[Path, Document, list[Fault]]) -> None:
    _, document, _ = written
    at = document.rendered.text.rindex("1 point for RUBRIC")
    heading = document.rendered.text.rindex("\\begin{", body(document), at)
    (told,) = document.told([Fault(heading, "wrong")])
    assert (told.file or "").endswith(".tex.j2")


def test_a_text_of_many_signs_alike_takes_no_minutes(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'text = "{"(" * 10_000}"', encoding="utf-8")
    latex = f"%authored\n{'(' * 10_000}%end authored\n"
    started = time.process_time()
    found = Texts((file,)).at_its_place(Diagnostic("too wide"), latex, latex.index("(") + 5000, (0, 0))
    assert (found.line, found.column) == (1, 5009)
    assert time.process_time() - started < 10
