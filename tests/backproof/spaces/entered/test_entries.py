"""Invalid input: one line with the position, what was expected, and what to do."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.checking.printed.operation_lines import operation_reads_right
from backproof.spaces.dimension import (
    column_space,
    dimension,
    functions,
    homogeneous_system,
    span,
)
from backproof.spaces.language.printing import entry
from backproof.spaces.language.syntax import parse, to_text

BAD = [
    ({"span": [[1, 2], [3]]}, "vector 2", None),
    ({"span": [[1, 0.5]]}, "vector 1, entry 2: 0.5 is not an exact entry", None),
    ({"span": [[1, "0.5"]]}, "0.5 is a floating-point number", 1),
    ({"span": [[1, True]]}, "not an exact entry", None),
    ({"span": "nothing"}, "is not a list", None),
    ({"span": []}, "is empty", None),
    ({"span": [[]]}, "is empty", None),
    ({"span": [[1] * 101] * 100}, "100 by 101", None),
    ({"span": [[1] * 201]}, "1 by 201", None),
    ({"span": [["sqrt(2)"] * 21] * 21}, "441 entries", None),
    ({"span": [[10**16000]]}, "too large", None),
    ({"span": [["9" * 17000]]}, "17000 digits", 1),
    ({"span": [["9**9**9**9"]]}, "too large", None),
    ({"span": [["1/(2 - 2)"]]}, "division by zero", None),
    ({"span": [["sqrt(-1)"]]}, "not real", None),
    ({"span": [["sin(t)"]]}, "not rational in its symbols", None),
    ({"span": [["(" * 5000]]}, "nested too deeply", 41),
    ({"span": [["1" + "+1" * 20000]]}, "characters", 1),
    ({"span": [["x.__class__"]]}, "unexpected character '.'", 2),
    ({"span": [["__import__('os').system('true')"]]}, "unexpected character '_'", 1),
    ({"span": [["[x for x in y]"]]}, "unexpected '['", 1),
    ({"span": [["import"]]}, "not a name of the language", 1),
    ({"span": [["1/2x"]]}, "unexpected 'x'", 4),
    ({"span": [["2$3"]]}, "unexpected character '$'", 2),
    ({"span": [["|x"]]}, "the text ends here", 3),
    ({"span": [["I"]]}, "'I' is not a name", 1),
    ({"matrices": [[[1, 2]], [[1], [2]]]}, "matrix 2 is 2 by 1", None),
    ({"sum": [[[1, 2]], [[1]]]}, "vectors of W have length 1", None),
    ({"sum": [[[1, 2]]]}, "1 subspaces", None),
    ({"intersection": [[["t", 2]], [[1, 1]]]}, "symbols", None),
    ({"homogeneous_system": ["x + y = 1"]}, "a constant stands alone", None),
    ({"homogeneous_system": ["x*y = 0"]}, "not linear", None),
    ({"polynomials": ["1/x"]}, "not a polynomial", 1),
    ({"polynomials": ["(x + y + z)**400"]}, "too large", 12),
    ({"polynomials": ["x**501"]}, "too large", 4),
    ({"functions": ["sinn(x)"]}, "unknown function 'sinn'", 1),
    ({"functions": ["sin"]}, "without its argument", 1),
    ({"functions": ["log(x*y)", "y"]}, "no product of powers", None),
    ({"functions": ["log(x)"], "domain": ["-1", "1"]}, "not defined at x = 0", 1),
    ({"functions": ["log(x**2)"], "domain": ["-1", "1"]}, "not defined at x = 0", 1),
    ({"functions": ["tan(x)"], "domain": [0, 2]}, "not defined at x = pi/2", 1),
    ({"functions": ["sqrt(x - 1/3)"], "domain": "(0, 1)"}, "not defined", None),
    ({"functions": ["x"], "domain": [1, 0]}, "is empty", None),
    ({"functions": ["x"], "domain": "nowhere"}, "no interval", None),
    ({"functions": ["x"], "domain": ["-pie", "pie"]}, "not a number", None),
    ({"columnspace": [[1]]}, "unknown kind of space 'columnspace'", None),
    ({"span": [[1]], "null_space": [[1]]}, "span and null_space", None),
]


@pytest.mark.parametrize(("part", "message", "column"), BAD)
def test_one_clear_error(part, message, column):
    with pytest.raises(InputError) as caught:
        dimension(part)
    (diagnostic,) = caught.value.diagnostics
    assert message in str(diagnostic)
    assert "\n" not in str(diagnostic)
    if column is not None:
        assert diagnostic.column == column


def test_hints():
    assert _hint(functions, ["sinn(x)"]) == "did you mean 'sin'?"
    assert _hint(span, [["0.5"]]) == "write 1/2 in place of 0.5"
    assert _hint(column_space, [["1/2x"]]) == "write * between factors: 1/2*x"
    assert "no subspace" in _hint(homogeneous_system, ["x = 1"])
    assert "imaginary" in _hint(span, [["2*I"]])
    assert _hint(span, [["y''"]]) == "derivatives are not in the language"
    assert _hint(functions, ["x if x > 0"]) == "conditions are not in the language"
    assert _hint(dimension, {"spam": [[1]]}) == "did you mean 'span'?"


def _hint(kind, data):
    with pytest.raises(InputError) as caught:
        kind(data)
    return caught.value.diagnostics[0].hint


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(alphabet="x12+-*/()[], .t_^'sincolg\\\"=\n\x00é", max_size=30))
def test_no_text_brings_anything_but_an_input_error(text):
    try:
        node = parse(text)
    except InputError:
        return
    assert parse(to_text(node)) is not None
    assert to_text(parse(to_text(node))) == to_text(node)


WRITTEN = [
    ("1/2", r"\frac{1}{2}"),
    ("sqrt(2)*t", r"\sqrt{2} \, t"),
    ("(x - 2)*(x + 2)", r"\left(x - 2\right) \left(x + 2\right)"),
    ("cos(x)**2", r"\cos^2 x"),
    ("sin(x + 1)", r"\sin\left(x + 1\right)"),
    ("exp(-2*x)", r"e^{-2 x}"),
    ("abs(x)", r"\left|x\right|"),
    ("x**10", "x^{10}"),
    ("-(x + 1)", r"-\left(x + 1\right)"),
    ("alpha1*x", r"\alpha_{1} \, x"),
    ("2*3", r"2 \cdot 3"),
]


@pytest.mark.parametrize(("text", "latex"), WRITTEN)
def test_entries_are_printed_as_written(text, latex):
    assert entry(text).latex == latex


@pytest.mark.parametrize(
    ("matrix", "letter"),
    [
        ([["1", "a"], ["a", "2"]], "R"),
        ([["1", "R1"], ["R1", "2"]], "Z"),
        ([["1", "R_12"], ["R_12", "2"]], "Z"),
        ([["1", "R"], ["R", "2"]], "Z"),
        ([["R1", "Z2"], ["1", "1"]], "S"),
    ],
)
def test_rows_are_not_called_as_a_symbol(matrix: list[list[str]], letter: str) -> None:
    found = column_space(matrix)
    assert found.passed
    assert found.operations
    for operation in found.operations:
        assert operation.text.startswith(letter)
        assert operation.latex.startswith(f"{letter}_")


def test_a_row_called_as_a_symbol_is_a_fault() -> None:
    found = column_space([["1", "R1"], ["R1", "2"]])
    renamed = [
        replace(o, text=o.text.replace("Z", "R"), latex=Latex(o.latex.replace("Z", "R")))
        for o in found.operations
    ]
    assert [operation_reads_right(o) for o in found.operations] == [True] * len(renamed)
    with pytest.raises(ValueError, match="R2"):
        operation_reads_right(renamed[0])
