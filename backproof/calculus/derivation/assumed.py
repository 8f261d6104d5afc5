"""Descriptions of the hypotheses of a derivative, for the terminal and for JSON."""

from __future__ import annotations

from collections.abc import Callable

from backproof.calculus.derivation.hypotheses import Hypothesis, Kind
from backproof.calculus.language.tree import to_text


def in_a_sentence(item: Hypothesis) -> str:
    """Describe one hypothesis: `A has full column rank, so that n >= k`."""
    sizes = " and ".join(f"{larger} >= {smaller}" for larger, smaller in item.at_least)
    return _SENTENCES[item.kind](item) + (f", so that {sizes}" if sizes else "")


def _part(item: Hypothesis) -> str:
    assert item.part is not None
    return to_text(item.part)


def _positive(item: Hypothesis) -> str:
    is_scalar = item.part is not None and item.part.is_scalar
    return f"{_part(item)} is positive" if is_scalar else f"every entry of {_part(item)} is positive"


def _slope(item: Hypothesis) -> str:
    assert item.function is not None
    name = {"relu": "ReLU", "abs": "|t|"}.get(item.function.name, item.function.name)
    subject = f"the derivative of {name} at 0" if name in ("|t|", "sign") else f"{name}'(0)"
    return f"{subject} is taken as {item.value}"


_SENTENCES: dict[Kind, Callable[[Hypothesis], str]] = {
    "symmetric": lambda item: f"{_part(item)} is symmetric",
    "positive definite": lambda item: f"{_part(item)} is symmetric positive definite",
    "positive semidefinite": lambda item: f"{_part(item)} is symmetric positive semidefinite",
    "skew-symmetric": lambda item: f"{_part(item)} is skew-symmetric",
    "orthogonal": lambda item: f"{_part(item)} is orthogonal",
    "orthonormal columns": lambda item: f"the columns of {_part(item)} are orthonormal",
    "projection": lambda item: f"{_part(item)} is an orthogonal projection",
    "idempotent": lambda item: f"{_part(item)} is idempotent",
    "diagonal": lambda item: f"{_part(item)} is diagonal",
    "unit": lambda item: f"{_part(item)} is a unit vector",
    "sums to 1": lambda item: f"the entries of {_part(item)} sum to 1",
    "rows sum to 1": lambda item: f"every row of {_part(item)} sums to 1",
    "positive": _positive,
    "nonnegative": lambda item: f"{_part(item)} >= 0",
    "above 0": _positive,
    "not 0": lambda item: f"{_part(item)} is not 0",
    "no entry 0": lambda item: f"no entry of {_part(item)} is 0",
    "invertible": lambda item: f"{_part(item)} is invertible",
    "full column rank": lambda item: f"{_part(item)} has full column rank",
    "full row rank": lambda item: f"{_part(item)} has full row rank",
    "largest once": lambda item: f"only one entry of {_part(item)} is the largest",
    "smallest once": lambda item: f"only one entry of {_part(item)} is the smallest",
    "entry by entry": lambda item: (
        f"{_part(item)} is varied entry by entry: its symmetry shortens the formula but is no constraint"
    ),
    "slope at 0": _slope,
}
