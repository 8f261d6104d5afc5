"""All LaTeX printed by the commands can be typeset, with the packages that the output itself names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backproof.calculus.derivation.steps import RULE_OF_KIND
from backproof.calculus.derivation.sweep import RULE_OF_TYPE
from backproof.calculus.primitives.matrix_operations import OPERATIONS
from backproof.calculus.printing.latex import to_latex
from backproof.commands.questions import derive, dimension
from backproof.tex.compile import DocumentError, compile_document
from backproof.tex.engine import find_engine
from tests.backproof.calculus.printing.formulas import formulas

# One example for each rule, and all kinds of names: Greek, numbered, accented, indexed, words.
BY_RULE: dict[str, list[str]] = {
    "matrix product": ["x.T @ A @ x", "--wrt", "x", "--shape", "x=n", "--shape", "A=n,n"],
    "elementwise function": ["sum(tanh(W1 @ x_1))", "--wrt", "W1"],
    "sum": ["z = x + y; z.T @ z", "--wrt", "x", "--shape", "x=n", "--shape", "y=n"],
    "difference": ["norm(theta - X @ w)**2", "--wrt", "theta"],
    "product": ["sum(exp(x_hat*y))", "--wrt", "x_hat", "--shape", "x_hat=n", "--shape", "y=n"],
    "quotient": ["a.T @ x/z1", "--wrt", "z1", "--shape", "x=n", "--shape", "a=n", "--shape", "z1="],
    "power": ["sum((X @ w)**3)", "--wrt", "w"],
    "sum of entries": ["sum(x)", "--wrt", "x", "--shape", "x=n"],
    "trace": ["tr(A)", "--wrt", "A", "--shape", "A=n,n"],
    "determinant": ["det(A)", "--wrt", "A", "--shape", "A=n,n"],
    "log-determinant": ["logdet(Sigma)", "--wrt", "Sigma", "--property", "Sigma=positive definite"],
    "norm": ["norm(A @ x)", "--wrt", "x", "--shape", "A=m,n", "--shape", "x=n"],
    "squared norm": ["norm(A @ x)**2", "--wrt", "x", "--shape", "A=m,n", "--shape", "x=n"],
    "1-norm": ["norm1(A @ x)", "--wrt", "x", "--shape", "A=m,n", "--shape", "x=n"],
    "log-sum-exp": ["lse(A @ x)", "--wrt", "x", "--shape", "A=m,n", "--shape", "x=n"],
    "inverse": ["a.T @ inv(A) @ b", "--wrt", "A", "--shape", "A=n,n", "--shape", "a=n", "--shape", "b=n"],
    "diagonal matrix": ["a.T @ diag(x) @ b", "--wrt", "x", "--shape", "a=n", "--shape", "b=n"],
    "diagonal": ["a.T @ diagvec(A)", "--wrt", "A", "--shape", "A=n,n", "--shape", "a=n"],
    "row sums": ["a.T @ rowsum(X)", "--wrt", "X", "--shape", "X=n,m", "--shape", "a=n"],
    "column sums": ["colsum(X) @ a", "--wrt", "X", "--shape", "X=n,m", "--shape", "a=m"],
    "softmax": ["y.T @ softmax(A @ x)", "--wrt", "x", "--shape", "x=n", "--shape", "A=m,n", "--shape", "y=m"],
    "softmax by row": ["sum(Y*rowsoftmax(X))", "--wrt", "X", "--shape", "X=n,m", "--shape", "Y=n,m"],
    "log-sum-exp by row": ["a.T @ rowlse(X)", "--wrt", "X", "--shape", "X=n,m", "--shape", "a=n"],
}
BY_KIND = [
    ["A @ sigmoid(x)", "--wrt", "x", "--shape", "x=n", "--shape", "A=m,n"],
    ["W1 @ tanh(x1)/norm(x1)", "--wrt", "x1", "--shape", "x1=n", "--shape", "W1=m,n"],
    ["exp(x1.T @ B @ x1)", "--wrt", "x1", "--order", "2", "--shape", "x1=n", "--shape", "B=n,n"],
    ["sum(softplus(A @ x_bar))", "--wrt", "x_bar", "--order", "2", "--shape", "x_bar=n", "--shape", "A=m,n"],
    ["inv(A + t*B)", "--wrt", "t", "--shape", "t=", "--shape", "A=n,n", "--shape", "B=n,n"],
    ["c1*loss**3 + e*exp(loss)", "--wrt", "loss", "--shape", "c1=", "--shape", "loss=", "--shape", "e="],
    ["sum(relu(x)) + norm1(x) + sum(abs(x))", "--wrt", "x", "--shape", "x=n"],
    ["sigma*sum(sigmoid(x))", "--wrt", "x", "--shape", "sigma=", "--shape", "x=n"],
    ["sum(f1(x))", "--wrt", "x", "--shape", "x=n", "--define", "f1(t) = t*tanh(t)"],
    ["norm(y - W2 @ phi(W1 @ x))**2", "--wrt", "W1", "--define", "phi(t) = log(1 + exp(t))"],
    ["sum(gelu_1(A @ x))", "--wrt", "A", "--define", "gelu_1(z) = z/(1 + exp(-z))"],
    ["x.T @ x*(y.T @ y)", "--wrt", "x", "--wrt", "y", "--shape", "x=n", "--shape", "y=n"],
]
SPACES = [
    ["--span", "[1,-2,2],[2,-2,4]"],
    ["--span", "5, cos(2*x), cos(x)**2", "--domain", "-pi, pi"],
    ["--column-space", "[[1,t],[t,1]]"],
    ["--row-space", "[[1,-2],[2,-4]]"],
    ["--null-space", "[[1,3,2],[2,1,4],[4,7,8]]"],
    ["--null-space", "[[1,0],[0,1]]"],
    ["--polynomials", "x*y, x**2 - 1, x**2"],
    ["--functions", "exp(x), sinh(x), cosh(x)"],
    ["--matrices", "[[1,0],[0,1]],[[1,1],[1,1]]"],
    ["--sum", "[[1,0,0],[0,1,0]], [[0,1,1]]"],
    ["--intersection", "[[1,0,0],[0,1,0]], [[0,1,1]]"],
    ["--homogeneous-system", "x + 2*y = z, x - y = 0"],
    ["--column-space", "[[1/2,sqrt(2)],[alpha1,beta]]", "--name", "B"],
]


NEEDS = "% This needs "


def printed(command: object, arguments: Sequence[str]) -> str:
    """Run a command and return its LaTeX output."""
    result = CliRunner().invoke(command, [*arguments, "--format", "latex"])  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.output


def set_by_tex(parts: Sequence[str], folder: Path) -> int:
    """Typeset these parts as a document with the packages that they name, and fonts; return its pages."""
    needed = sorted(
        {line[len(NEEDS) : -1] for line in "\n".join(parts).splitlines() if line.startswith(NEEDS)}
    )
    # The embedded TeX has no amssymb.
    stand_in = r"\usepackage{amsmath}\newcommand\mathbb[1]{\mathbf{#1}}"
    needed = [line.replace(r"\usepackage{amsmath,amssymb}", stand_in) for line in needed]
    head = "\n".join(
        [r"\documentclass{article}", r"\usepackage[T1]{fontenc}", r"\usepackage{lmodern}", *needed]
    )
    body = "\n\\clearpage\n".join(parts)
    source = f"{head}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    with pypdfium2.PdfDocument(compile_document(find_engine(), source, {}, folder).pdf) as pdf:
        return len(pdf)


@pytest.mark.slow
def test_every_rule_and_kind_of_a_derivation_is_set(tmp_path: Path) -> None:
    parts = [printed(derive.command, arguments) for arguments in (*BY_RULE.values(), *BY_KIND)]
    shown = set(re.findall(r"\\text\{([^}]*)\}", "".join(parts)))
    # That of the largest entry is a product with its indicator, through which no derivative passes.
    apart = {"largest entry", "indicator of the largest entry"}
    named = {operation.title for operation in OPERATIONS} - apart
    rules = {*named, *RULE_OF_TYPE.values(), *RULE_OF_KIND.values(), "squared norm"}
    assert rules - shown == set()
    assert set_by_tex(parts, tmp_path) == len(parts)


@pytest.mark.slow
def test_every_kind_of_space_is_set(tmp_path: Path) -> None:
    parts = [printed(dimension.command, arguments) for arguments in SPACES]
    assert set_by_tex(parts, tmp_path) >= len(parts)


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(formulas(), min_size=40, max_size=40))
def test_any_formula_is_set(tmp_path_factory: pytest.TempPathFactory, examples: list[object]) -> None:
    parts = [f"% This needs \\usepackage{{amsmath}}.\n\\[ {to_latex(formula)} \\]" for formula in examples]
    assert set_by_tex(parts, tmp_path_factory.mktemp("tex")) == len(parts)


def test_invalid_latex_is_detected(tmp_path: Path) -> None:
    part = printed(derive.command, BY_KIND[0]).replace(r"\text{definition}", r"\text{Jᵀv}")
    with pytest.raises(DocumentError):
        set_by_tex([part], tmp_path)
