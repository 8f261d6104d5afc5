"""Parts of several kinds that vary: what is drawn anew, and row operations held against the claims' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.answer import Solution
from backproof.terms.folder import TermFolder
from backproof.terms.loading import load
from backproof.terms.term import Question, Term
from backproof.variants.reference import reference_of
from backproof.variants.variant import draw

SHEET = """\
course = "M1"
assignment = 1
title = "Parts"
due = 2025-03-10T18:00:00
{functions}
[variants.values]
{values}

[[questions]]
id = "q"
title = "Q"
{parts}
"""
PART = '\n[[questions.parts]]\npoints = 1\nkind = "{}"\n{}\n'


def sheet(folder: Path, values: str, *parts: tuple[str, str], functions: str = "") -> Path:
    path = folder / "package" / "terms" / "sheet.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = "".join(PART.format(*part) for part in parts)
    path.write_text(SHEET.format(values=values, parts=written, functions=functions), encoding="utf-8")
    return path


ONES = 'A = { recipe = "matrix", rows = 3, columns = 4, rank = 2, pivots = "ones" }'
LIKE_THE_REFERENCE = {
    "kernel": (ONES, ("dimension", 'null_space = "{{ A }}"')),
    "column space": (ONES, ("dimension", 'column_space = "{{ A }}"')),
    "inverse": (
        'A = { recipe = "matrix", size = 3, pivots = "ones", within = 9 }',
        ("inverse", 'matrix = "{{ A }}"'),
    ),
    "factors": (
        'A = { recipe = "matrix", size = 3, pivots = "whole", within = 9 }',
        ("matrix_factorisation", 'form = "plu"\nmatrix = "{{ A }}"'),
    ),
    "Cholesky": (
        'A = { recipe = "matrix", size = 3, definite = "positive", pivots = "units", within = 20 }',
        ("matrix_factorisation", 'form = "cholesky"\nmatrix = "{{ A }}"'),
    ),
    "name": (
        'v = { recipe = "choice", among = ["x", "u", "w"] }',
        (
            "gradient",
            'definition = "f = norm(A @ {{ v }} - b)**2"\nwrt = ["{{ v }}"]\n'
            'shapes = { A = "m,n", b = "m", "{{ v }}" = "n" }',
        ),
    ),
    "exponent": (
        'n = { recipe = "integer", low = 3, high = 7 }',
        ("gradient", 'definition = "f = sum(x)**{{ n }}"\nwrt = ["x"]\nshapes = { x = "n" }'),
    ),
    "data": (
        'd = { recipe = "choice", among = [{ A = [[2, 1], [0, 3]], x = [1, 1] }, '
        "{ A = [[1, 4], [2, 3]], x = [1, 2] }] }",
        (
            "derivative",
            'definition = "f = x.T @ A @ x"\nwrt = ["x"]\nshapes = { A = "2,2", x = "2" }\n'
            'ask = ["value", "gradient"]\nat = { A = "{{ d.A }}", x = "{{ d.x }}" }',
        ),
    ),
    "parameter": (
        'a = { recipe = "choice", among = [2, 3, 5, 6, 7] }',
        ("linear_system", 'matrix = [[1, "a"], ["a", "{{ a }}"]]\nright_side = [1, 1]'),
    ),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", LIKE_THE_REFERENCE)
def test_most_first_drawings_are_as_hard_as_the_reference(tmp_path: Path, name: str) -> None:
    values, part = LIKE_THE_REFERENCE[name]
    reference = reference_of(sheet(tmp_path, values, part))
    found = [draw(reference.path, seed, reference=reference) for seed in range(1, 5)]
    assert sum(variant.attempts for variant in found) <= 8
    assert len({variant.digest for variant in found}) > 1


def operations(path: Path, text: str) -> list[list[str]]:
    """The kinds of row operations in the claims, which are replayed when they are verified."""
    term = load(path, text=text)
    (solution,) = (TermFolder(path.parent.parent, "package").solve(q, term) for q in term.questions)
    return [
        [kind for kind, *_ in claim.data["operations"]]  # type: ignore[attr-defined]
        for answer in solution.answers
        for claim in answer.claims
    ]


def test_row_operations_are_those_of_the_claims(tmp_path: Path) -> None:
    loose = 'A = { recipe = "matrix", rows = 2, columns = 3, rank = 2, within = 2 }'
    path = sheet(tmp_path, loose, ("dimension", 'null_space = "{{ A }}"'))
    reference = reference_of(path)
    found = [draw(path, seed, reference=reference) for seed in range(6)]
    claimed = [operations(path, variant.term_text) for variant in found]
    assert any(variant.refused for variant in found)
    assert claimed == [[list(reference.profiles["qa"].operations)]] * len(found)


def test_only_the_values_of_a_refused_answer_are_drawn_again(tmp_path: Path) -> None:
    values = 'A = { recipe = "matrix", size = 2, invertible = true }\n'
    values += 'B = { recipe = "integer", low = 2, high = 9 }'
    parts = (("inverse", 'matrix = "{{ A }}"'), ("determinant", 'matrix = [[1, "{{ B }}"], [3, 4]]'))
    path = sheet(tmp_path, values, *parts)
    reference = reference_of(path)
    found = next(
        variant
        for seed in range(1, 20)
        if (variant := draw(path, seed, reference=reference)).refused
        and {refusal.answer for refusal in variant.refused} == {"qa"}
    )
    first = reference.template.values(found.seed, {})
    assert found.values["B"] == first["B"]
    assert found.values["A"] != first["A"]


def test_a_function_matters_to_the_answers_that_name_it(tmp_path: Path) -> None:
    gradient = 'definition = "f = sum({}(x))"\nwrt = ["x"]\nshapes = {{ x = "n" }}'
    path = sheet(
        tmp_path,
        'g = { recipe = "choice", among = ["tanh(t)", "sin(t)"] }',
        ("gradient", gradient.format("phi")),
        ("gradient", gradient.format("outer")),
        ("gradient", gradient.format("other")),
        functions='functions = ["phi(t) = {{ g }}", "outer(t) = phi(2*t)", "other(t) = t**3"]',
    )
    assert set(reference_of(path).depends) == {"qa", "qb"}


def test_a_question_that_is_answered_as_a_whole_is_solved_once(tmp_path: Path) -> None:
    part = '\n[[questions.parts]]\nid = "{}"\ntitle = "T"\npoints = 2\n'
    text = SHEET.format(
        values='g = { recipe = "choice", among = ["tanh", "sin"] }',
        functions="",
        parts='kind = "gradient"\ndefinition = "q = b * {{ g }}(x)"\nwrt = ["x", "b"]\n'
        'shapes = { x = "d", b = "" }\n' + part.format("qa") + part.format("qb"),
    )
    path = sheet(tmp_path, "")
    path.write_text(text, encoding="utf-8")
    solved: list[str] = []

    def solve(question: Question, term: Term) -> Solution:
        solved.append(question.id)
        return TermFolder(path.parent.parent, "package").solve(question, term)

    reference = reference_of(path, solve=solve)
    assert set(reference.profiles) == {"qa", "qb"}
    assert draw(path, 1, reference=reference).attempts == 1
    assert solved == ["q", "q"]


@pytest.mark.slow
def test_an_answer_can_have_a_band_of_its_own(tmp_path: Path) -> None:
    values = 'A = { recipe = "matrix", rows = 2, columns = 3, rank = 2, within = 3 }'
    part = ("dimension", 'null_space = "{{ A }}"')
    own = '\n\n[variants.difficulty]\nanswers.qa.row_operations = "kinds"\nanswers.qa.numbers = 1000'
    strict, loose = (
        sum(draw(path, seed, reference=reference).attempts for seed in range(1, 5))
        for text in (values, values + own)
        for path in [sheet(tmp_path, text, part)]
        for reference in [reference_of(path)]
    )
    assert loose < strict
