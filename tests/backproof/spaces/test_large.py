"""Large matrices: exact, complete in JSON, readable in the terminal; a fault in any operation is found."""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from click.testing import CliRunner
from sympy.polys.matrices import DomainMatrix

from backproof.commands.questions.dimension import command
from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import null_space, span
from backproof.spaces.linear.elimination import reduce


def product(rows: int, columns: int, rank: int, seed: int) -> list[list[int]]:
    """Return a random integer matrix of at most this rank."""
    draw = random.Random(seed)
    left = [[draw.randint(-9, 9) for _ in range(rank)] for _ in range(rows)]
    right = [[draw.randint(-9, 9) for _ in range(columns)] for _ in range(rank)]
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True)]
        for row in left
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "rank"), [(13, 13, 13), (20, 20, 7), (30, 30, 29), (4, 40, 3), (60, 12, 12)]
)
def test_ranks_of_large_matrices_are_sympys(rows: int, columns: int, rank: int) -> None:
    matrix = product(rows, columns, rank, rows)
    known = DomainMatrix(matrix, (rows, columns), sp.QQ).convert_to(sp.QQ).rank()
    for found, dimension in ((span(matrix), known), (null_space(matrix), columns - known)):
        assert found.dimension == dimension
        assert found.passed, [check for check in found.evidence if not check.passed]
        assert found.is_summarised


@pytest.mark.parametrize("seed", range(6))
def test_whole_elimination_is_reduced_as_sympy_reduces(seed: int) -> None:
    """Use fractions with zeros and dependent rows, so that rows are swapped and columns are free."""
    draw = random.Random(seed)
    rows = [
        [Fraction(draw.choice((0, 0, 1, -2, 7)), draw.randint(1, 9)) for _ in range(12)] for _ in range(9)
    ]
    rows += [[2 * a - b / 3 for a, b in zip(rows[0], rows[1], strict=True)]]
    matrix = tuple(tuple(sp.Rational(x.numerator, x.denominator) for x in row) for row in rows)
    found = reduce(matrix)
    reduced, pivots = sp.Matrix(matrix).rref()
    assert not any(operation.matrix for operation in found.operations)
    assert (sp.Matrix(found.reduced), found.pivots) == (reduced, pivots)
    work = sp.Matrix(matrix)
    for operation in found.operations:
        target, source, factor = operation.target, operation.source, sp.Rational(operation.factor)
        if operation.kind == "swap":
            work.row_swap(target, source)
        elif operation.kind == "scale":
            work[target, :] = factor * work[target, :]
        else:
            work[target, :] = work[target, :] + factor * work[source, :]
    assert work == reduced


def test_a_wrong_operation_among_many_is_seen() -> None:
    right = span(product(14, 14, 9, 3))
    draw = random.Random(5)
    for place in draw.sample(range(len(right.operations)), 12):
        operation = right.operations[place]
        wrong = replace(operation, factor=str(Fraction(operation.factor) + 1))
        for made in ((wrong,), ()):
            operations = (*right.operations[:place], *made, *right.operations[place + 1 :])
            refused = {c.method for c in verify(replace(right, operations=operations)) if not c.passed}
            assert "row operations replayed" in refused, operation.text


def test_a_large_matrix_is_whole_in_json_and_short_in_the_terminal() -> None:
    text = json.dumps(product(50, 50, 50, 8))
    runner = CliRunner()
    whole = json.loads(runner.invoke(command, ["--column-space", text, "--format", "json"]).output)
    assert whole["matrix_text"] == [[str(x) for x in row] for row in json.loads(text)]
    assert len(whole["operations"]) > 1000
    assert all(operation["factor"] for operation in whole["operations"])
    for form in ("text", "latex"):
        shown = runner.invoke(command, ["--column-space", text, "--format", form])
        assert shown.exit_code == 0
        assert len(shown.output) < 6000
        assert f"{len(whole['operations'])} row operations" in shown.output
