"""The numbers that have room on paper, and a value among the floating-point numbers."""

from __future__ import annotations

import sympy as sp

from backproof.spaces.language.tokens import refuse

_MOST_DIGITS = 100
# The logarithm of the largest floating-point number is 709.
_LARGEST_LOGARITHM = 690
_GROWING = (sp.exp, sp.sinh, sp.cosh)


def refuse_huge(value: sp.Expr) -> None:
    """Raise an InputError for a number that is wider than a page, or beyond the floating-point numbers."""
    for number in value.atoms(sp.Rational):
        # A power of two is quick to compare with, the digits of a huge number are not counted.
        if max(abs(number.p), number.q).bit_length() > _MOST_DIGITS * 10 // 3:
            refuse(
                f"a number of more than {_MOST_DIGITS} digits", expected="one that fits on a line of paper"
            )
    if value.is_Atom:
        return
    # Arguments come before what they are arguments of: no value is computed that would be too large.
    for part in sp.postorder_traversal(value):
        logarithm = _logarithm(part)
        if logarithm is not None and abs(sp.N(logarithm, 5)) > _LARGEST_LOGARITHM:
            refuse("a number beyond 10^300, or so near 0", expected="one of ordinary size")


def _logarithm(part: sp.Basic) -> sp.Expr | None:
    """Return about the logarithm of what grows with its argument like a power, if it is a number."""
    if part.is_Atom or part.free_symbols:
        return None
    if isinstance(part, sp.Pow):
        return part.exp * sp.log(sp.Abs(part.base))
    return part.args[0] if isinstance(part, _GROWING) else None
