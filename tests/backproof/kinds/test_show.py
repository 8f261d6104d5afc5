"""Relations that are shown: true ones proved with reasons that hold, near misses refused, faults noticed."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backproof.answer import Answer
from backproof.calculus.checking.links import link_holds
from backproof.calculus.identities.hypotheses.given import read_given
from backproof.calculus.identities.hypotheses.relation import read_relation
from backproof.calculus.identities.proof import proved
from backproof.calculus.language.parsing import parse
from backproof.diagnostic import InputError
from backproof.kinds.show.part import solve
from backproof.kinds.text.part import solve as solve_words
from backproof.proof import verify
from backproof.results.published import answer_data
from backproof.terms.lone import load_parts

SHAPES = {
    **dict.fromkeys("ABPQS", "n,n"), **dict.fromkeys("xyuv", "n"),
    **dict.fromkeys(("a", "b", "c", "lam"), ""),
    "U": "n,k", "V": "k,n", "C": "k,k", "X": "n,k", "w": "k", "t": "n",
}  # fmt: skip
# The claim, its hypotheses, and near misses of it under the same ones.
TRUE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "norm(Q @ x) == norm(x)",
        ("Q: orthogonal",),
        ("norm(Q @ x) == norm(x)**2", "norm(x + Q @ x) == norm(x)"),
    ),
    ("(Q @ x).T @ (Q @ y) == x.T @ y", ("Q: orthogonal",), ("(Q @ x).T @ (Q @ y) == x.T @ Q @ y",)),
    ("det(Q)**2 == 1", ("Q: orthogonal",), ("det(Q) == 1",)),
    ("(eye(n) - P) @ P == 0", ("P: projection",), ("(eye(n) + P) @ P == 0",)),
    # A variable that stands in a hypothesis alone has its properties, too.
    (
        "norm(P @ x) == norm(x)",
        ("u: unit", "P == eye(n) - 2*u @ u.T"),
        ("norm(P @ x) == norm(u)**2*norm(x)**2", "P @ P == P"),
    ),
    ("tr(A) == 1", ("A == u @ u.T", "u: unit"), ("tr(A) == 2", "A @ A == 2*A")),
    (
        "inv(A + u @ v.T) == inv(A) - inv(A) @ u @ v.T @ inv(A)/(1 + v.T @ inv(A) @ u)",
        (),
        (
            "inv(A + u @ v.T) == inv(A) + inv(A) @ u @ v.T @ inv(A)/(1 + v.T @ inv(A) @ u)",
            "inv(A + u @ v.T) == inv(A) - inv(A) @ v @ u.T @ inv(A)/(1 + v.T @ inv(A) @ u)",
            "inv(A + u @ v.T) == inv(A) - inv(A) @ u @ v.T @ inv(A)/(1 - v.T @ inv(A) @ u)",
        ),
    ),
    (
        "inv(A + U @ C @ V) == inv(A) - inv(A) @ U @ inv(inv(C) + V @ inv(A) @ U) @ V @ inv(A)",
        (),
        (
            "inv(A + U @ C @ V) == inv(A) - inv(A) @ U @ inv(C + V @ inv(A) @ U) @ V @ inv(A)",
            "inv(A + U @ C @ V) == inv(A) - inv(A) @ U @ inv(inv(C) + V @ inv(A) @ U) @ U.T @ inv(A)",
        ),
    ),
    (
        "inv(eye(n) + U @ V) @ U == U @ inv(eye(k) + V @ U)",
        (),
        ("inv(eye(n) + U @ V) @ U == U @ inv(eye(k) - V @ U)",),
    ),
    (
        "inv(X.T @ X + lam*eye(k)) @ X.T == X.T @ inv(X @ X.T + lam*eye(n))",
        ("lam > 0",),
        ("inv(X.T @ X + lam*eye(k)) @ X.T == X.T @ inv(X @ X.T - lam*eye(n))",),
    ),
    ("tr(U @ V) == tr(V @ U)", (), ("tr(A @ B) == tr(A.T @ B)",)),
    ("(A @ B).T == B.T @ A.T", (), ("(A @ B).T == A.T @ B.T",)),
    ("det(A @ B) == det(B @ A)", (), ("det(A + B) == det(A) + det(B)",)),
    ("det(A + u @ v.T) == det(A)*(1 + v.T @ inv(A) @ u)", (), ("det(A + u @ v.T) == det(A)*(1 + u.T @ v)",)),
    (
        "det(eye(n) + U @ V) == det(eye(k) + V @ U)",
        (),
        ("det(eye(n) + U @ V) == det(eye(k) + U.T @ V.T) + 1",),
    ),
    ("P @ P @ x == P @ x", ("P: projection",), ("P @ x == x", "tr(P) == 1")),
    ("norm(x)**2 == norm(P @ x)**2 + norm(x - P @ x)**2", ("P: projection",), ("norm(x) == norm(P @ x)",)),
    ("X @ inv(X.T @ X) @ X.T @ (X @ inv(X.T @ X) @ X.T) == X @ inv(X.T @ X) @ X.T", (), ()),
    ("(X @ inv(X.T @ X) @ X.T).T == X @ inv(X.T @ X) @ X.T", (), ("X @ inv(X.T @ X) @ X.T == eye(n)",)),
    ("x.T @ A @ x == x.T @ ((A + A.T)/2) @ x", (), ("x.T @ A @ y == x.T @ ((A + A.T)/2) @ y",)),
    ("x.T @ A @ x == 0", ("A: skew-symmetric",), ("x.T @ A @ y == 0",)),
    ("(x + y).T @ A @ (x + y) == x.T @ A @ x + 2*x.T @ A @ y + y.T @ A @ y", ("A: symmetric",), ()),
    ("(x + y).T @ A @ (x + y) == x.T @ A @ x + x.T @ A @ y + y.T @ A @ x + y.T @ A @ y", (), ()),
    ("norm(x + y)**2 + norm(x - y)**2 == 2*norm(x)**2 + 2*norm(y)**2", (), ()),
    (
        "x.T @ y == (norm(x + y)**2 - norm(x - y)**2)/4",
        (),
        ("x.T @ y == (norm(x + y)**2 - norm(x - y)**2)/2",),
    ),
    ("norm(x + y)**2 == norm(x)**2 + norm(y)**2", ("x.T @ y == 0",), ("norm(x + y) == norm(x) + norm(y)",)),
    ("norm(c*x) == abs(c)*norm(x)", (), ("norm(c*x) == c*norm(x)",)),
    ("norm(Q @ A) == norm(A)", ("Q: orthogonal",), ("norm(Q + A) == norm(A)",)),
    ("inv(A) - inv(B) == inv(A) @ (B - A) @ inv(B)", (), ("inv(A) - inv(B) == inv(A) @ (A - B) @ inv(B)",)),
    ("(eye(n) - A) @ inv(eye(n) + A) == inv(eye(n) + A) @ (eye(n) - A)", (), ()),
    ("(A + B) @ (A + B) == A @ A + 2*A @ B + B @ B", ("A @ B == B @ A",), ("(A + B) @ A == A @ A",)),
    ("a**2 + b**2 == 1 - 2*a*b", ("a + b == 1",), ("a**2 + b**2 == 1",)),
    ("sum(2*t) == 2", ("t >= 0", "sum(t) == 1"), ("norm(t) == 1",)),
    ("tr(A @ B - B @ A) == 0", (), ("A @ B - B @ A == 0*A",)),
    ("(x + y)*u == x*u + y*u", (), ("(x + y)*u == x*u + y",)),
    ("norm(diag(t) @ x)**2 == sum(t**2*x**2)", (), ("norm(diag(t) @ x)**2 == sum(t*x**2)",)),
    (
        "x.T @ (diag(t) - t @ t.T) @ x == sum(t*(x - (t.T @ x)*ones(n))**2)",
        ("sum(t) == 1",),
        ("x.T @ (diag(t) - t @ t.T) @ x == sum(t*(x + (t.T @ x)*ones(n))**2)",),
    ),
    ("sum((x - sum(x)/n*ones(n))**2) == sum(x**2) - sum(x)**2/n", (), ("sum(x)**2 == sum(x**2)",)),
    ("A @ A @ v == lam**2*v", ("A @ v == lam*v",), ("A @ A @ v == lam*v", "A.T @ v == lam*v")),
    ("v.T @ A @ v == lam*norm(v)**2", (r"A v = \lambda v", "A is symmetric"), ("v.T @ A @ v == lam",)),
    ("v.T @ A @ v == lam", ("A v = lam v", "||v|| = 1"), ("v.T @ A.T @ v == lam**2",)),
    ("v.T @ A.T == lam*v.T", ("A v = lam v",), ("v.T @ A == lam*v.T",)),
    ("(A + a*I) @ v == (lam + a)*v", ("A v = lam v",), ("(A + a*I) @ v == lam*v",)),
    ("A @ (x + y) == A @ x", ("A y = 0",), ("A @ (x + y) == A @ y", "y.T @ A == 0")),
    ("A @ B @ x == x", ("A B = I",), ("A @ x == x", "A.T @ B @ x == x")),
    ("norm(x + y)**2 == 2", (r"x \perp y", "x, y are unit vectors"), ("norm(x + y) == 2",)),
    ("norm(x - y)**2 == norm(x)**2 + norm(y)**2", ("x ⊥ y", "x > 0"), ("norm(x - y) == norm(x)",)),
    ("sum(3*t) == 3", (r"t_i \ge 0 for all i", r"\sum_{i=1}^n t_i = 1"), ("sum(t**2) == 1",)),
    ("sum(3*t) == 3", ("1^T t = 1",), ("sum(t**2) == 1",)),
    ("norm(P @ x)**2 == x.T @ P @ x", ("P^2 = P = P^T",), ("norm(P @ x) == norm(x)",)),
    # A matrix that an equation defines brings sizes of its own, and X.T @ X is invertible if n >= k.
    ("P @ P == P", ("P == X @ inv(X.T @ X) @ X.T",), ("P @ P == eye(n)",)),
    ("tr(P) == k", ("P == X @ inv(X.T @ X) @ X.T",), ("tr(P) == n",)),
    (
        "norm(y)**2 == norm(u)**2 + norm(X @ w)**2",
        ("w == inv(X.T @ X) @ X.T @ y", "u == y - X @ w"),
        ("norm(y) == norm(u) + norm(X @ w)",),
    ),
)
# Inequalities, and near misses of them.
BOUNDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("2*x.T @ y <= norm(x)**2 + norm(y)**2", (), ("3*x.T @ y <= norm(x)**2 + norm(y)**2",)),
    ("(x.T @ y)**2 <= norm(x)**2*norm(y)**2", (), ("(x.T @ y)**2 >= norm(x)**2*norm(y)**2",)),
    ("abs(x.T @ y) <= norm(x)*norm(y)", (), ("abs(x.T @ y) >= norm(x)*norm(y)",)),
    ("norm(x + y) <= norm(x) + norm(y)", (), ("norm(x + y) <= norm(x)", "norm(x + y) < norm(x) + norm(y)")),
    ("abs(norm(x) - norm(y)) <= norm(x - y)", (), ("abs(norm(x) - norm(y)) <= norm(x + 2*y)",)),
    ("norm(A + B) <= norm(A) + norm(B)", (), ("norm(A + B) >= norm(A) + norm(B)",)),
    ("tr(A.T @ B) <= (norm(A)**2 + norm(B)**2)/2", (), ("tr(A @ B) <= norm(A)**2/2",)),
    ("(a + b)/2 >= sqrt(a*b)", ("a > 0", "b > 0"), ("(a + b)/3 >= sqrt(a*b)", "(a + b)/2 > sqrt(a*b)")),
    ("a/b + b/a >= 2", ("a > 0", "b > 0"), ("a/b + b/a >= 3",)),
    ("a**2 + b**2 + c**2 >= a*b + b*c + c*a", (), ("a**2 + b**2 + c**2 >= 2*a*b + b*c",)),
    ("a**4 + b**4 >= 2*a**2*b**2", (), ("a**4 + b**4 >= 3*a**2*b**2",)),
    # The last holds at all whole numbers.
    ("a**2 + 1 > a", (), ("a**2 + 1 > 2*a", "a**2 >= a")),
    ("x.T @ A @ x >= 0", ("A: positive semidefinite",), ("x.T @ A @ x > 0", "x.T @ A @ y >= 0")),
    ("x.T @ (A + B) @ x >= 0", ("A, B: psd",), ("x.T @ (A - B) @ x >= 0",)),
    ("x.T @ A @ y <= (x.T @ A @ x + y.T @ A @ y)/2", ("A: psd",), ("x.T @ A @ y <= x.T @ A @ x/2",)),
    ("norm(P @ x) <= norm(x)", ("P: projection",), ("norm(P @ x) >= norm(x)",)),
    ("norm(U.T @ x) <= norm(x)", ("U: orthonormal columns",), ("norm(U.T @ x) >= norm(x)",)),
    (r"x.T @ A @ x \geq 0", (r"A \succeq 0",), (r"x.T @ A @ x \leq 0",)),
    ("x.T @ (A + B) @ x >= 0", ("A and B are positive semidefinite",), ("x.T @ (A - B) @ x >= 0",)),
    ("norm(x)**2 + lam*norm(y)**2 >= 0", ("lam >= 0",), ("norm(x)**2 - lam*norm(y)**2 >= 0",)),
    # Numbers that are not negative are factors of squares: the step of Bernoulli's inequality, products.
    ("(1 + a*b)*(1 + b) >= 1 + (a + 1)*b", ("a >= 0",), ("(1 + a*b)*(1 + b) > 1 + (a + 1)*b",)),
    ("(1 + a)*(1 + b) >= 1 + a + b", ("a >= 0", "b >= 0"), ("(1 + a)*(1 + b) >= 1 + 2*a + b",)),
    ("(1 + a)**2 > 1 + a", ("a > 0",), ("(1 + a)**2 > 1 + 3*a",)),
    # Bounds by other numbers, and by one another.
    ("(1 + a*b)*(1 + b) >= 1 + (a + 1)*b", ("b >= -1", "a >= 1"), ("(1 + a*b)*(1 + b) >= 1 + (a + 2)*b",)),
    ("a*(1 - a) >= 0", ("0 <= a <= 1",), ("a*(1 - a) > 0", "a*(1 - a) >= a/4", "4*a*(1 - a) >= 1")),
    ("a*(1 - a) > 0", ("0 < a < 1",), ("a*(1 - a) >= a/4",)),
    ("a**3 + b**3 >= a**2*b + a*b**2", ("a, b: nonnegative",), ("a**3 + b**3 > a**2*b + a*b**2",)),
    ("a**3 + b**3 + c**3 >= 3*a*b*c", ("a >= 0", "b >= 0", "c >= 0"), ("a**3 + b**3 + c**3 >= 4*a*b*c",)),
    ("abs(a*b) <= 1", ("-1 <= a <= 1", "-1 <= b <= 1"), ("abs(a*b) < 1", "a*b <= 1/2")),
    ("a**2 > 4", ("a > 2",), ("a**2 > 5", "a**2 > 4*a")),
    ("a**2 >= b**2", ("a >= b >= 0",), ("a**2 > b**2", "a**2 >= 2*b**2")),
    ("a*b <= 1/4", ("a + b <= 1", "a >= 0", "b >= 0"), ("a*b < 1/4", "a*b <= 1/5")),
    ("a*b <= 1/4", ("a + b == 1", "a >= 0", "b >= 0"), ("a*b < 1/4", "a*b <= 1/5", "a*b > 0")),
    ("b >= 1", ("b == 1 + a", "a >= 0"), ("b > 1", "b >= 3/2")),
    ("a + b >= 2", ("a*b >= 1", "a > 0", "b > 0"), ("a + b > 2",)),
    (
        "norm(a*x + (1 - a)*y) <= a*norm(x) + (1 - a)*norm(y)",
        ("0 <= a <= 1",),
        ("norm(a*x) >= a*norm(x) + a",),
    ),
    # Absolute values and products of numbers.
    ("abs(a*b) <= 1", ("abs(a) <= 1", "|b| <= 1"), ("abs(a*b) < 1", "a*b <= 1/2")),
    ("(a - b)**2 <= c**2", ("abs(a - b) <= c",), ("(a - b)**2 < c**2", "a <= c")),
    ("a**2 < 4", ("2 > abs(a)",), ("a**2 < 3", "a > -1")),
    ("a + b >= 2", ("a*b == 1", "a > 0"), ("a + b > 2", "a >= b")),
    ("a + b >= 4", ("a > 0", "b > 0", "a*b = 4"), ("a + b > 4",)),
    ("sum(t) == 1", ("t: probability vector",), ("norm(t) == 1", "norm(t) <= 1/2")),
    # What fails near the ends of a range, or far out alone.
    ("a*(1 - a) <= 1/4", ("0 < a < 1",), ("a*(1 - a) >= 1/500", "a <= 99/100", "a >= 1/500")),
    ("a**2 + 1 >= 2*a", (), ("a**2 <= 100", "norm(x) <= 90")),
    ("a*(b - c)**2 + 2*b*c >= 0", ("a >= 0", "b >= 0", "c >= 0"), ("a*(b - c)**2 - 2*b*c >= 0",)),
)
Point = Mapping[str, Any]


def answered(tmp_path: Path, claim: str, given: tuple[str, ...] = ()) -> Answer:
    used = {name: shape for name, shape in SHAPES.items() if name in _names(claim) | _names(" ".join(given))}
    shapes = ", ".join(f'{name} = "{shape}"' for name, shape in used.items())
    file = tmp_path / "part.toml"
    lines = (f"claim = {json.dumps(claim)}", f"shapes = {{ {shapes} }}", f"given = {json.dumps(list(given))}")
    file.write_text("\n".join(('kind = "show"', "points = 1", *lines)), encoding="utf-8")
    term, (part,) = load_parts(file)
    return solve(part, term).answer


def _names(text: str) -> set[str]:
    letters = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text)
    return set(letters.split())


@pytest.mark.parametrize(("claim", "given", "near"), (*TRUE, *BOUNDS))
def test_a_true_one_is_proved_and_its_near_misses_are_refused(
    tmp_path: Path, claim: str, given: tuple[str, ...], near: tuple[str, ...]
) -> None:
    answer = answered(tmp_path, claim, given)
    data = answer.claims[0].data
    assert answer.passed
    assert data["chain"], "proved by rewriting"
    with np.errstate(all="ignore"):
        ground = verify.check_identity({"kind": "identity", **data}, answer_data(answer))
    assert "each under the hypotheses" in ground
    for other in near:
        with pytest.raises(InputError, match="does not hold"):
            answered(tmp_path, other, given)


def _orthogonal(rng: np.random.Generator, n: int) -> Any:
    return np.linalg.qr(rng.standard_normal((n, n)))[0]


def _projection(rng: np.random.Generator, n: int) -> Any:
    columns = _orthogonal(rng, n)[:, : n - 1]
    return columns @ columns.T


def _folded(sign: int) -> Callable[[np.random.Generator, int], Any]:
    def draw(rng: np.random.Generator, n: int) -> Any:
        drawn = rng.standard_normal((n, n))
        return drawn + sign * drawn.T

    return draw


DRAWN: Mapping[str, Callable[[np.random.Generator, int], Any]] = {
    "Q: orthogonal": _orthogonal,
    "P: projection": _projection,
    "A: symmetric": _folded(1),
    "A: skew-symmetric": _folded(-1),
    "lam > 0": lambda rng, _: np.full((1, 1), rng.uniform(0.5, 2)),
}
MEANS = {
    "inv": np.linalg.inv, "eye": np.eye, "norm": lambda x: np.full((1, 1), np.linalg.norm(x)),
    "tr": lambda x: np.full((1, 1), np.trace(x)), "det": lambda x: np.full((1, 1), np.linalg.det(x)),
    "sqrt": np.sqrt, "abs": np.abs, "sum": lambda x: np.full((1, 1), np.sum(x)),
    "ones": lambda n, k=1: np.ones((n, k)), "diag": lambda x: np.diag(x[:, 0]),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "given"), [(c, g) for c, g, _ in TRUE if all(text in DRAWN for text in g)])
def test_every_line_of_a_chain_has_the_same_value_by_numpy(
    tmp_path: Path, claim: str, given: tuple[str, ...]
) -> None:
    """The texts are run by Python and NumPy themselves, with matrices that satisfy the hypotheses."""
    chain = answered(tmp_path, claim, given).claims[0].data["chain"]
    assert isinstance(chain, list)
    rng, sizes = np.random.default_rng(3), {"n": 4, "k": 3}
    at: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        lengths = [*(sizes[size] for size in shape.split(",") if size), 1, 1][:2]
        at[name] = rng.standard_normal(lengths)
    at |= {text[:3].strip(": "): DRAWN[text](rng, 4) for text in given}
    values = [np.asarray(eval(line, {**MEANS, **at, **sizes})) for line in chain]
    for value in values[1:]:
        np.testing.assert_allclose(np.broadcast_to(value, values[0].shape), values[0], rtol=1e-7, atol=1e-9)


def _mutants(claim: str) -> Iterator[str]:
    """Yield a claim with one sign, transpose, order or number changed."""
    for old, new in ((" + ", " - "), (" - ", " + "), (".T", ""), ("2*", "3*"), ("**2", "**3"), ("inv(", "(")):
        places = [found.start() for found in re.finditer(re.escape(old), claim)]
        yield from (claim[:at] + new + claim[at + len(old) :] for at in places)
    for found in re.finditer(r"\b([A-Z])\b", claim):
        yield f"{claim[: found.end()]}.T{claim[found.end() :]}"
    for found in re.finditer(r"\b(\w) @ (\w)\b", claim):
        yield f"{claim[: found.start()]}{found[2]} @ {found[1]}{claim[found.end() :]}"


@pytest.mark.parametrize(("claim", "given"), [(c, g) for c, g, _ in TRUE if all(text in DRAWN for text in g)])
def test_no_wrong_mutant_is_proved(claim: str, given: tuple[str, ...]) -> None:
    """Truth is told by NumPy, at matrices that satisfy the hypotheses."""
    rng, sizes = np.random.default_rng(4), {"n": 4, "k": 3}
    at: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        at[name] = rng.standard_normal([*(sizes[size] for size in shape.split(",") if size), 1, 1][:2])
    at |= {text[:3].strip(": "): DRAWN[text](rng, 4) for text in given}
    known = read_given(given, SHAPES, {})
    for mutant in dict.fromkeys(_mutants(claim)):
        try:
            relation = read_relation(mutant, SHAPES, known.properties)
        except InputError:
            continue
        if proved(relation.left, relation.right, known.equations) is None:
            continue
        sides = _values(mutant, at, sizes)
        np.testing.assert_allclose(
            np.broadcast_to(sides[1], np.shape(sides[0])), sides[0], rtol=1e-7, atol=1e-9
        )


class _Vectors(np.ndarray[Any, Any]):
    """Columns that multiply as NumPy's vectors do where columns don't: u @ v is a number, u @ A a vector."""

    def __matmul__(self, other: Any) -> Any:
        return _product(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return _product(other, self)


def _product(left: Any, right: Any) -> Any:
    a, b = np.asarray(left), np.asarray(right)
    if a.shape[1:] == (1,) and b.shape[0] != 1:
        return (b.T @ a).view(_Vectors)
    b = b.T if b.shape[0] == 1 and a.shape[1] != 1 else b
    return (a @ b).view(_Vectors)


def _values(claim: str, at: dict[str, Any], sizes: dict[str, int]) -> list[Any]:
    vectors = {name: value.view(_Vectors) for name, value in at.items()}
    return [eval(side, {**MEANS, **vectors, **sizes}) for side in claim.split("==")]


@pytest.mark.parametrize(
    ("left", "right", "laws"),
    [
        ("x.T @ Q.T @ Q @ x", "x.T @ x", [("multiplied out", "")]),
        ("x.T @ Q.T @ Q @ x", "x.T @ x", [("symmetric", "Q")]),
        ("Q @ Q.T", "eye(n) + 0*Q", [("transposes", "")]),
    ],
)
def test_a_step_for_the_wrong_reason_fails(left: str, right: str, laws: list[tuple[str, str]]) -> None:
    """A relation under the hypotheses of the task holds under those that its reason names."""
    sides = [parse(side, SHAPES, {"Q": "orthogonal"}) for side in (left, right)]
    assert not link_holds(sides[0], sides[1], laws).passed
    assert link_holds(sides[0], sides[1], [("orthogonal", "Q")]).passed


def test_planted_faults_are_noticed_by_the_verifier(tmp_path: Path) -> None:
    answer = answered(tmp_path, "norm(Q @ x) == norm(x)", ("Q: orthogonal",))
    good = {"kind": "identity", **json.loads(json.dumps(dict(answer.claims[0].data)))}
    data = answer_data(answer)
    faults: list[Callable[[dict[str, Any]], Any]] = [
        lambda claim: claim["chain"].__setitem__(2, "sqrt(x.T @ Q @ Q @ x)"),
        lambda claim: claim["laws"].__setitem__(3, [["symmetric", "Q"]]),
        lambda claim: claim.update(properties={"Q": "symmetric"}),
        lambda claim: claim.update(right="norm(x)**2"),
        lambda claim: claim["chain"].pop(),
    ]
    with np.errstate(all="ignore"):
        assert verify.judged(verify.check_identity, good, data)[0] == "holds"
        for plant in faults:
            bad = copy.deepcopy(good)
            plant(bad)
            assert verify.judged(verify.check_identity, bad, data)[0] == "IN DOUBT"


def test_a_bound_that_is_left_out_is_missed_by_the_verifier(tmp_path: Path) -> None:
    answer = answered(tmp_path, "(1 + 3*b)*(1 + b) >= 1 + 4*b + b*(1 - c)", ("-1 <= b <= 0", "c <= 1"))
    data = {"kind": "identity", **answer.claims[0].data}
    stated = {**answer_data(answer), "claims": [answer.text]}
    assert verify.judged(verify.check_identity, data, stated)[0] != "IN DOUBT"
    assert verify.judged(verify.check_identity, {**data, "ranges": []}, stated)[0] == "IN DOUBT"


def test_names_without_shapes_are_numbers(tmp_path: Path) -> None:
    file = tmp_path / "part.toml"
    lines = [
        'kind = "show"',
        "points = 1",
        'claim = "p*q <= (p + q)**2/4"',
        'given = ["p > -pi", "q: positive"]',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    term, (part,) = load_parts(file)
    assert solve(part, term).answer.claims[0].data["shapes"].keys() == {"p", "q"}
    file.write_text("\n".join((*lines[:2], 'claim = "norm(p + q) <= norm(p) + norm(q)"')), encoding="utf-8")
    term, (part,) = load_parts(file)
    with pytest.raises(InputError, match=r'add shapes = \{ p = "n" \}'):
        solve(part, term)


@pytest.mark.parametrize(
    ("claim", "given", "told"),
    [
        ("norm(Q @ x)", (), "this is no relation"),
        ("x == Q", (), "the sides have different shapes"),
        ("x <= y", (), "compares numbers"),
        ("Q @ x == x", ("Q: orthogonl",), "did you mean 'orthogonal'"),
        ("Q @ x == x", ("W: orthogonal",), "which has no shape"),
        ("Q @ x == x", ("A @ x == A.T @ x + x",), "no values are known"),
        ("x.T @ y == 0", ("x: orthogonal",), "cannot be orthogonal"),
        ("x == x", ("A: symmetric", "tr(I) = x.T @ x", "U: orthonormal columns"), "the size of I is open"),
        ("norm(y) >= 0", ("y >= 0", "y = A x"), "no values of y are known"),
        ("norm(x) >= 0", ("x != 0",), "leave it out"),
        ("norm(x) >= 0", ("rank(X) = k",), "leave it out: a claim with inv"),
        ("norm(x) >= 0", ("rank(A) = n",), 'write "A: invertible"'),
        ("norm(x) >= 0", ("norm(y) <= 1",), "bounds of numbers that leave each a range"),
        ("a >= 0", ("2 <= a <= 1",), "no room for a: from 2 to 1"),
        ("a >= 0", ("abs(a) <= -1",), "no room for a: from 1 to -1"),
        ("a >= 0", ("a*b == 0",), "no values are known"),
        ("a >= 0", ("a == -1", "a >= 0"), "contradict each other"),
        ("A.T @ A is symmetric", (), r'write "\(A.T @ A\).T == A.T @ A"'),
        (r"A.T @ A \succeq 0", (), "write .x.T @ A @ x >= 0"),
        ("sum(k, 1, n) == n*(n + 1)/2", (), "an induction, of two parts"),
        ("sum(k**2, k, 1, n) == n*(n + 1)*(2*n + 1)/6", (), "an induction, of two parts"),
        ("sum(k for k in range(1, n + 1)) == n*(n + 1)/2", (), "an induction, of two parts"),
        (r"\sum_{k=1}^n k == n*(n + 1)/2", (), "an induction, of two parts"),
        ("1 + 2 + ... + n == n*(n + 1)/2", (), "an induction, of two parts"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, claim: str, given: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=told):
        answered(tmp_path, claim, given)


WORDS = """
kind = "text"
points = 1
statement = "Show that $Q$ keeps lengths."
answer = "Multiply out."
claims = ["norm(Q @ x) == norm(x)", {claim}]
given = ["Q: orthogonal", "x.T @ y == 0"]
shapes = {{ Q = "n,n", x = "n", y = "n" }}
"""


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("claim", "is_true"),
    [
        ("norm(x + y)**2 == norm(x)**2 + norm(y)**2", True),
        ("norm(x + y)**2 == norm(x)**2 + 2*norm(y)**2", False),
        ("norm(x) <= norm(x + y)", True),
        ("norm(x + y) <= norm(x)", False),
    ],
)
def test_claims_in_words_are_checked_under_hypotheses(tmp_path: Path, claim: str, is_true: bool) -> None:
    file = tmp_path / "part.toml"
    file.write_text(WORDS.format(claim=json.dumps(claim)), encoding="utf-8")
    term, (part,) = load_parts(file)
    answer = solve_words(part, term).answer
    assert answer.passed == is_true
    data = answer_data(answer)
    with np.errstate(all="ignore"):
        for item in answer.claims:
            found = verify.judged(verify.CHECKS[item.kind], {"kind": item.kind, **item.data}, data)
            assert found[0] == ("holds" if is_true or item is answer.claims[0] else "IN DOUBT")


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("norm(t) <= 1", ("t is a distribution",)),
        ("sum(t*log(t/y)) >= 0", ("t > 0", "y > 0", "sum(t) == 1", "sum(y) == 1")),
    ],
)
def test_true_claims_about_distributions_are_not_in_doubt(
    tmp_path: Path, claim: str, given: tuple[str, ...]
) -> None:
    answer = answered(tmp_path, claim, given)
    with np.errstate(all="ignore"):
        verify.check_identity({"kind": "identity", **answer.claims[0].data}, answer_data(answer))
