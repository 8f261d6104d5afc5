"""Real zeros of polynomials, counted by FLINT."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.answer import Check
from backproof.linear_algebra.checking.tables import BITS, not_zero, value
from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.line_zeros import real_zeros
from backproof.spaces.language.syntax import names, parse

_METHOD = "real zeros counted by FLINT"


def zeros_check(polynomials: Sequence[str], symbol: str, stated: Sequence[str]) -> Check:
    """Compare the numbers of real zeros with those of the stated ones at which the polynomials vanish."""
    wrong = 0
    with balls.precision(BITS):
        for text in polynomials:
            node = parse(text)
            count = len(list(real_zeros(node, symbol, {}))) if names(node) else 0
            at = (value(text, {symbol: value(zero, {})}) for zero in stated) if names(node) else ()
            wrong += abs(count - sum(not not_zero([x]) for x in at))
    return Check(_METHOD, f"{len(stated)} zeros", float(wrong), 0.0)
