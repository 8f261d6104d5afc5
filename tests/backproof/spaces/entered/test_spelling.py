"""Common notation is accepted, and ambiguous notation is reported."""

import json

import pytest
from click.testing import CliRunner

from backproof.commands.questions.dimension import command
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


HANDWRITTEN = {
    "x^2|x|": "x**2*abs(x)",
    "2|x|x": "2*abs(x)*x",
    "|x||x + 1|": "abs(x)*abs(x + 1)",
    "3x^2(x + 1)": "3*x**2*(x + 1)",
    "sin(2x)cos(3x)": "sin(2*x)*cos(3*x)",
    "x(x+1)(x+2)": "x*(x + 1)*(x + 2)",
    "e^x|x - 1|": "e**x*abs(x - 1)",
    "sin^2 x": "sin(x)**2",
    "sin^{2} x": "sin(x)**2",
    "cos 2x": "cos(2*x)",
    "sin 2 pi x": "sin(2*pi*x)",
    "2 sin x cos x": "2*sin(x)*cos(x)",
    "sinx": "sin(x)",
    "cos2x": "cos(2*x)",
    "lnx": "log(x)",
    "ln x^2": "log(x**2)",
    "e^{-x}": "e**(-x)",
    "x e^{2x}": "x*e**(2*x)",
    "e^{x^{2}}": "e**x**2",
    r"\frac{1}{2}\sin x": "1/2*sin(x)",
    r"\sqrt{2} x^{10}": "sqrt(2)*x**10",
    r"\left(x+1\right) \cdot \cos(x)": "(x + 1)*cos(x)",
}


@pytest.mark.parametrize("text", HANDWRITTEN)
def test_handwriting_is_read_where_it_has_one_meaning(text: str) -> None:
    assert to_text(parse(text)) == to_text(parse(HANDWRITTEN[text]))
    assert to_text(parse(to_text(parse(text)))) == to_text(parse(text))


TWOFOLD = {
    "1/2x": "write * between factors: 1/2*x",
    "e^2x": "write e^(2*x) or e^2*x",
    "ln x/2": "write ln(x)/..., or all of the argument in parentheses",
    "sin x*y": "write sin(x)*..., or all of the argument in parentheses",
    "sin n x": "write sin(n)*..., or all of the argument in parentheses",
    "log2x": "write log2(x) or log(2*x)",
    "2 3": "write * between factors: 2*3",
}


@pytest.mark.parametrize("text", TWOFOLD)
def test_what_has_two_readings_is_refused_with_both(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert caught.value.diagnostics[0].hint == TWOFOLD[text]


@pytest.mark.parametrize("text", ["(1, 2x), (x, 3)", "[1, 2x], [x, 3]"])
def test_entries_of_lists_need_no_product_signs_either(text: str) -> None:
    assert run("--span", text) == run("--span", "[1, 2*x], [x, 3]")


@pytest.mark.parametrize("text", ["(1 t 0), (0 1 t)", "(1 0), (0 1)", "[[1, 2 t]]"])
def test_a_space_in_a_list_is_no_product_sign(text: str) -> None:
    with pytest.raises(InputError):
        parse_items(text)


@pytest.mark.parametrize("matrix", ["bmatrix", "pmatrix"])
def test_matrices_and_columns_of_latex(matrix: str) -> None:
    shown = rf"\begin{{{matrix}}} 1 & t \\ 3 & 4 \\ \end{{{matrix}}}"
    assert run("--null-space", shown) == run("--null-space", "[[1, t], [3, 4]]")
    columns = rf"\begin{{{matrix}}} 1 \\ 2 \end{{{matrix}}}, \begin{{{matrix}}} 2 \\ 4 \end{{{matrix}}}"
    assert run("--span", columns) == run("--span", "[1, 2], [2, 4]")


def test_other_faults_get_no_hint_about_products() -> None:
    for text in ("x +, 1", "x), 1", "2 * , 1"):
        error = CliRunner().invoke(command, ["--span", text]).exception
        assert isinstance(error, InputError)
        assert "between factors" not in (error.diagnostics[0].hint or "")


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("xy, x^2, y^2, (x+y)^2", "x*y, x**2, y**2, (x+y)**2"),
        ("xy, yx", "x*y, y*x"),
        ("xe^x, e^x", "x*e^x, e^x"),
        ("xe^{2x}, e^{2x}", "x*e^(2*x), e^(2*x)"),
    ],
)
def test_letters_side_by_side_are_factors(text: str, apart: str) -> None:
    assert run("--span", text) == run("--span", apart)


def test_names_of_several_letters_that_are_no_variables_remain() -> None:
    assert "span{alpha, beta, theta} = 3" in run("--span", "alpha, beta, theta")
    assert "span{xy, x} = 2" in run("--polynomials", "xy, x", "--variables", "xy, x")


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("sin(pi x), sin(2 pi x)", "sin(pi*x), sin(2*pi*x)"),
        ("exp(a x), exp(b x)", "exp(a*x), exp(b*x)"),
        ("e^(2 pi x), 1", "e^(2*pi*x), 1"),
        ("sin((2 pi x)/3), 1", "sin((2*pi*x)/3), 1"),
        ("relu(x), |x|, x", "max(x, 0), |x|, x"),
        ("arsinh(x), x", "asinh(x), x"),
    ],
)
def test_spaces_in_an_argument_stand_between_factors(text: str, apart: str) -> None:
    assert run("--functions", text) == run("--functions", apart)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("x = 2y = 3z", "x = 2*y, 2*y = 3*z"),
        ("a = b = c = d, a + d = 0", "a = b, b = c, c = d, a + d = 0"),
        ("x == y, y == z", "x = y, y = z"),
    ],
)
def test_chains_of_equations(text: str, apart: str) -> None:
    assert run("--homogeneous-system", text) == run("--homogeneous-system", apart)


def test_faults_of_a_chain_are_told_at_its_number() -> None:
    for text, said in (
        ("x = z, x = y = 1", "equation 2: a constant stands alone"),
        ("x = y =", "a side of equation 1 is missing"),
    ):
        error = CliRunner().invoke(command, ["--homogeneous-system", text]).exception
        assert isinstance(error, InputError)
        assert error.diagnostics[0].message == said
