"""The command `build.py dimension` from the user's point of view."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from backproof.answer import Check
from backproof.commands.questions.dimension import command
from backproof.diagnostic import InputError


def run(*arguments):
    return CliRunner().invoke(command, arguments)


SPANS = [
    ("5, cos(2*x), cos(x)**2", "functions", 2),
    ("[1,-2,2],[2,-2,4]", "span", 2),
    ("[[1,-2,2],[2,-4,4]]", "span", 1),
    ("[[1,0],[0,1]],[[1,1],[1,1]]", "matrices", 2),
    ("x*y, x**2, x*(x + y)", "polynomials", 2),
    ("abs(x), x", "functions", 2),
]


@pytest.mark.parametrize(("text", "kind", "expected"), SPANS)
def test_a_span_is_told_by_its_entries(text, kind, expected):
    result = run("--span", text, "--format", "json")
    found = json.loads(result.output)
    assert result.exit_code == 0
    assert (found["source"]["kind"], found["dimension"]) == (kind, expected)
    assert {"basis", "relations", "steps", "certificate", "checks"} <= set(found)
    assert all(check["passed"] for check in found["checks"])


def test_every_kind_has_its_option():
    matrix = "[[1,3,2],[2,1,4],[4,7,8]]"
    expected = {"--column-space": 2, "--row-space": 2, "--null-space": 1, "--homogeneous-system": 1}
    for option, dimension in expected.items():
        assert json.loads(run(option, matrix, "--format", "json").output)["dimension"] == dimension
    both = "[[1,0,0],[0,1,0]], [[0,1,0],[0,0,1]]"
    assert json.loads(run("--sum", both, "--format", "json").output)["dimension"] == 3
    assert json.loads(run("--intersection", both, "--format", "json").output)["dimension"] == 1
    assert "dim L = 1" in run("--homogeneous-system", "x + 2*y = z, x - y = 0").output


def test_text_shows_the_work():
    output = run("--column-space", "[[1,-2],[2,-4]]", "--name", "B").output
    assert output.startswith("dim col(B) = 1\n")
    for line in (
        "R2 <- R2 - 2R1",
        "Pivot columns: 1; rank 1",
        "Relation: a2 = -2*a1",
        "At least 1",
        "At most 1",
    ):
        assert line in output


def test_latex_needs_amsmath_alone():
    output = run("--null-space", "[[1,3,2],[2,1,4],[4,7,8]]", "--format", "latex").output
    assert r"\boxed{\dim N(A) = 1}" in output
    assert r"\mathbb" not in output


def test_domain_and_variables():
    on_the_right = run("--span", "abs(x), x", "--domain", "(0, oo)", "--format", "json")
    assert json.loads(on_the_right.output)["dimension"] == 1
    parameters = run("--span", "x + t, x + 1", "--variables", "x", "--format", "json")
    assert json.loads(parameters.output)["answer"]["text"] == "2 unless t = 1 (1)"


def test_an_open_dimension_ends_with_exit_code_1():
    result = run("--span", "[atan(1/2) + atan(1/3), 1], [pi/4, 1]", "--format", "json")
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found["dimension"] is None
    assert (found["at_least"], found["at_most"]) == (1, 2)


@pytest.mark.parametrize(
    ("text", "column"), [("[1,2],[3,2.5]", 10), ("foo(x)", 1), ("[1,2],x", 1), ("", 1), ("5, 1/2x", 7)]
)
def test_bad_input_is_one_input_error_with_its_column(text, column):
    result = run("--span", text)
    assert isinstance(result.exception, InputError)
    (diagnostic,) = result.exception.diagnostics
    assert (result.exception.exit_code, diagnostic.column, diagnostic.source) == (2, column, text)


def test_exactly_one_space_is_asked_for():
    assert run().exit_code == 2
    assert run("--span", "x", "--null-space", "[[1]]").exit_code == 2


@pytest.mark.parametrize("form", ["text", "latex", "json"])
def test_a_line_that_says_something_else_ends_with_exit_code_1(monkeypatch, form):
    from backproof.spaces.proved import lists as module

    found = module.spanned

    def planted(columns):
        right = found(columns)
        first, *others = right.steps
        return replace(right, steps=(replace(first, text=f"{first.text} + 1"), *others))

    words = ("--span", "[1,-2,2],[2,-2,4]", "--format", form)
    assert run(*words).exit_code == 0
    monkeypatch.setattr(module, "spanned", planted)
    result = run(*words)
    assert result.exit_code == 1
    assert form == "latex" or "FAILED" in result.output or '"passed": false' in result.output


def test_a_check_of_a_line_alone_ends_with_exit_code_1(monkeypatch):
    from backproof.spaces.proved import lists as module

    wrong, judged = Check("planted", "A", 1.0, 0.0), module.judged

    def with_a_wrong_line(found):
        right = judged(found)
        return replace(right, steps=tuple(replace(step, check=wrong) for step in right.steps))

    monkeypatch.setattr(module, "judged", with_a_wrong_line)
    result = run("--span", "[1,-2,2],[2,-2,4]")
    assert result.exit_code == 1
    assert "FAILED  planted" in result.output
