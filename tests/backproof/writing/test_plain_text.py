"""LaTeX of a derivation as a terminal shows it."""

from __future__ import annotations

import pytest

from backproof.writing.plain_text import plain

MATRIX = r"\begin{pmatrix} 1 & -2 \\[3pt] 0 & \lambda - 1 \end{pmatrix}"


@pytest.mark.sample(15)
@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (rf"$A = {MATRIX}$", "A = [1, -2; 0, λ - 1]"),
        (r"$\lambda_{1} \neq 0$", "λ₁ ≠ 0"),
        (r"\eliminationstage{\xrightarrow[]{R_2 \leftarrow R_2 - 2R_1}A}", "--(R₂ ← R₂ - 2R₁)--> A"),
        (r"$x^{\top} A x = x_1^2 + \frac{1}{2} x_2^{10}$", "xᵀ A x = x₁² + 1/2 x₂¹⁰"),
        (r"$e^{5 t} + e^{-t}$", "e^(5 t) + e^(-t)"),
        (r"$A^{+} = x^{\frac{1}{2}}$", "A^+ = x^(1/2)"),
        (r"$\frac{m^{2}}{m^{2} + 1}$", "m²/(m² + 1)"),
        (r"$A^{-1}$ exists", "A⁻¹ exists"),
        (r"$(-1)^{k} e_k$", "(-1)^k e_k"),
        (r"$\lVert w_1 \rVert = \sqrt{2}$", "‖w₁‖ = √(2)"),
        (r"$t \in \mathbb{R}$", "t ∈ ℝ"),
        (r"$u^{\top} A u > 0 > -3$", "uᵀ A u > 0 > -3"),
        (r"$\{x : Ax = b\} = \varnothing$", "{x : Ax = b} = ∅"),
    ],
)
def test_signs_indices_and_powers(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_a_display_has_a_line_of_its_own_and_comments_none() -> None:
    assert plain("Hence % a remark\n\\shown{x = 1.}\nand so on.") == "Hence\nx = 1.\nand so on."
