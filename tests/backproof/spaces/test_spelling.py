"""Common notation is accepted, and ambiguous notation is reported."""

import json

import pytest
from click.testing import CliRunner

from backproof.commands.dimension import command
from backproof.diagnostic import InputError
from backproof.spaces.dimension import dimension
from backproof.spaces.language.syntax import parse, parse_items, to_text


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


SPELT = {
    "x^2": "x**2",
    "2^-3": "2**(-3)",
    "x^2^3": "x**2**3",
    "-x^2": "-x**2",
    "e^x": "e**x",
    "e^(2*x)": "e**(2*x)",
    "|x|": "abs(x)",
    "2 + |x - 1|": "2 + abs(x - 1)",
    "|x|*|y|": "abs(x)*abs(y)",
    "x*|x|^3": "x*abs(x)**3",
    "||x| - 1|": "abs(abs(x) - 1)",
    "Abs(x)": "abs(x)",
}


@pytest.mark.parametrize("text", SPELT)
def test_spellings_mean_the_same(text: str) -> None:
    assert to_text(parse(text)) == to_text(parse(SPELT[text]))


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("(1,0,0),(0,1,0)", "[1,0,0],[0,1,0]"),
        ("((1,2),(3,4))", "[[1,2],[3,4]]"),
        ("[(1,0),(2,1)]", "[[1,0],[2,1]]"),
        ("(1 + 1, (2 + 3)*2)", "[1 + 1, (2 + 3)*2]"),
        ("(1 + 2)*x, 3", "(1 + 2)*x, 3"),
    ],
)
def test_vectors_in_parentheses(text: str, lists: str) -> None:
    def plain(tree: object) -> object:
        return [plain(part) for part in tree] if isinstance(tree, tuple) else to_text(tree)  # type: ignore[arg-type]

    assert plain(parse_items(text)) == plain(parse_items(lists))


def test_unknowns_come_in_the_order_in_which_they_occur() -> None:
    output = run("--homogeneous-system", "x+2*y-z=0, 2*x-y+3*w=0")
    assert output.splitlines()[0] == "dim L = 2, in the unknowns x, y, z, w"
    found = json.loads(run("--homogeneous-system", "b - a = c, d = a", "--format", "json"))
    assert found["source"]["variables"] == ["b", "a", "c", "d"]
    assert found["matrix_text"] == [["1", "-1", "-1", "0"], ["0", "-1", "0", "1"]]


def test_unknowns_that_no_equation_names_count_where_they_are_declared() -> None:
    told = run("--homogeneous-system", "b-c=0").splitlines()
    assert told[0] == "dim L = 1, in the unknowns b, c"
    assert "declare all with --variables" in told[1]
    declared = run("--homogeneous-system", "b-c=0", "--variables", "a, b, c, d").splitlines()
    assert declared[0] == "dim L = 3, in the unknowns a, b, c, d"
    assert not any("declare" in line for line in declared)


@pytest.mark.parametrize(
    "part",
    [
        {"span": [["1 + i", "2*i"], ["1", "1 + i"]]},
        {"null_space": [["j", 1]]},
        {"intersection": [[[1, 0]], [[0, 1]]]},
        {"homogeneous_system": ["i*x + y = 0"], "variables": ("x", "y")},
        {"homogeneous_system": ["i + k = 0"], "variables": ("i", "k")},
        {"polynomials": ["i", "i**2"]},
    ],
    ids=str,
)
def test_the_imaginary_unit_is_never_taken_for_a_real_symbol_in_silence(part: dict[str, object]) -> None:
    told = any("not the imaginary unit" in reading.text for reading in dimension(part).readings)
    is_open = "i*x" in str(part) or "span" in part or "null_space" in part
    assert told == is_open


def test_the_way_over_the_complex_numbers_leads_there() -> None:
    """Check that (1+i, 2i), (1, 1+i) are dependent over C, and x (1+i) + 2i y = 0 has nullity 1 there."""
    real = {"span": [[1, 0, 1, 2], [-1, -2, 1, 0], [1, 1, 0, 1], [0, -1, 1, 1]]}
    assert dimension(real).dimension == 2 * 1
    assert dimension({"null_space": [[1, 0, -1, -2], [1, 2, 1, 0]]}).dimension == 2 * 1


LACKING = {
    "x^2|x|": "x^2*|x|",
    "2|x|x": "2*|x|*x",
    "|x||x + 1|": "|x|*|x + 1|",
    "3x^2(x + 1)": "3*x^2*(x + 1)",
    "sin(2x)cos(3x)": "sin(2*x)*cos(3*x)",
    "x(x+1)(x+2)": "x*(x+1)*(x+2)",
    "e^x|x - 1|": "e^x*|x - 1|",
}


@pytest.mark.parametrize("text", LACKING)
def test_the_hint_for_missing_product_signs_is_the_entry_with_them(text: str) -> None:
    error = CliRunner().invoke(command, ["--span", f"{text}, 1"]).exception
    assert isinstance(error, InputError)
    hint = error.diagnostics[0].hint
    assert hint == f"write * between factors: {LACKING[text]}"
    assert "= 2" in run("--span", f"{hint.partition(': ')[2]}, 1")


def test_the_hint_is_the_one_entry_of_a_list_that_lacks_a_product_sign() -> None:
    for text in ("(1, 2x), (x, 3)", "[1, 2x], [x, 3]"):
        error = CliRunner().invoke(command, ["--span", text]).exception
        assert isinstance(error, InputError)
        assert error.diagnostics[0].hint == "write * between factors: 2*x"


def test_other_faults_get_no_hint_about_products() -> None:
    for text in ("x +, 1", "x), 1", "2 * , 1"):
        error = CliRunner().invoke(command, ["--span", text]).exception
        assert isinstance(error, InputError)
        assert "between factors" not in (error.diagnostics[0].hint or "")
