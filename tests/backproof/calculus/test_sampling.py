"""Points have all the promised sizes and signs, and a batch is judged exactly like its single points."""

from __future__ import annotations

import numpy as np
import pytest

from backproof.calculus.checking.points.admissible import admissible
from backproof.calculus.checking.points.sampling import far_points, points
from backproof.calculus.checking.verify import evidence
from backproof.calculus.evaluation.arithmetic import FLOAT, multiprecision
from backproof.calculus.evaluation.cases import Cases, Point, alike
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables

SHAPES = {"x": "d", "y": "k", "W": "k,d", "A": "n,n", "S": "n,n", "w": "n", "u": "n", "L": "5,5", "b": ""}
PROPERTIES = {"S": "positive definite", "w": "positive"}
FORMULAS = [
    "norm(y - softplus(W @ x))**2",
    "u.T @ inv(S) @ w + det(A)",
    "b*sum(ones(n))*u",
    "diag(softmax(u)) - eye(n)",
    "rowlse(A) + diagvec(inv(A)) + rowsum(A.T) + sqrt(w)",
    "logdet(S) + lse(A @ u) + norm1(u)",
    "tr(L @ inv(L @ L)) + det(L)",
    "eye(3)",
]


def read(text):
    return parse(text, SHAPES, PROPERTIES)


def test_sizes_are_different_equal_and_one():
    found = [tuple(point.sizes.values()) for point in points([read("norm(y - W @ x)**2")])]
    assert any(len(set(sizes)) == len(sizes) for sizes in found)
    assert (3, 3) in found
    assert (1, 1) in found
    assert any(sizes[0] == 1 < sizes[1] for sizes in found)
    assert any(sizes[1] == 1 < sizes[0] for sizes in found)


def test_every_variable_is_far_from_0_on_both_sides_at_two_lengths():
    found = far_points([read("norm(y - softplus(W @ x))**2")])
    for name in ("x", "y", "W"):
        for length in (1, 2):
            of_length = [point.values[name] for point in found if set(point.sizes.values()) == {length}]
            assert any((values >= 1.5).all() for values in of_length)
            assert any((values <= -1.5).all() for values in of_length)


def test_the_same_expressions_give_the_same_points():
    first, second = (far_points([read("sum(W @ x)")]) + points([read("sum(W @ x)")]) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert one.sizes == other.sizes
        assert all(np.array_equal(one.values[name], other.values[name]) for name in ("W", "x"))


def test_values_are_as_declared():
    for point in [*points([read("u.T @ inv(S) @ w")]), *far_points([read("u.T @ inv(S) @ w")])]:
        assert (point.values["w"] > 0).all()
        assert (np.linalg.eigvalsh(point.values["S"]) > 0).all()


@pytest.mark.parametrize("arithmetic", [FLOAT, multiprecision()], ids=["float", "digits"])
@pytest.mark.parametrize("text", FORMULAS)
def test_many_at_once_have_the_values_of_each(text, arithmetic):
    expression = read(text)
    for cases in alike([*points([expression]), *far_points([expression])]):
        exact = cases.exactly(arithmetic)
        together = run(expression, exact.values, exact.sizes, arithmetic)
        for index in range(cases.count):
            alone = run(expression, exact[index].values, exact.sizes, arithmetic)
            one = together[index] if together.ndim > 2 else together
            assert one.shape == alone.shape
            gap = np.abs(one - alone).astype(float)
            assert gap.max() <= 1e-9 * float(np.abs(alone).max())


def drawn(expression, generator):
    """Draw a point with values of every kind: singular, negative, near 0, huge, undefined."""
    scale = generator.choice([1e-3, 1.0, 40.0, 1e9])
    values = {}
    for v in variables(expression):
        shape = tuple({"n": 3, "d": 2, "k": 1}.get(size, size) for size in v.shape)
        values[v.name] = scale * generator.standard_normal(shape) * generator.integers(0, 2, shape)
    return Point({"n": 3, "d": 2, "k": 1}, values)


@pytest.mark.parametrize("text", [text for text in FORMULAS if text != "eye(3)"])
def test_many_at_once_are_as_admissible_as_each(text):
    expression, generator = read(text), np.random.default_rng(5)
    cases = Cases.of([drawn(expression, generator) for _ in range(60)])
    together = admissible(expression, cases)
    assert list(together) == [bool(admissible(expression, case)[0]) for case in cases.each()]


def test_inadmissible_points():
    def judged(text, **values):
        return bool(admissible(read(text), Cases.of([Point({"n": 2, "d": 1}, values)]))[0])

    column = np.array([[1.0], [2.0]])
    assert judged("norm1(u)", u=column)
    assert not judged("norm1(u)", u=column * [[1.0], [0.005]])
    assert not judged("norm(u)", u=column * 0)
    assert not judged("sqrt(u)", u=column - 1)
    assert not judged("u*u", u=column * 1e5)
    assert not judged("log(u)", u=column - 1)
    assert judged("inv(A)", A=np.eye(2))
    assert not judged("inv(A)", A=np.ones((2, 2)))
    assert not judged("inv(A)", A=np.diag([1.0, 1e-6]))


def test_a_constant_has_the_derivative_0():
    x = read("x")
    assert all(check.passed for check in evidence(read("sum(ones(3))"), x, read("0*x")))
    assert not any(check.passed for check in evidence(read("sum(ones(3))"), x, read("ones(d)")))
