"""Words of a choice in term files: in any case, one alone for a list; others are told with their line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backproof.diagnostic import Diagnostic, InputError
from backproof.kinds.convexity.part import DATA as Convexity
from backproof.kinds.descent.part import DATA as Descent
from backproof.kinds.dual.part import DATA as Dual
from backproof.kinds.eigenvalues.part import DATA as Eigenvalues
from backproof.kinds.likelihood.part import DATA as Likelihood
from backproof.kinds.matrix_factorisation.part import DATA as Factored
from backproof.kinds.set_projection.part import DATA as SetProjection
from backproof.kinds.singular_values.part import DATA as Singular
from backproof.terms.choices import in_any_case, spelt
from backproof.terms.loading import load
from backproof.terms.relations import relations_of

HEAD = """\
course = "M1"
assignment = 1
title = "Choices"
due = 2020-01-01T00:00:00
[[questions]]
id = "q1"
title = "Choices"
[[questions.parts]]
kind = "text"
points = 1
"""


def read(folder: Path, keys: str, kind: type) -> object:
    path = folder / "solutions" / "terms" / "2025-fall.toml"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + keys + "\n", encoding="utf-8")
    (part,) = load(path).questions[0].parts
    return part.data_as(kind)


@pytest.mark.parametrize(
    ("keys", "kind", "key", "meant"),
    [
        ('matrix = [[1]]\nform = "PLU"', Factored, "form", "plu"),
        ('matrix = [[1]]\nform = "Cholesky"', Factored, "form", "cholesky"),
        ('matrix = [[1]]\nask = "Jordan form"', Eigenvalues, "ask", ("Jordan form",)),
        ('matrix = [[1]]\nask = ["POWER", "jordan_form"]', Eigenvalues, "ask", ("power", "Jordan form")),
        ('matrix = [[1]]\nask = "SVD"', Singular, "ask", "svd"),
        ('matrix = [[1]]\nask = "condition number"\nnorm = "Inf"', Singular, "norm", "inf"),
        ('matrix = [[1]]\nask = "condition number"\nnorm = 1', Singular, "norm", 1),
        ('function = "x**2"\nstart = [1]\nmethod = "newton"', Descent, "method", "Newton"),
        ('point = [1]\nset = "L1 ball"', SetProjection, "set", "l1 ball"),
    ],
)  # fmt: skip
def test_words_are_read_in_any_case(tmp_path: Path, keys: str, kind: type, key: str, meant: object) -> None:
    assert getattr(read(tmp_path, keys, kind), key) == meant


def test_one_text_stands_for_a_list_of_texts(tmp_path: Path) -> None:
    found = read(tmp_path, 'objective = "x**2"\nconstraints = "x >= 1"', Dual)
    assert isinstance(found, Dual)
    assert found.constraints == ["x >= 1"]


def test_names_in_one_text_are_a_list(tmp_path: Path) -> None:
    found = read(tmp_path, 'function = "x*y"\nvariables = "y, x"', Convexity)
    assert isinstance(found, Convexity)
    assert found.variables == ["y", "x"]


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("x + y <= 4, 3*x + y <= 6, x, y >= 0", ["x + y <= 4", "3*x + y <= 6", "x, y >= 0"]),
        ("norm([x, y]) <= 1 and x = 0.", ["norm([x, y]) <= 1", "x = 0"]),
        (r"\begin{aligned} x + y &\le 1 \\ x &\ge 3 \end{aligned}", [r"x + y \le 1", r"x \ge 3"]),
        ("\nx = 1\ny = 2\n", ["x = 1", "y = 2"]),
        ("x + y", ["x + y"]),
    ],
)
def test_one_text_states_several_relations(text: str, relations: list[str]) -> None:
    assert relations_of(text) == relations


def test_a_fault_in_one_text_for_a_list_is_told_at_its_column(tmp_path: Path) -> None:
    path = tmp_path / "2025-fall.toml"
    path.write_text(f'{HEAD}constraints = "x >= 1"\n', encoding="utf-8")
    (part,) = load(path).questions[0].parts
    with pytest.raises(InputError) as caught, part.locating("constraints", 0):
        raise InputError(Diagnostic("here", column=6))
    assert (caught.value.diagnostics[0].line, caught.value.diagnostics[0].column) == (11, 21)


@pytest.mark.parametrize(
    ("keys", "kind", "said", "hint"),
    [
        ('matrix = [[1]]\nform = "plw"', Factored, "'form' is 'plw'", "plu"),
        ('matrix = [[1]]\nask = "eigenvalue"', Eigenvalues, "is 'eigenvalue'", "eigenvalues"),
        ('matrix = [[1]]\nask = ["power", "eigenvalue"]', Eigenvalues, "is 'eigenvalue'", "eigenvalues"),
        ('matrix = [[1]]\nask = 3', Eigenvalues, "'ask' is a whole number", None),
    ],
)  # fmt: skip
def test_other_words_are_told_at_their_line(
    tmp_path: Path, keys: str, kind: type, said: str, hint: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, keys, kind)
    (fault,) = caught.value.diagnostics
    assert said in fault.message
    assert fault.line == HEAD.count("\n") + 2
    assert hint is None or hint in (fault.hint or "")


@pytest.mark.parametrize("word", ["Jordan form", "plu", "l1 ball", "positive semidefinite"])
def test_editors_know_the_spellings_that_are_read(word: str) -> None:
    """The schema's expression holds for a text if and only if the text is read as the word."""
    stems = (word, word.upper(), word.title(), word[:-1], word + "s", "x " + word)
    joined = {stem.replace(" ", by) for stem in stems for by in (" ", "  ", "_", "-", " - ", "")}
    for text in {f"{before}{stem}{before}" for stem in joined for before in ("", " ", "_")}:
        assert bool(re.search(in_any_case(word), text)) is (spelt(text, (word,)) == word), text


@pytest.mark.parametrize(
    ("keys", "kind", "hint"),
    [
        ('function = "x**2"\nstart = [1]\nsteps = 2', Descent, "count"),
        ('function = "x**2"\nx0 = [1]', Descent, "start"),
        ('function = "x**2"\nlearning_rate = 1', Descent, "size"),
        ('function = "x**2"\nmethod = "GD"', Descent, "gradient descent"),
        ('f = "x**2"', Convexity, "function"),
        ('objective = "x**2"', Convexity, "function"),
        ('minimize = "x**2"\nconstraints = ["x >= 1"]', Dual, "objective"),
        ('objective = "x**2"\n"s.t." = ["x >= 1"]', Dual, "constraints"),
        ('objective = "x**2"\nsense = "maximise"\nconstraints = ["x >= 1"]', Dual, "max"),
        ('family = "exponential"', Likelihood, "model"),
        ('model = "exponential"\ndata = [1, 2]', Likelihood, "samples"),
    ],
)
def test_other_words_for_keys_and_choices_are_told(tmp_path: Path, keys: str, kind: type, hint: str) -> None:
    with pytest.raises(InputError, match=f"did you mean '{hint}'"):
        read(tmp_path, keys, kind)
