"""Printed formulas are read back by independent readers, and have the value of the original."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backproof.calculus.language.expression import Divide, Elementwise, Power
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import named_parts, variables
from backproof.calculus.language.tree import Expression, to_text, walk
from backproof.calculus.numpy_code.function import numpy_function
from backproof.calculus.printing.latex import LatexLayout, to_latex
from backproof.calculus.printing.layout import Layout
from backproof.calculus.printing.part import Hold, Part
from backproof.calculus.printing.unicode import UnicodeLayout, to_unicode
from backproof.calculus.readers.latex_reader import read_latex
from backproof.calculus.readers.tree import UnclearError
from backproof.calculus.readers.values import value
from backproof.diagnostic import InputError
from tests.backproof.calculus.printing.formulas import (
    FUNCTION_VALUES,
    LENGTHS,
    OWN,
    OWN_VALUES,
    REDUCED,
    STRUCTURED,
    VARIABLES,
    formulas,
    value_by_hand,
    values_of_names,
)
from tests.backproof.calculus.unicode_reader import read_unicode
from tests.sampling import campaign

THOROUGH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
BEYOND = 1e8
# Constants that the language rejects, such as 1/0 and log(-1).
NO_VALUE = ("division by zero", "this number has no value", "this number is beyond floating point")
SHAPES = {
    variable.name: tuple(variable.shape)
    for variables_of_one in VARIABLES.values()
    for variable in variables_of_one
}
PRINTERS = {"unicode": (to_unicode, read_unicode), "latex": (to_latex, read_latex)}
LAYOUTS: dict[str, type[Layout]] = {"unicode": UnicodeLayout, "latex": LatexLayout}


def read_value(text: str, read: Callable[..., Any], names: dict[str, Any]) -> Any:
    """Return the value of a printed formula according to a reader."""
    return value(read(text, names, OWN, LENGTHS), names, LENGTHS, OWN_VALUES)


def of_the_formula(expression: Expression, names: dict[str, Any], all_of_them: bool) -> dict[str, Any]:
    """Return all names, or only those in the formula, which frees the notation's own letters for use."""
    used = {variable.name for variable in variables(expression)}
    return {name: array for name, array in names.items() if all_of_them or name in used}


def expected_value(expression: Expression, names: dict[str, Any]) -> Any:
    """Return the value of the original formula; examples without one are discarded.

    So are those with a sign of 0, where the value of the indicator of t > 0 is a convention, and those
    in which an addend or a factor has no value, as a/(a - a) has none, though a power of it would be 0.
    """
    signs = [n.operand for n in walk(expression) if isinstance(n, Elementwise) and n.function.name == "sign"]
    quotients = [node for node in walk(expression) if isinstance(node, Divide | Power)]
    try:
        found = value_by_hand(expression, names)
        assume(all(abs(value_by_hand(inner, names).real).min() > 1e-9 for inner in signs))
        assume(all(np.isfinite(value_by_hand(quotient, names)).all() for quotient in quotients))
    except np.linalg.LinAlgError:
        assume(False)
    assume(np.isfinite(found).all() and abs(found).max() < BEYOND)
    return found


def agree(found: Any, expected: Any) -> bool:
    """True if two values are equal up to rounding; a printed 0 equals a 0 of any shape."""
    if not found.any() and found.shape == (1, 1):
        return not expected.any()
    return found.shape == expected.shape and bool(np.allclose(found, expected, rtol=1e-6, atol=1e-6))


@pytest.mark.parametrize("printer", PRINTERS)
@campaign
@THOROUGH
@given(expression=formulas(), seed=st.integers(0, 9), beside_others=st.booleans())
def test_a_printed_formula_reads_back(
    _part: int, printer: str, expression: Expression, seed: int, beside_others: bool
) -> None:
    names = of_the_formula(expression, values_of_names(seed), beside_others)
    expected = expected_value(expression, names)
    write, read = PRINTERS[printer]
    text = write(expression, around=[*names, *OWN] if beside_others else [])
    assert agree(read_value(text, read, names), expected), text


@campaign
@THOROUGH
@given(formulas())
def test_text_reads_back_by_the_parser(_part: int, expression: Expression) -> None:
    try:
        stated = parse(to_text(expression), SHAPES, functions=list(OWN.values()))
    except InputError as error:
        assume(not any(reason in str(error) for reason in NO_VALUE))
        raise
    assert stated == expression


@pytest.mark.slow
@campaign
@THOROUGH
@given(formulas(), st.integers(0, 9))
def test_text_reads_back_by_pythons_own_grammar(_part: int, expression: Expression, seed: int) -> None:
    names = values_of_names(seed)
    expected = expected_value(expression, names)
    with np.errstate(all="ignore"):
        assert agree(python_value(ast.parse(to_text(expression), mode="eval").body, names), expected)


APPLIED = {**FUNCTION_VALUES, **OWN_VALUES, **STRUCTURED}
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.MatMult: lambda a, b: a @ b,
    ast.Pow: lambda a, b: (a + 0j) ** b.real,
}
COLUMNS = ("rowsum", "rowlse", "diagvec")


def python_value(node: ast.expr, names: dict[str, Any]) -> Any:  # noqa: PLR0911 (one per node)
    """Evaluate a text of the language by Python's grammar and numpy."""
    match node:
        case ast.Constant(number):
            return np.full((1, 1), complex(number))
        case ast.Name(name):
            numbers = {"pi": math.pi, **LENGTHS}
            return names[name] if name in names else np.full((1, 1), complex(numbers[name]))
        case ast.Attribute(operand, "T"):
            return python_value(operand, names).T
        case ast.UnaryOp(ast.USub(), operand):
            return -python_value(operand, names)
        case ast.BinOp(left, operator, right):
            return BINARY[type(operator)](python_value(left, names), python_value(right, names))
        case ast.Call(ast.Name("ones" | "eye" as name), arguments):
            lengths = [LENGTHS.get(ast.unparse(item)) or int(ast.unparse(item)) for item in arguments]
            return np.eye(*lengths) if name == "eye" else np.ones([*lengths, 1][:2])
        case ast.Call(ast.Name(name), [argument]):
            operand = python_value(argument, names)
            if name in REDUCED:
                return np.reshape(REDUCED[name](operand), (1, 1))
            found = np.asarray(APPLIED[name](operand), complex)
            return found.reshape(-1, 1) if name in COLUMNS else np.atleast_2d(found)
    raise AssertionError(ast.dump(node))


@campaign
@THOROUGH
@given(formulas(), st.integers(0, 9))
def test_numpy_code_computes_the_formula(_part: int, expression: Expression, seed: int) -> None:
    names = {name: array.real for name, array in values_of_names(seed).items()}
    expected = expected_value(expression, names)
    assume(abs(expected.imag).max() < 1e-12)
    scope: dict[str, Any] = {"np": np}
    exec(numpy_function("computed", {"result": expression}), scope)
    wanted = inspect.signature(scope["computed"]).parameters
    given_values = {name: array.item() if array.size == 1 else array for name, array in names.items()}
    try:
        with np.errstate(all="ignore"):
            found = scope["computed"](*(({**given_values, **LENGTHS})[name] for name in wanted))
    except np.linalg.LinAlgError:
        assume(False)
    assume(np.isfinite(found).all())
    assert np.allclose(found, expected.real, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("printer", LAYOUTS)
def test_named_parts_read_back_line_by_line(printer: str) -> None:
    text = "z1 = W1 @ w + b*x; z2 = gelu(z1) - x; loss1 = (z1.T @ z2)/b; F = loss1**2*norm(z2)/sum(z1)"
    whole = parse(text, SHAPES, functions=list(OWN.values()))
    names = values_of_names(1)
    layout, (_, read) = LAYOUTS[printer](), PRINTERS[printer]
    for part in named_parts(whole):
        expected, line = value_by_hand(part, names), layout.text(part)
        assert agree(read_value(line, read, names), expected), line
        names[part.name] = expected


# Each example would become ambiguous if a parenthesis, a space or a size were left out.
EXAMPLES = [
    "-(x + y)/b**2",
    "(a + b)/lam",
    "a/(b*lam)",
    "a/b*lam",
    "a/(b/lam)",
    "1/2*a",
    "a - (b - lam)",
    "-(-a + b)",
    "a - (-b + lam)",
    "a + (-b + lam)",
    "(x.T @ y)*z",
    "w @ (x.T @ y)",
    "(x.T @ y).T",
    "(A @ x)*y",
    "A @ (x*y)",
    "A @ (-x)",
    "x/(A @ y)",
    "x/y*z",
    "x/(y*z)",
    "(x/b)*y",
    "log(det(A))*B",
    "logdet(A)*B",
    "b*logdet(A)*x",
    "logdet(A)**2/b",
    "2*logdet(A)*logdet(C)",
    "tr(A @ A) + a",
    "sum(y)*z",
    "sum(x*y)*w",
    "sum(J)",
    "tr(eye(n))",
    "sum(ones(n))",
    "a*(x.T @ ones(n))",
    "ones(n) @ r",
    "exp(-a)*b",
    "exp(a)**2",
    "sigmoid(a)**2",
    "tanh(x)**2",
    "sigmoid(x)**3",
    "s(x)*f1(y)",
    "phi(phi(x)).T",
    "sqrt(a)*b",
    "sqrt(a*b)",
    "(a*b)**2",
    "a*b**2",
    "-a**2",
    "(-a)**2",
    "inv(A).T @ x",
    "inv(A @ A).T",
    "(W1.T)**3",
    "abs(a*abs(b))*abs(lam)",
    "norm(x)*norm(y)",
    "norm(x*norm(y))",
    "norm1(x)/norm(y)",
    "su*um",
    "b*su*t",
    "s_bar*x_1*x1",
    "B @ W1_i.T",
    "sigma*sigmoid(x)",
    "e*exp(a)",
    "I @ eye(n)",
    "sum(i)*w",
    "2*3*x",
    "x*(-2)",
    "rowsum(A)*y",
    "colsum(A) @ x",
    "x.T @ x*(y.T @ y)",
    "diag(x) @ y/b",
]


def misread(printer: str, text: str) -> str:
    """Return the reader's wrong interpretation of the printed example; "" if it is right."""
    expression = parse(text, SHAPES, functions=list(OWN.values()))
    names = values_of_names(2)
    write, read = PRINTERS[printer]
    printed = write(expression, around=names)
    try:
        found = read_value(printed, read, names)
    except UnclearError as error:
        return str(error)
    return "" if agree(found, value_by_hand(expression, names)) else f"{text} printed as {printed}"


@pytest.mark.parametrize("text", EXAMPLES)
@pytest.mark.parametrize("printer", PRINTERS)
def test_examples_are_read_as_they_are_meant(printer: str, text: str) -> None:
    assert not misread(printer, text)


def _half_negated(self: Layout, part: Part) -> Part:
    return Part(self.negative + part.text, part.hold)


# Keyed by the method or sign of the layout that is replaced.
FAULTS: dict[str, tuple[str, object]] = {
    "no parentheses": ("within", lambda _self, part, _least: part.text),
    "no parentheses around a negated sum": ("negated", _half_negated),
    "no signs": ("negated", lambda _self, part: part),
    "differences as sums": ("sum", lambda _self, a, b, _: Part(f"({a.text} + {b.text})")),
    "no powers": ("powered", lambda _self, _node, base: base),
    "no transposes": ("transposed", lambda _self, _node, part: part),
    "inner products without parentheses": (
        "matrix_product",
        lambda self, a, b, _: Part(self.join(a, b), Hold.PRODUCT),
    ),
    "names without their number": ("named", lambda _self, name: Part(name.rstrip("0123456789"))),
    "quotients as products": ("quotient", "{hadamard}"),
    "products as quotients": ("hadamard", "{quotient}"),
}
UNICODE_FAULTS: dict[str, tuple[str, object]] = {
    "fractions without parentheses": ("fraction", lambda _self, a, b: Part(f"{a.text}/{b.text}")),
    "no sizes": ("sized", lambda _self, letter, _size, _node: letter),
    "words run together": ("runs_together", lambda *_: False),
    "numbers run together": ("beside", lambda _self, a, b: a + b),
    "roots without parentheses": ("root", lambda _self, base: Part(f"√{base.text}")),
    "bars inside bars": ("norm", lambda _self, operand, _kind: Part(f"‖{operand.text}‖")),
}
LATEX_FAULTS: dict[str, tuple[str, object]] = {
    "fractions turned": ("fraction", lambda _self, a, b: Part(rf"\frac{{{b.text}}}{{{a.text}}}")),
    "numbers run together": ("beside", lambda _self, a, b: f"{a} {b}"),
    "indices that are names": ("indices", lambda _self, _name: iter("ijkl")),
    "sums of entries without a limit to them": (
        "summed",
        lambda _self, operand, part: Part(rf"\sum_{{i=1}}^{{{operand.shape[0]}}} {part.text}_{{i}}"),
    ),
}
PLANTED = [
    *(("unicode", name, *fault) for name, fault in (FAULTS | UNICODE_FAULTS).items()),
    *(("latex", name, *fault) for name, fault in (FAULTS | LATEX_FAULTS).items()),
]


@pytest.mark.parametrize(("printer", "name", "attribute", "wrong"), PLANTED)
def test_a_planted_fault_is_seen(
    monkeypatch: pytest.MonkeyPatch, printer: str, name: str, attribute: str, wrong: Any
) -> None:
    layout = LAYOUTS[printer]
    if isinstance(wrong, str):
        wrong = getattr(layout, wrong.strip("{}"))
    monkeypatch.setattr(layout, attribute, wrong)
    assert any(misread(printer, text) for text in EXAMPLES), name


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_unicode, "a/bx"),
        (read_unicode, "a/b/e"),
        (read_unicode, "−x + y/b²/e"),
        (read_unicode, "xᵀyw"),
        (read_unicode, "x ⊘ y ⊙ z"),
        (read_unicode, "x ⊘ Ay"),
        (read_unicode, "a2"),
        (read_unicode, "tr AB"),
        (read_unicode, "sum(𝟏)"),
        (read_unicode, "|a|b|"),
        (read_unicode, "log det(A)B"),
        (read_unicode, "log det(A)²"),
        (read_unicode, "log det(A)/b"),
        (read_unicode, "A²"),
        (read_latex, r"\sum_{i=1}^{n} x_{i} b"),
        (read_latex, r"x^\top y w"),
        (read_latex, r"\log\det A B"),
        (read_latex, r"W^{(1)}^{2}"),
    ],
)
def test_a_reader_refuses_ambiguous_formulas(read: Callable[..., Any], text: str) -> None:
    with pytest.raises(UnclearError):
        read_value(text, read, values_of_names(1))


def test_numbers_are_read_exactly() -> None:
    assert read_unicode("3/4", []).parts[0].says == Fraction(3)
