"""The evidence accepts what a textbook prints, and catches every planted fault."""

from __future__ import annotations

import numpy as np
import pytest

from backproof.calculus.checking.entries import entry_by_entry
from backproof.calculus.checking.verify import evidence, holds, judged
from backproof.calculus.evaluation.arithmetic import multiprecision
from backproof.calculus.evaluation.cases import Point
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.declare import declare
from backproof.calculus.language.parsing import parse
from backproof.diagnostic import InputError

PHI = ["phi(t) = log(1 + exp(t))"]
SHAPES = {
    "x": "d",
    "y": "k",
    "a": "d",
    "b": "",
    "W1": "p,d",
    "W2": "k,p",
    "A": "n,n",
    "S": "n,n",
    "X": "m,n",
    "u": "n",
    "v": "n",
    "w": "n",
    "t": "",
    "g": "",
}
PROPERTIES = {"S": "positive definite", "w": "positive", "g": "positive"}


def read(text):
    return parse(text, SHAPES, PROPERTIES, PHI)


def checks(expression, wrt, claimed, kind="gradient", judge=evidence):
    return judge(read(expression), declare(SHAPES, PROPERTIES)[wrt], read(claimed), kind)


NETWORK = "norm(y - W2 @ phi(W1 @ x))**2"
FORMULAS = [
    ("sum(x)**4", "x", "4*sum(x)**3*ones(d)", "gradient"),
    ("b*phi(a.T @ phi(x))", "x", "b*sigmoid(a.T @ phi(x))*(a*sigmoid(x))", "gradient"),
    ("b*phi(a.T @ phi(x))", "a", "b*sigmoid(a.T @ phi(x))*phi(x)", "gradient"),
    ("b*phi(a.T @ phi(x))", "b", "phi(a.T @ phi(x))", "gradient"),
    (NETWORK, "W1", "-2*(W2.T @ (y - W2 @ phi(W1 @ x))*sigmoid(W1 @ x)) @ x.T", "gradient"),
    (NETWORK, "W2", "-2*(y - W2 @ phi(W1 @ x)) @ phi(W1 @ x).T", "gradient"),
    ("norm(y - W2 @ relu(W1 @ x))**2", "W2", "-2*(y - W2 @ relu(W1 @ x)) @ relu(W1 @ x).T", "gradient"),
    ("norm1(A @ u)", "u", "A.T @ sign(A @ u)", "gradient"),
    ("u.T @ A @ u", "u", "(A + A.T) @ u", "gradient"),
    ("u.T @ S @ u", "u", "2*S @ u", "gradient"),
    ("logdet(S)", "S", "inv(S)", "gradient"),
    ("det(A)", "A", "det(A)*inv(A).T", "gradient"),
    ("v.T @ inv(S) @ u", "S", "-inv(S) @ v @ u.T @ inv(S)", "gradient"),
    ("w.T @ log(w)", "w", "log(w) + ones(n)", "gradient"),
    ("lse(A @ u)", "u", "A.T @ softmax(A @ u)", "gradient"),
    ("norm(u - v)", "u", "(u - v)/norm(u - v)", "gradient"),
    ("log(g)", "g", "1/g", "gradient"),
    ("tanh(A @ u)", "u", "diag(ones(n) - tanh(A @ u)**2) @ A", "jacobian"),
    ("softmax(u)", "u", "diag(softmax(u)) - softmax(u) @ softmax(u).T", "jacobian"),
    ("inv(S + t*A)", "t", "-inv(S + t*A) @ A @ inv(S + t*A)", "scalarvar"),
    ("sum(u)**4", "u", "12*sum(u)**2*ones(n, n)", "hessian"),
    ("lse(u)", "u", "diag(softmax(u)) - softmax(u) @ softmax(u).T", "hessian"),
]


@pytest.mark.parametrize(("expression", "wrt", "claimed", "kind"), FORMULAS)
def test_textbook_derivatives_pass(expression, wrt, claimed, kind):
    found = checks(expression, wrt, claimed, kind)
    assert len({check.method for check in found}) == len(found) >= 2
    assert all(check.passed for check in found), found


LARGEST = [
    ("max(abs(u))", "u", "ismax(abs(u))*sign(u)", "gradient"),
    ("max(u)**2", "u", "2*ismax(u) @ ismax(u).T", "hessian"),
    ("ismax(u).T @ u", "u", "ismax(u)", "gradient"),
]


@pytest.mark.parametrize(
    ("expression", "wrt", "claimed", "kind"), FORMULAS[:6] + FORMULAS[10:12] + FORMULAS[-2:] + LARGEST
)
def test_sympys_entries_agree(expression, wrt, claimed, kind):
    (symbolic,) = checks(expression, wrt, claimed, kind, entry_by_entry)
    assert symbolic.method == "sympy, entry by entry"
    assert symbolic.passed


WRONG = {
    "sign": ("sum(x)**4", "x", "-4*sum(x)**3*ones(d)", "gradient"),
    "factor": ("sum(x)**4", "x", "3*sum(x)**3*ones(d)", "gradient"),
    "exponent": ("sum(x)**4", "x", "4*sum(x)**2*ones(d)", "gradient"),
    "half the factor": ("u.T @ A @ u", "u", "2*A @ u", "gradient"),
    "transpose dropped": ("u.T @ A @ v", "u", "A.T @ v", "gradient"),
    "transpose added": ("logdet(A @ A)", "A", "2*inv(A)", "gradient"),
    "transposed whole": (NETWORK, "W2", "-2*phi(W1 @ x) @ (y - W2 @ phi(W1 @ x)).T", "gradient"),
    "operands swapped": ("v.T @ inv(S) @ u", "S", "-inv(S) @ u @ v.T @ inv(S)", "gradient"),
    "residual turned": (NETWORK, "W2", "-2*(W2 @ phi(W1 @ x) - y) @ phi(W1 @ x).T", "gradient"),
    "chain factor missing": ("b*phi(a.T @ phi(x))", "x", "b*sigmoid(a.T @ phi(x))*a", "gradient"),
    "outer factor missing": ("b*phi(a.T @ phi(x))", "x", "b*(a*sigmoid(x))", "gradient"),
    "phi for its derivative": ("b*phi(a.T @ phi(x))", "x", "b*phi(a.T @ phi(x))*(a*sigmoid(x))", "gradient"),
    "derivative at another point": (
        "b*phi(a.T @ phi(x))",
        "x",
        "b*sigmoid(a.T @ x)*(a*sigmoid(x))",
        "gradient",
    ),
    "matrix for Hadamard": ("tanh(A @ u)", "u", "(ones(n, n) - tanh(A)**2)*A", "jacobian"),
    "jacobian transposed": ("tanh(A @ u)", "u", "A.T @ diag(ones(n) - tanh(A @ u)**2)", "jacobian"),
    "diagonal only": ("softmax(u)", "u", "diag(softmax(u)*(ones(n) - softmax(u)))", "jacobian"),
    "order of a product": ("inv(S + t*A)", "t", "-A @ inv(S + t*A) @ inv(S + t*A)", "scalarvar"),
    "hessian's factor": ("sum(u)**4", "u", "4*sum(u)**2*ones(n, n)", "hessian"),
    "only for length 1": ("sum(u)**4", "u", "4*u**3", "gradient"),
    "only for length over 1": (
        "sum(u)**2",
        "u",
        "2*sum(u)*ones(n) + (ones(n) - ones(n)/sum(ones(n)))/100",
        "gradient",
    ),
    "a small term": ("sum(x)**4", "x", "4*sum(x)**3*ones(d) + 1e-7*x", "gradient"),
    "wrong only where negative": ("norm1(u)", "u", "u/u", "gradient"),
    "symmetry not declared": ("logdet(A)", "A", "inv(A)", "gradient"),
    "wrong shape": ("sum(x)**4", "x", "4*sum(x)**3*ones(1, d)", "gradient"),
    "undefined": ("sum(x)**4", "x", "4*sum(x)**3*sqrt(-(x*x))", "gradient"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_planted_fault_is_caught(fault):
    found = checks(*WRONG[fault])
    assert not any(check.passed for check in found), found
    assert all(check.expected for check in found)


# Within the spacing of a Hessian's stencil these oscillate so much that its error exceeds the
# tolerance.
STEEP = [
    ("sin(200*t)", "t", "-40000*sin(200*t)"),
    ("sum(sin(100*u))", "u", "-10000*diag(sin(100*u))"),
]


@pytest.mark.parametrize(("expression", "wrt", "claimed"), STEEP, ids=str)
def test_the_hessian_of_something_steep_passes_and_no_other(expression, wrt, claimed):
    assert all(check.passed for check in checks(expression, wrt, claimed, "hessian"))
    for factor in ("(1 + 1e-5)", "(1 - 1e-9)"):
        assert not all(check.passed for check in checks(expression, wrt, f"{factor}*({claimed})", "hessian"))
    stencil = checks(expression, wrt, f"(1 + 1e-3)*({claimed})", "hessian")[0]
    assert stencil.method == "complex step of differences" and not stencil.passed


def test_a_claim_that_is_wrong_only_at_length_1_is_caught():
    """1 - 1/d is 0 only for d = 1: the claim is right for every longer vector but divides by it."""
    claimed = "4*sum(x)**3*ones(d)*(1 - 1/sum(ones(d)))/(1 - 1/sum(ones(d)))"
    assert not all(check.passed for check in checks("sum(x)**4", "x", claimed))


def test_an_equation_holds_or_not():
    assert holds(read("(A @ A).T"), read("A.T @ A.T")).passed
    assert holds(read("S.T"), read("S")).passed
    assert holds(read("log(g*g)"), read("2*log(g)")).passed
    wrong = holds(read("A.T"), read("A"))
    assert not wrong.passed
    assert "entry" in wrong.expected


def test_no_point_means_no_evidence():
    assert not any(check.passed for check in checks("sum(sqrt(-(w*w)))", "w", "w"))


@pytest.mark.parametrize("place", range(3))
def test_one_entry_without_a_value_is_enough_to_fail(place):
    exact = multiprecision()
    right = exact.array(np.array([[1.0], [2.0], [3.0]]))
    wrong = right.copy()
    wrong[place] = exact.functions["log"](exact.array(np.array([-1.0])))
    where = Point({"n": 3}, {})
    assert judged("equal values", "u", [((right, right), where)]).passed
    assert not judged("equal values", "u", [((right, wrong), where)]).passed


@pytest.mark.parametrize("scale", [1000.0, -1000.0])
@pytest.mark.parametrize(
    "text",
    [
        "softplus(u)",
        "sigmoid(u)",
        "softmax(u)",
        "lse(u)",
        "rowsoftmax(u @ u.T)",
        "rowlse(u @ u.T)",
        "phi(u)",
        "tanh(u)",
    ],
)
def test_values_stay_finite_at_a_thousand(text, scale):
    values = {"u": scale * np.array([1.0, 0.5, -1.0])}
    with np.errstate(over="raise", invalid="raise"):
        assert np.all(np.isfinite(evaluate(read(text), values)))


def test_missing_and_misshapen_values_are_refused():
    with pytest.raises(InputError, match="no value for 'u'"):
        evaluate(read("A @ u"), {"A": np.eye(2)})
    with pytest.raises(InputError, match="n = 2"):
        evaluate(read("A @ u"), {"A": np.eye(2), "u": [1, 2, 3]})
