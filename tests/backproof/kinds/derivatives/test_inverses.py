"""Terms with determinants and inverses of products, which exist for some sizes only."""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.terms.loading import load
from backproof.terms.term import Term
from solutions import solve

HEAD = """
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00

[[questions]]
id = "q"
title = "Question"
"""
GRADIENTS = """kind = "gradient"
definition = "f = {definition}"
wrt = [{wrt}]
shapes = {{ {shapes} }}

[[questions.parts]]
id = "qa"
title = "Dimensions"
points = 1

[[questions.parts]]
id = "qb"
title = "Gradients"
points = 1
"""
CLAIM = """kind = "statement"
points = 1
left = "{left}"
right = "{right}"
shapes = {{ A = "n,d" }}
"""


def term_of(folder: Path, text: str) -> Term:
    path = folder / "sheet.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load(path)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("definition", "wrt", "shapes"),
    [
        ("log(det(Q.T @ Q))", '"Q"', 'Q = "n,k"'),
        ("logdet(Q @ Q.T)", '"Q"', 'Q = "k,n"'),
        ("tr(inv(M @ diag(u) @ M.T))", '"u", "M"', 'M = "m,n", u = "n"'),
        ("b.T @ inv(A.T @ A) @ b", '"A", "b"', 'A = "n,d", b = "d"'),
        ("norm(A @ inv(A.T @ A) @ A.T @ y - y)**2", '"A", "y"', 'A = "n,d", y = "n"'),
    ],
)
def test_gradients(tmp_path: Path, definition: str, wrt: str, shapes: str) -> None:
    term = term_of(tmp_path, GRADIENTS.format(definition=definition, wrt=wrt, shapes=shapes))
    for answer in solve(term.questions[0], term).answers:
        assert answer.passed, [check for check in answer.evidence if not check.passed]


@pytest.mark.parametrize(
    ("left", "right", "passed"),
    [
        ("A", "A @ inv(A.T @ A) @ A.T @ A", True),
        ("A @ inv(A.T @ A) @ A.T @ A", "A", True),
        ("A", "2 * A @ inv(A.T @ A) @ A.T @ A", False),
        ("A", "A @ A.T @ A @ inv(A.T @ A)", True),
        ("A.T @ A @ inv(A.T @ A)", "eye(d)", True),
        ("A @ inv(A.T @ A) @ A.T", "eye(n)", False),
    ],
)
def test_a_claim_is_judged_where_its_sides_have_values(
    tmp_path: Path, left: str, right: str, passed: bool
) -> None:
    term = term_of(tmp_path, CLAIM.format(left=left, right=right))
    (answer,) = solve(term.questions[0], term).answers
    assert answer.passed == passed
