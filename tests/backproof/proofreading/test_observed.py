"""Observations in print: a figure, a relation or a sentence that is not the claim's own is found."""

from __future__ import annotations

import pytest

from backproof.proofreading.claims.observations import judge
from backproof.proofreading.formulas import Formula, Passage

CLAIM = {
    "claims": ["0.6 < factor(loss) < 0.7", "falls(loss)", "agree(loss[0], top, 1e-3)", "done or top < 1"],
    "results": {"loss": [16.0, 10.24, 6.5536], "top": 16.0001, "done": True},
}
FORMULA = r"0.6 < \text{\texttt{factor(loss)}} = 0.64 < 0.7"
WORDS = (
    r"\texttt{loss} falls at each of its 2 steps, from $16$ to $6.55$. "
    r"\texttt{loss{[}0{]}} and \texttt{top} differ by $6.25 \times 10^{-6}$, at most $0.001$. "
    r"\texttt{done or top {\textless} 1} holds."
)


def faults(formula: str, words: str) -> int:
    formulas = [Formula("text", 1, "q1a", formula, 0)]
    return len(list(judge(CLAIM, formulas, [Passage(1, "q1a", 0, words)])))


def test_what_is_printed_as_claimed_has_no_fault() -> None:
    assert faults(FORMULA, WORDS) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.64", "0.65"),
        ("0.6 <", "0.5 <"),
        ("< 0.7", "> 0.7"),
        (" < 0.7", ""),
        ("factor(loss)", "factor(gain)"),
        ("falls", "rises"),
        ("2 steps", "3 steps"),
        ("$16$ to", "$6.55$ to"),
        ("to $6.55$", "to $6.56$"),
        (r"\texttt{loss} falls", r"\texttt{top} falls"),
        ("10^{-6}", "10^{-7}"),
        ("$0.001$", "$0.01$"),
        (r"and \texttt{top}", r"and \texttt{loss}"),
        ("top {", "top1 {"),
    ],
)
def test_another_figure_or_word_is_found(old: str, new: str) -> None:
    assert old in FORMULA + WORDS
    assert faults(FORMULA.replace(old, new), WORDS.replace(old, new)) == 1
