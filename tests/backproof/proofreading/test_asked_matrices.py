"""The matrix that a question shows is that of its data, not its transpose or another."""

from __future__ import annotations

import pytest

from backproof.kinds.dimension.claims import dimension_claim
from backproof.kinds.dimension.spaces import Details
from backproof.proofreading.formulas import Formula
from backproof.proofreading.linear.dimensions import judge
from backproof.proofreading.linear.space import Space
from backproof.spaces.dimension import dimension

ROWS = [[1, 2, 3], [4, 5, 6]]
SHOWN = r"A = \left[\begin{array}{rrr} 1 & 2 & 3 \\ 4 & 5 & 6 \\ \end{array}\right]"
TURNED = r"A = \left[\begin{array}{rr} 1 & 4 \\ 2 & 5 \\ 3 & 6 \\ \end{array}\right]"
ANSWERS = {
    "row_space": r"\dim \operatorname{row}(A) = 2",
    "column_space": r"\dim \operatorname{col}(A) = 2",
    "null_space": r"\dim N(A) = 1",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_matrix_in_print_is_held_against_the_data(kind: str) -> None:
    space = Space(dimension_claim(dimension({kind: ROWS})).data)
    for latex, is_right in ((SHOWN, True), (TURNED, False), (SHOWN.replace("6", "7"), False)):
        formulas = [Formula("text", 1, "a", latex, 0), Formula("box", 1, "a", ANSWERS[kind], 9)]
        told = [fault for fault in judge(space, formulas) if "matrix of the question" in str(fault)]
        assert bool(told) != is_right


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_task_shows_the_rows_as_they_are_given(kind: str) -> None:
    found = dimension({kind: ROWS})
    rows = Details(found, (), (), "", (), "", (), "").asked_matrix  # type: ignore[arg-type]
    assert [[int(cell.latex) for cell in row] for row in rows] == ROWS
