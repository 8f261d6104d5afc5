"""True lines pass and false ones fail: unambiguous names, and adjoints that depend on their own part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof.calculus import derive_all
from backproof.calculus.checking.adjoint_claims import definitions_of, over_names
from backproof.calculus.checking.verify import holds, statement_holds
from backproof.calculus.derivation.steps import adjoint_check
from backproof.calculus.derivation.sweep import sweep
from backproof.calculus.derivations import Derivations
from backproof.calculus.inference.shapes import infer_shapes
from backproof.calculus.language.expression import Named
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import named_parts, without_names
from backproof.diagnostic import InputError

GELU = "h = (z + z*tanh(0.8*(z + 0.04*z**3)))/2; norm(W @ h)**2"
BATCH_NORM = "m = colsum(X)/c; d = X - ones(N) @ m; v = colsum(d*d)/c; sum(G*d/(ones(N) @ sqrt(v)))"
CASES = [
    # The adjoint of a part depends on that part.
    ("x.T @ tanh(x)", "x", {}),
    ("x*exp(x)", "x", {"x": ""}),
    ("p.T @ log(p)", "p", {}),
    ("-sum(p*log(p))", "p", {}),
    ("p*log(p) + (1 - p)*log(1 - p)", "p", {"p": ""}),
    ("x.T @ softmax(x)", "x", {}),
    ("x.T @ A @ tanh(x)", "x", {}),
    ("sum(x*sigmoid(x)*tanh(x))", "x", {}),
    ("u = tanh(y); y.T @ u", "y", {}),
    ("u = X @ w; u.T @ diag(exp(u)) @ u", "w", {}),
    # An adjoint has the same value as a part elsewhere.
    ("x.T @ A @ tanh(A @ x) + sum(sin(A.T @ x))", "x", {"A": "n,n", "x": "n"}),
    ("sum(tanh(x)*y) + sum(exp(tanh(x)))", "x", {}),
    ("S = x.T @ x; (x.T @ x)/softplus(S)", "x", {}),
    ("P = A @ inv(A.T @ A) @ A.T; -(norm(g - P @ g)**2)", "A g", {"A": "n,k", "g": "n"}),
    ("P = A @ inv(A.T @ A) @ A.T; -(norm(g - P @ g)**2)", "A g", {"A": "1,n", "g": "1"}),
    # Products parenthesised differently from their named part.
    ("norm1(a @ (p @ C))", "p", {"a": "n", "p": "1,k", "C": "k,m"}),
    ("norm1(A @ (B @ (C @ x)))", "B", {}),
    # Sizes that occur only in ones and eye.
    ("ones(n,k) @ C", "C", {"C": "k", "x": "n"}),
    ("tr(inv(eye(n) + ones(n,k) @ C @ C.T @ ones(k,n)))", "C", {"C": "k,m", "x": "n"}),
    # Smooth at 0 although a part is not; constants at a kink.
    ("norm(w - w)**2/c", "w", {"c": ""}),
    ("norm(w)**2*norm(w - w)**4", "w", {}),
    ("norm1(diag(x))", "x", {}),
    ("(1 + abs(0.01))**0.5*a", "a", {"a": ""}),
    # Far from 0, where a function oscillates many times within a short step.
    ("sin(exp(x))", "x", {"x": ""}),
    ("cos(x**3)", "x", {"x": ""}),
    # One letter would have two meanings.
    ("(1 + abs(tr(B.T @ X @ B)))**0.5", "B", {}),
    ("norm(W2 @ tanh(tanh(W1 @ x) * x))**2", "x", {}),
    (GELU, "z", {"z": "n", "W": "m,n"}),
    (BATCH_NORM, "X", {"X": "N,k", "G": "N,k", "c": ""}),
    # Singular at some sizes or values.
    ("u.T @ inv(diag(softplus(y))) @ u", "y", {}),
    ("log(det(Q.T @ Q))", "Q", {"Q": "n,k"}),
    ("tr(inv(M @ diag(u) @ M.T))", "u M", {}),
    # Two parts are equal, but not if one of them is free.
    ("y = rowlse(h).T; abs(relu(y + tanh(colsum(X)))) @ rowlse(h)", "h", {"h": "m", "X": "n,m"}),
    ("z = A @ x; S = z*2; (z + z).T @ log(S - softplus(z))", "x", {"A": "n,k", "x": "k"}),
    # Near a kink, or large, at every test point.
    ("v = sqrt(softplus(a)); sum(sign(v/1000))", "a", {"a": "2"}),
    ("q = a*a; sigmoid(exp(101 - q))", "a", {"a": ""}),
    ("sin(exp(100)**0.5)*sum(u)", "u", {}),
    ("norm(s*H - 100**2*(H*U))**3 - s", "s", {"s": "", "H": "n,n", "U": "n,n"}),
    ("det(rowsoftmax(C/(1 + exp(100))))", "C", {"C": "n,n"}),
    # At a kink far from 0 on one side; a constant at a kink.
    ("norm(relu(C))", "C", {"C": "n,k"}),
    ("norm1(exp(J**0.5))", "J", {"J": "n,k"}),
    ("x*sqrt(r - r)", "x", {"x": "", "r": ""}),
    ("sqrt(0*x) + x", "x", {"x": ""}),
    # Floats far from 0 hide that there is no value.
    ("sin(sqrt(cos(1/sigmoid(x)))).T @ B @ b/exp(tr(V)**2)", "V b", {"x": "n", "V": "m,m", "b": "2"}),
    # The derivative at a kink has a factor that floats do not resolve to nine digits.
    ("norm1(A)*cos(y.T @ U**16 @ softmax(z - z))", "A", {"U": "n,k", "z": "k"}),
    # One of the variables is not in the expression.
    ("det(M)", "M A", {"M": "m,m", "A": "m,n"}),
]


def derived(text: str, wrt: str, shapes: dict[str, str]) -> Derivations:
    """Return the derivation with the shapes that the expression requires."""
    found, _ = infer_shapes(text, shapes)
    return derive_all(text, wrt.split(), found)


@pytest.mark.parametrize(("text", "wrt", "shapes"), CASES)
def test_true_lines_pass(text: str, wrt: str, shapes: dict[str, str]) -> None:
    """The results, each line as printed, and all lines as one program pass."""
    found = derived(text, wrt, shapes)
    failed = [check for check in (*found.checks, found.program) if not check.passed]
    assert not failed
    assert [step.text for step in found.steps if not (step.check and step.check.passed)] == []


@pytest.mark.parametrize(("text", "wrt", "shapes"), CASES)
def test_a_name_has_one_meaning(text: str, wrt: str, shapes: dict[str, str]) -> None:
    """Names are unambiguous in the derivation and in all closed forms together."""
    found = derived(text, wrt, shapes)
    parts = [part for item in found.of.values() for part in named_parts(item.gradient)]
    meanings: dict[str, Named] = {}
    for part in (*named_parts(found.named), *parts):
        first = meanings.setdefault(part.name, part)
        assert holds(without_names(first), without_names(part)).passed, part.name
    lefts = [step.text.split(" = ")[0] for step in found.steps if step.rule == "definition"]
    assert len(lefts) == len(set(lefts))


@pytest.mark.parametrize(
    ("text", "wrt", "name", "wrong"),
    [
        ("x.T @ tanh(x)", "x", "dF_dx", "h_bar + h_bar*(ones(n) - h**2)"),
        ("x.T @ tanh(x)", "x", "dF_dx", "h + h_bar*h"),
        ("x.T @ tanh(x)", "x", "h_bar", "2*x"),
        ("p.T @ log(p)", "p", "dF_dp", "h + h_bar*p"),
        ("sum(exp(x)*sin(x))", "x", "dF_dx", "h1_bar*h1 + h2_bar*h2"),
        # Correct at the values of this expression, but not the step that the rule takes.
        ("x.T @ tanh(x)", "x", "dF_dx", "h + x*(ones(n) - h**2)"),
    ],
)
def test_untrue_adjoints_fail(text: str, wrt: str, name: str, wrong: str) -> None:
    """A wrong line replaces the printed one."""
    found = derived(text, wrt, {})
    swept = sweep(found.named, [found[wrt].variable])
    line = next(a for a in (*swept.adjoints, *swept.gradients) if a.value.name == name)
    assert adjoint_check(found.named, line, swept).passed
    shapes = {part.name: part.shape for part in named_parts(found.named)}
    shapes |= {a.value.name: a.value.shape for a in swept.adjoints} | {wrt: found[wrt].variable.shape}
    planted = replace(line, value=Named(name, parse(wrong, shapes)))
    assert not adjoint_check(found.named, planted, swept).passed


@pytest.mark.parametrize("text", ["norm(w - w)**2/c", "(A @ w - A @ w).T @ w", "sum(exp(w - w))"])
def test_zero_is_not_written_as_a_difference(text: str) -> None:
    """A constant has the derivative 0, not w - w."""
    found = derive_all(text, ["w"], {"w": "n", "c": "", "A": "n,n"})
    assert str(found["w"].gradient) == "0*ones(n)"


@pytest.mark.parametrize(
    ("text", "shapes", "rank"),
    [
        ("log(det(Q.T @ Q))", {"Q": "2,3"}, 2),
        ("x.T @ inv(x @ x.T) @ x", {"x": "4"}, 1),
        ("tr(inv(2*(A @ B).T))", {"A": "3,2", "B": "2,3"}, 2),
    ],
)
def test_matrices_singular_by_their_sizes_are_refused(text: str, shapes: dict[str, str], rank: int) -> None:
    """Such an inverse has a value at no point."""
    with pytest.raises(InputError, match=f"singular: a .* matrix of rank at most {rank}"):
        derive_all(text, [next(iter(shapes))], shapes)


@pytest.mark.slow
def test_an_overlong_derivative_is_refused() -> None:
    """Its proof would take minutes, and its print pages."""
    text = (
        "M = A @ u @ (A @ u).T; cos(diagvec(M).T @ (V @ V.T + M) @ (rowsum(Q/M)/(ones(n) + exp(diagvec(M)))))"
    )
    with pytest.raises(InputError, match="derivative by u is too long to be written down"):
        derive_all(text, ["u"], {"A": "n,3", "u": "3", "Q": "n,n", "V": "n,n"}, order=2)


def test_a_name_that_nothing_uses_is_not_taken_for_the_whole() -> None:
    """F is declared, if only for a part that the result does not need."""
    found = derive_all("R = F*x; det(A)", ["A"], {"F": "", "x": "n", "A": "n,n"})
    assert all(not step.text.startswith("F =") for step in found.steps)


def test_definitions_are_over_the_names_before_them() -> None:
    """Each value contains other names as variables."""
    whole = derived("z = W @ x; h = tanh(z); F = norm(h)**2", "x", {}).named
    values = {name: str(value) for name, value in definitions_of(whole).items()}
    assert values == {"z": "W @ x", "h": "tanh(z)", "F": "norm(h)**2"}
    assert str(over_names(whole)) == "F"


@pytest.mark.parametrize(
    ("left", "right", "shapes", "condition"),
    [
        ("A", "A @ inv(A.T @ A) @ A.T @ A", {"A": "n,d"}, "n >= d"),
        ("inv(A @ A.T) @ A @ A.T", "eye(n)", {"A": "n,d"}, "d >= n"),
        ("logdet(2*A.T @ (B @ A))", "logdet(A.T @ B.T @ (2*A))", {"A": "n,d", "B": "n,n"}, "n >= d"),
    ],
)
def test_statements_hold_for_the_sizes_at_which_they_are_defined(
    left: str, right: str, shapes: dict[str, str], condition: str
) -> None:
    """An inverse of a product implies conditions on sizes, which are stated; nothing else is assumed."""
    check = statement_holds(parse(left, shapes), parse(right, shapes))
    assert check.passed
    assert check.subject.endswith(condition)


def test_false_statements_fail() -> None:
    """Such statements fail even if they hold for square matrices, or for positive numbers."""
    assert not statement_holds(
        parse("eye(n)", {"A": "n,d"}), parse("A @ inv(A.T @ A) @ A.T", {"A": "n,d"})
    ).passed
    assert not statement_holds(parse("sqrt(x*x)", {"x": ""}), parse("x", {"x": ""})).passed


def test_the_name_of_a_part_that_nothing_uses_is_not_taken_for_another() -> None:
    found = derive_all("h = x*x; sum(tanh(x)*y)", ["x"], {"x": "n", "y": "n"})
    assert "h" not in {part.name for part in named_parts(found.named)}
