"""Formulas in the labels of figures have the commands of texts, and their faults the column in the label."""

from __future__ import annotations

import pytest

from backproof.diagnostic import InputError
from backproof.kinds.script.plots.labels import require_label

# The mark ^ stands before the character that is named.
WRONG = {
    r"see $^\nosuch{x}$ there": "commands of formulas",
    r"$x_1$ and $\frac^{1$": "never closed",
    r"$a$, ^$$ and $b$": "empty formula",
    r"$^\input{x}$": "commands of formulas",
    "two^\nlines": "one line",
    "from ^\u202eright": "has no glyph",
}


@pytest.mark.parametrize("marked", WRONG)
def test_a_formula_that_none_is_is_refused_at_its_column(marked: str) -> None:
    with pytest.raises(InputError, match=WRONG[marked]) as refused:
        require_label(marked.replace("^", ""))
    assert refused.value.diagnostics[0].column in {marked.index("^") + 1, marked.index("^") + 2}


@pytest.mark.parametrize(
    "label", ["", "step $0.1$", "costs 3$ a day", "100% & #1", r"$\lVert x\rVert_2$, loss"]
)
def test_what_is_text_or_a_formula_is_taken(label: str) -> None:
    require_label(label)
