"""`python build.py solve`: a part in a file of its own, and where its faults are told."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backproof.commands.questions.solve import command
from backproof.diagnostic import InputError

DETERMINANT = """\
kind = "determinant"
id = "a"
matrix = [
  [1, 2],
  [3, "4/3"],
]
"""


def run(folder: Path, part: str, *options: str) -> Result:
    """The command's result; InputError comes through, as the command line expects."""
    file = folder / "part.toml"
    file.write_text(part, encoding="utf-8")
    result = CliRunner().invoke(command, [str(file), *options])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_part_is_answered_as_text_latex_and_data(tmp_path: Path) -> None:
    assert "-14/3" in run(tmp_path, DETERMINANT).output.replace("−", "-")
    assert r"\frac{14}{3}" in run(tmp_path, DETERMINANT, "--format", "latex").output
    answer = json.loads(run(tmp_path, DETERMINANT, "--format", "json").output)
    assert answer["claims"] and all(check["passed"] for check in answer["checks"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"4/3"', "1e400", "5:7: error: row 2, entry 2: inf is not"),
        ('"4/3"', '"4/0"', "5:10: error: division by zero"),
        ('"4/3"', '"1 + 2*("', "5:15: error: .*"),
        ("[1, 2]", "[x, 2]", "4:4: error: .*"),
        ("[1, 2]", "[1]", "5:3: error: row 2 of 'matrix' has 2 entries; expected 1"),
    ],
)
def test_a_fault_is_told_at_its_entry(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError, match=f"part.toml:{told}"):
        run(tmp_path, DETERMINANT.replace(old, new))


def test_a_fault_of_a_vector_is_told_at_its_entry(tmp_path: Path) -> None:
    part = 'kind = "linear_system"\nid = "a"\nmatrix = [[1, 2], [3, 4]]\nright_side = [1,\n  nan]\n'
    with pytest.raises(InputError, match=r"part.toml:5:3: error: .*nan is not an exact entry"):
        run(tmp_path, part)


@pytest.mark.parametrize("kind", ["projection", "least_squares", "backpropagation", "dimension"])
def test_an_example_with_a_figure_is_text(kind: str, tmp_path: Path) -> None:
    """Nothing is drawn in the terminal."""
    folder = files("backproof.kinds") / kind
    assert "error" not in run(tmp_path, (folder / "part.toml").read_text("utf-8")).output


def test_numbers_far_from_one_are_no_fault(tmp_path: Path) -> None:
    part = 'kind = "likelihood"\nmodel = "exponential"\nsamples = [2, 1, 31000, 3]\n'
    assert run(tmp_path, part).exit_code == 0


def test_a_table_in_place_of_a_number_is_told(tmp_path: Path) -> None:
    part = 'kind = "set_projection"\nset = "box"\npoint = [3]\nlower = { a = 1 }\nupper = 2\n'
    with pytest.raises(InputError, match="this is no number"):
        run(tmp_path, part)


def test_a_weight_that_is_not_positive_is_told_at_its_place(tmp_path: Path) -> None:
    part = 'kind = "least_squares"\nmatrix = [[1], [1]]\nright_side = [1, 0]\nweights = [1, -1]\n'
    with pytest.raises(InputError, match=r"part\.toml:4:15: error: this weight is not positive"):
        run(tmp_path, part)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("kkt", "constraints"),
        ("dual", "constraints"),
        ("linear_program", "constraints"),
        ("convex_set", "conditions"),
    ],
)
def test_an_empty_list_of_conditions_is_told(kind: str, key: str, tmp_path: Path) -> None:
    more = {"linear_program": 'sense = "max"\n', "convex_set": ""}.get(kind, "")
    objective = (
        "" if kind == "convex_set" else 'objective = "x**2"\n' if kind == "dual" else 'objective = "x + y"\n'
    )
    with pytest.raises(InputError, match=f"there is no {key[:-1]}; expected a list"):
        run(tmp_path, f'kind = "{kind}"\n{more}{objective}{key} = []\n')
