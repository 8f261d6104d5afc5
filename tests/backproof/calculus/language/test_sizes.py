"""Sizes as sums and products, held against arithmetic with the numbers that they stand for."""

from __future__ import annotations

import random

import numpy as np
import pytest

from backproof.calculus import derive, parse
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.inference.shapes import infer_shapes
from backproof.calculus.primitives.sizes import length, product, quotient, substituted, symbols, total
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.printing.unicode import to_unicode
from backproof.calculus.readers.latex_reader import read_latex
from backproof.calculus.readers.values import value
from backproof.diagnostic import InputError
from tests.backproof.calculus.unicode_reader import read_unicode

LENGTHS = {"m": 7, "n": 11, "p": 13, "n1": 17}


def drawn(draw: random.Random) -> tuple[str | int, int]:
    """Return a size with the number that Python's own arithmetic gives it."""
    addends = [
        [draw.choice(["m", "n", "p", "n1", 2, 3]) for _ in range(draw.randint(1, 3))]
        for _ in range(draw.randint(1, 3))
    ]
    size = total(*(product(*factors) for factors in addends))
    return size, eval(" + ".join("*".join(map(str, factors)) for factors in addends), dict(LENGTHS))


@pytest.mark.parametrize("seed", range(40))
def test_sizes_follow_arithmetic(seed: int) -> None:
    """Sums, products, quotients and substitutions have the values of the numbers."""
    draw = random.Random(seed)
    (one, first), (other, second) = drawn(draw), drawn(draw)
    assert length(one, LENGTHS) == first
    assert length(total(one, other), LENGTHS) == first + second
    assert length(product(one, other), LENGTHS) == first * second
    assert product(one, other) == product(other, one)
    assert quotient(product(one, other), other) == one
    assert set(symbols(one)) <= set(LENGTHS)
    assert length(substituted(one, lambda name: total(name, 1)), LENGTHS) == length(
        one, {name: number + 1 for name, number in LENGTHS.items()}
    )


def test_a_size_that_does_not_divide_has_no_quotient() -> None:
    """Neither symbols nor numbers are divided with a remainder."""
    assert [quotient("m*p", "n"), quotient(7, 2), quotient("m + n", "m"), quotient("3*m", 2)] == [None] * 4


@pytest.mark.parametrize(
    ("text", "wrt", "expected"),
    [
        ("norm(kron(A, B) @ x - b)**2", "x", "2*(kron(A.T, B.T) @ (kron(A, B) @ x - b))"),
        ("tr((A ⊗ B) @ C)", "B", "blocksum(C.T, A)"),
        ("norm(kron(A, B))**2", "A", "2*norm(B)**2*A"),
        ("kron(u, v)", "u", "kron(eye(m), v)"),
        ("kron(u, v)", "v", "kron(u, eye(p))"),
        ("logdet(P ⊗ Q)", "P", "k*inv(P).T"),
        (r"\operatorname{tr}(P \otimes Q)", "Q", "tr(P)*eye(k)"),
        ("norm(kron(A, B) @ kron(D, E))**2", "D", "2*norm(B @ E)**2*(A.T @ A @ D)"),
        ("sum(log(x + ones(n*q)))", "x", "1/(x + ones(n*q))"),
    ],
)
def test_kronecker_products(text: str, wrt: str, expected: str) -> None:
    """Derivatives are as short as a lecturer's, and proved."""
    shapes = {"A": "m,n", "B": "p,q", "C": "n*q,m*p", "x": "n*q", "b": "m*p", "u": "m", "v": "p"}
    found = derive(text, wrt, {**shapes, "P": "n,n", "Q": "k,k", "D": "n,r", "E": "q,s"})
    assert str(found.gradient) == expected
    assert found.passed


def test_shapes_of_kronecker_products_are_inferred() -> None:
    """Undeclared shapes get sizes of their own, and those of products follow."""
    shapes, _ = infer_shapes("norm(kron(A, B) @ x)**2")
    (_, columns), (_, other) = (shapes[name].split(",") for name in "AB")
    assert shapes["x"] == product(columns, other)
    assert derive("norm(kron(A, B) @ x)**2", "x", shapes).passed


@pytest.mark.parametrize("name", ["blockdot", "blocksum"])
def test_shapes_of_blocks_are_inferred(name: str) -> None:
    """The whole is as large as the result times the other operand."""
    shapes, _ = infer_shapes(f"norm({name}(K, A) @ x)**2")
    size = {letter: index + 2 for index, letter in enumerate("kmnp")}
    sizes = {key: [length(one, size) for one in shape.split(",")] for key, shape in shapes.items()}
    (rows, columns), (height, width) = sizes["K"], sizes["A"]
    assert columns == width * sizes["x"][0] and rows % height == 0 and rows > height
    assert derive(f"norm({name}(K, A) @ x)**2", "A", shapes).passed


def test_a_block_that_does_not_fit_is_told() -> None:
    """The message states both shapes."""
    with pytest.raises(InputError, match=r"blockdot.*`A` is a m×n matrix, `B` is a p×q matrix"):
        parse("blockdot(A, B)", {"A": "m,n", "B": "p,q"})


TEXTS = ["eye(m*p) @ x", "x - ones(m*p)", "kron(eye(m), v)*2", "ones(m*p, n)", "m*p*x"]


@pytest.mark.parametrize("text", TEXTS)
def test_computed_sizes_are_read_back(text: str) -> None:
    """Printed sizes, `m p` and `m·p`, are those of the text."""
    lengths = {"m": 2, "p": 3, "n": 4}
    values = {"x": np.arange(6.0)[:, None], "v": np.arange(3.0)[:, None]}
    printed = parse(text, {"x": "m*p", "v": "p"}, sizes=["n", "m", "p"])
    wanted = evaluate(printed, values, lengths)
    for form, read in ((to_latex(printed), read_latex), (to_unicode(printed), read_unicode)):
        assert value(read(form, values, (), lengths), values, lengths) == pytest.approx(wanted)
