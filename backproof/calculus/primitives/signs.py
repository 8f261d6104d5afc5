"""Signs of the values of an operation, as far as they follow from those of its operand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Signs:
    """Properties of every entry of the result.

    `positive` and `nonnegative` hold for all operands. `keeps_sign`: positive for a positive operand, and
    nonnegative for a nonnegative one; `keeps_nonnegative` is only the latter. `of_spectrum`: positive for a
    positive definite operand, and nonnegative for a positive semidefinite one.
    """

    positive: bool = False
    nonnegative: bool = False
    keeps_sign: bool = False
    keeps_nonnegative: bool = False
    of_spectrum: bool = False


NO_SIGNS = Signs()
