"""Tasks to find the dimension of a space, in the words of the kind's template."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Claim = Mapping[str, Any]
_OF: Mapping[str, str] = MappingProxyType({
    "column_space": "the column space of #",
    "row_space": "the row space of #",
    "null_space": "the null space of #",
    "homogeneous_system": "the space of solutions § of #",
    "span": r"$\operatorname{span}\{…\}$, where #",
    "matrices": r"$\operatorname{span}\{…\}$, where #",
    "sum": "$U+W$, where #",
    "intersection": r"$U\capW$, where #",
})  # fmt: skip


def dimension(claim: Claim) -> tuple[str, ...]:
    """Return the task to find a dimension."""
    return (f"Determine the dimension{_over(claim)} of {_of(claim)}",)


def _over(claim: Claim) -> str:
    if "prime" not in claim:
        return r"⟦| over $\mathbb{Q}$⟧"
    prime = claim["prime"]
    return rf" over $\mathbb{{F}}_{{{prime}}}$" if prime else r" over $\mathbb{C}$"


def _of(claim: Claim) -> str:
    sort = claim.get("described", {}).get("sort", "")
    if sort in ("kernel", "image"):
        return "§ for the map #"
    if sort == "pair":
        return _OF.get(claim["space"], "§, where #")
    return "#" if sort else _OF.get(claim["space"], "#")
