"""Lists typed as in MATLAB, NumPy and on sheets, and fields stated after them: the same as plain lists."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from backproof.commands.questions.dimension import command

SPELT = [
    (("--null-space", "[1 2 3; 4 5 6; 7 8 9]"), ("--null-space", "[[1,2,3],[4,5,6],[7,8,9]]")),
    (("--null-space", "1 2; 2 4"), ("--null-space", "[[1,2],[2,4]]")),
    (("--null-space", "[[1 2 3]\n [4 5 6]\n [7 8 9]]"), ("--null-space", "[[1,2,3],[4,5,6],[7,8,9]]")),
    (("--column-space", "[1, 2; 2, 4]"), ("--column-space", "[[1,2],[2,4]]")),
    (("--row-space", "[1 -2; 1 - 2 1]"), ("--row-space", "[[1,-2],[1-2,1]]")),
    (("--null-space", "[1 - t 2; 2 4]"), ("--null-space", "[[1-t,2],[2,4]]")),
    (("--span", "[1 -2; 3 4], [2 -4; 6 8]"), ("--span", "[[1,-2],[3,4]], [[2,-4],[6,8]]")),
    (("--span", "[1 / 2 1], [sqrt(2) 1]"), ("--span", "[1/2,1], [sqrt(2),1]")),
    (("--span", "(1,2,3); (4,5,6); (7,8,9)"), ("--span", "(1,2,3), (4,5,6), (7,8,9)")),
    (("--span", "(1,1,0),(0,1,1) in R^3"), ("--span", "[1,1,0],[0,1,1]")),
    (("--span", "1+x, x+x^2, 1-x^2 over R"), ("--span", "1+x, x+x^2, 1-x^2")),
    (("--functions", "sin(x); cos(x)"), ("--functions", "sin(x), cos(x)")),
    (("--homogeneous-system", "x+y=0; y+z=0"), ("--homogeneous-system", "x+y=0, y+z=0")),
    (("--span", "[1,1,0],[0,1,1],[1,0,1] over F2"), ("--span", "[1,1,0],[0,1,1],[1,0,1]", "--field", "F2")),
    (("--span", "[1,1,0],[0,1,1],[1,0,1] (mod 2)"), ("--span", "[1,1,0],[0,1,1],[1,0,1]", "--field", "F2")),
    (("--span", "(1,1,0),(0,1,1),(1,0,1) in F_2^3"), ("--span", "[1,1,0],[0,1,1],[1,0,1]", "--field", "F2")),
    (("--column-space", "[1 2; 2 1] over Z/3Z"), ("--column-space", "[[1,2],[2,1]]", "--field", "F3")),
    (("--span", "(1,i),(i,-1) over C"), ("--span", "[1,i],[i,-1]", "--field", "C")),
]


def told(arguments: tuple[str, ...]) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(command, [*arguments, "--format", "json"], catch_exceptions=False)
    return done.exit_code, json.loads(done.output)


@pytest.mark.parametrize(("typed", "plain"), SPELT, ids=[typed[1] for typed, _ in SPELT])
def test_a_list_is_read_as_its_plain_form(typed: tuple[str, ...], plain: tuple[str, ...]) -> None:
    code, found = told(typed)
    assert code == 0
    assert (code, found) == told(plain)


def test_the_field_matters() -> None:
    assert told(("--span", "[1,1,0],[0,1,1],[1,0,1] over F2"))[1]["dimension"] == 2
    assert told(("--span", "[1,1,0],[0,1,1],[1,0,1] over F3"))[1]["dimension"] == 3
