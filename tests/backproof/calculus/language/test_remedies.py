"""Words around a formula are left out; a refusal names something that works when it is followed."""

from __future__ import annotations

import re

import pytest

from backproof.calculus.derivations import derive
from backproof.calculus.inference.readings import Problem
from backproof.calculus.inference.shapes import settle
from backproof.calculus.language.parsing import parse
from backproof.diagnostic import InputError

READ = [
    ("F := x.T @ A @ x", "F = x.T @ A @ x"),
    ("lambda x: x.T @ A @ x", "x.T @ A @ x"),
    ("lambda x, A: x.T @ A @ x", "x.T @ A @ x"),
    ("@(x) x'*A*x", "x.T @ A @ x"),
    ("def f(x): return x.T @ A @ x", "x.T @ A @ x"),
    ("min_x norm(A @ x - x)**2", "norm(A @ x - x)**2"),
    ("sum_{ij} a_ij x_i y_j", "x.T @ a @ y"),
    (r"\sum_i \sum_j A_ij x_j y_i", "y.T @ A @ x"),
    ("x(end)*x(1)", "x[n]*x[0]"),
    ("xlogy(p, q).sum()", "sum(p*log(q))"),
    ("np.float_power(p, 2).sum()", "sum(p**2)"),
    ("scipy.special.rel_entr(p, q).sum()", "sum(p*log(p/q))"),
]
REFUSED = [
    (r"\sum_{i=1}^n i x_i", "write t_i for a vector t", r"\sum_{i=1}^n t_i x_i"),
    ("Σᵢ i xᵢ", "write t_i for a vector t", "Σᵢ tᵢ xᵢ"),
    (r"\sum_i \sum_j i x_j y_i", "write t_i for a vector t", r"\sum_i \sum_j t_i x_j y_i"),
    (r"\max_i i x_i", "write t_i for a vector t", r"\max_i t_i x_i"),
    (r"\sum_{i \ne j} x_i x_j", r"that over all pairs", r"\sum_{i,j} x_i x_j - \sum_i x_i x_i"),
    (r"\sum_{i<j} (x_i - x_j)^2", "half of that over all", r"\frac12 \sum_{i,j} (x_i - x_j)^2"),
    ("1 if x > 0 else 0", r"write where\(x > 0, a, b\)", "sum(where(x > 0, x, 0))"),
    ("sum(where((x > 0) & (y > 0), x, 0))", "both of two", "sum(where((x > 0)*(y > 0), x, 0))"),
    ("sum(x[i]*y[i] for i in range(n))", "sum whole arrays", "sum(x*y)"),
    ("foo(x, y)", "write it out", "x.T @ y"),
    ("norm(A, 'nuc')", "singular values", "norm(A)**2 + sum(x)"),
    ("logdet(A'*A + eye)", "with its size n", "logdet(A'*A + eye(n)) + sum(x)"),
]
LENGTHS = ["x[n]", "x[i]*x[0]", "sum(x[0:k])"]


@pytest.mark.parametrize(("text", "meant"), READ)
def test_what_stands_around_a_formula_is_left_out(text: str, meant: str) -> None:
    wrt = next(name for name in ("x", "p") if name in meant)
    shapes = settle(Problem(text, {}, {}, (), (wrt,))).shapes
    assert str(parse(text, shapes)) == str(parse(meant, shapes))


@pytest.mark.parametrize(("text", "hint", "instead"), REFUSED)
def test_a_refusal_names_what_works(text: str, hint: str, instead: str) -> None:
    with pytest.raises(InputError) as caught:
        settle(Problem(text, {}, {}, (), ("x",)))
    (diagnostic,) = caught.value.diagnostics
    assert re.search(hint, str(diagnostic.hint))
    assert derive(instead, "x", settle(Problem(instead, {}, {}, (), ("x",))).shapes).passed


@pytest.mark.parametrize("text", LENGTHS)
def test_a_length_is_offered_that_the_entries_have(text: str) -> None:
    with pytest.raises(InputError) as caught:
        settle(Problem(text, {}, {}, (), ("x",)))
    found = re.search(r"--shape x=(\S+)", str(caught.value.diagnostics[0].hint))
    assert found and derive(text, "x", {"x": found[1]}).passed


@pytest.mark.parametrize("text", ["sum(x))", "x)", "norm(A @ x))**2"])
def test_a_parenthesis_too_many_is_one_line(text: str) -> None:
    with pytest.raises(InputError, match=r"unexpected '\)'"):
        settle(Problem(text, {}, {}, (), ("x",)))


def test_the_vector_of_a_product_is_inferred_from_its_letter() -> None:
    """The text that is offered is read without declarations."""
    with pytest.raises(InputError, match="tensor of order 3") as caught:
        derive("A @ x", "A", {"A": "m,n", "x": "n"})
    meant = re.search("`(.*)`", str(caught.value.diagnostics[0].hint))
    assert meant and settle(Problem(meant[1], {}, {}, (), ("A",))).shapes["v"] == "n"
