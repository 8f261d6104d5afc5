"""Formulas in words, as a lecturer would read them aloud."""

import pytest

from backproof.web.speech.spoken import spoken

SAID = {
    r"W^{(1)\top} r \odot \sigma(z)": "W one transpose times r, entrywise times sigma of z",
    r"\frac{\partial F}{\partial W^{(1)}}": "the derivative of F with respect to W one",
    r"\partial q/\partial x": "the derivative of q with respect to x",
    r"\frac{\partial^2 f}{\partial x\,\partial y}": "the second derivative of f with respect to x and y",
    r"\bar{h}^{(2)} = b": "h bar two equals b",
    r"\phi'(t) = \sigma(t)": "phi prime of t equals sigma of t",
    r"b \phi(x)": "b times phi of x",
    r"2 (y - x)": "2 times the quantity y minus x, end of quantity",
    r"(A^\top A)^{-1} b": "the quantity A transpose times A, end of quantity, inverse times b",
    r"x \in \mathbb{R}^{p \times d}": "x in R p by d",
    r"\sum_{i=1}^{d} x_{i}": "the sum over i from 1 to d of x sub i",
    r"\lVert y - x \rVert^{2}": "the square of the norm of the quantity y minus x, end of quantity",
    r"\lVert\cdot\rVert^2": "the square of the norm",
    r"\dim \operatorname{col}(A) = 2": "the dimension of the column space of A equals 2",
    r"\cos^2 x": "cosine squared of x",
    r"5.0 \times 10^{-11}": "5.0 times 10 to the minus 11",
    r"\begin{pmatrix} -2 \\ 0 \\ 1 \end{pmatrix}": "the column minus 2, 0, 1, end of column",
    r"\left[\begin{array}{rr} 1 & 2 \\ 3 & \pivot{4} \\ \end{array}\right]": (
        "the 2 by 2 matrix, row 1: 1, 2; row 2: 3, pivot 4, end of matrix"
    ),
    r"\xrightarrow[]{R_2 \leftarrow 2R_2}A": "by R sub 2 becomes 2 R sub 2, becomes A",
    r"\tfrac12": "1 over 2",
    r"\frac{a+b}{2}": "the fraction a plus b over 2, end of fraction",
    r"x^{*} \le \infty": "x star is at most infinity",
    "": "",
}


@pytest.mark.parametrize(("latex", "words"), SAID.items())
def test_a_formula_is_said_as_a_lecturer_says_it(latex: str, words: str) -> None:
    assert spoken(latex) == words
