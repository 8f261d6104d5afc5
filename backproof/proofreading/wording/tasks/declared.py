"""Sentences that declare variables, functions and hypotheses, by the declarations of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import permutations
from types import MappingProxyType
from typing import Any

from backproof.proofreading.wording.skeletons import FORMULA, listed

Claim = Mapping[str, Any]
_MOST_IN_A_LIST = 5
_SIZE = re.compile(r"[A-Za-z]|\d+")
_NAME = r"(?<![\w.]){0}(?!\w)"
_OF_EACH_PROPERTY: Mapping[str, str] = MappingProxyType({
    "positive definite": "symmetric positive definite",
    "projection": "an orthogonal projection",
    "unit": "a unit vector",
    "sums to 1": "a vector whose entries sum to $1$",
    "rows sum to 1": "a matrix whose rows sum to $1$",
    "orthonormal columns": "a matrix with orthonormal columns",
})  # fmt: skip
_OF_NO_NUMBER = MappingProxyType({
    "positive semidefinite": "symmetric positive semidefinite",
    "positive": "positive in every entry",
    "nonnegative": "nonnegative in every entry",
})  # fmt: skip


def used(claim: Claim, *texts: str) -> tuple[list[str], list[str]]:
    """Return the variables in texts that properties are declared of, and the others, as declared."""
    text = "\n".join(texts)
    names = [name for name in claim["shapes"] if re.search(_NAME.format(re.escape(name)), text)]
    properties = claim["properties"]
    return [name for name in names if name in properties], [name for name in names if name not in properties]


def let(claim: Claim, known: Iterable[str]) -> str:
    """Return the sentence that declares properties of variables: "Let A be symmetric. "."""
    said = [f"{_element(claim, name)} be {_properties(claim, name)}" for name in known]
    return f"Let {listed(said)}. " if said else ""


def elements(claim: Claim, names: Iterable[str]) -> str:
    """Return variables with the spaces that they lie in, in a list."""
    return listed([_element(claim, name) for name in names])


def introduced(claim: Claim, *texts: str) -> str:
    """Return the words before the definition of a function: "Let A be symmetric. For x and y let"."""
    known, others = used(claim, *texts)
    return let(claim, known) + (f"For {elements(claim, others)} let" if others else "Let")


def let_in_any_order(claim: Claim, *texts: str) -> str:
    """Return the sentences that declare the variables in texts, each in any of their places."""
    known, others = used(claim, *texts)
    bound = _any_of([f"{_element(claim, name)} be {_properties(claim, name)}" for name in known])
    plain = _any_of([_element(claim, name) for name in others])
    said = (listed([bound] * len(known)), listed([plain] * len(others)))
    return "".join(f"Let {declared}. " for declared in said if declared)


def introduced_in_any_order(claim: Claim, *texts: str) -> str:
    """Return the words before the definition of a function, with the variables in any order."""
    sentences = let_in_any_order(claim, *texts)
    _, others = used(claim, *texts)
    if not others:
        return f"{sentences}Let"
    before, _, last = sentences.rpartition("Let ")
    return f"{before}For {last.removesuffix('. ')} let"


def where(claim: Claim, end: str, *texts: str) -> str:
    """Return the words that define the functions in texts, with the words behind them."""
    names = [text.partition("(")[0].strip() for text in claim["functions"]]
    said = f"⟦{'|'.join(' and '.join([FORMULA] * count) for count in range(1, len(names) + 1))}⟧"
    if any(re.search(_NAME.format(re.escape(name)), "\n".join(texts)) for name in names):
        return f" where {said} {end}"
    return f"⟦| where {said} {end}⟧" if names else ""


def some(item: str) -> str:
    """Return a list of one item or several."""
    return f"⟦{'|'.join(listed([item] * count) for count in range(1, _MOST_IN_A_LIST + 1))}⟧"


def _any_of(words: list[str]) -> str:
    return f"⟦{'|'.join(words)}⟧"


def _element(claim: Claim, name: str) -> str:
    """Return a variable with the space that it lies in; any formula if they have no letters of their own."""
    sizes = claim["shapes"][name].split(",") if claim["shapes"][name] else []
    if not _SIZE.fullmatch(name) or not all(map(_SIZE.fullmatch, sizes)):
        return FORMULA
    size = r"\times".join(sizes)
    return rf"${name}\in\mathbb{{R}}^{{{size}}}$" if size else rf"${name}\in\mathbb{{R}}$"


def _properties(claim: Claim, name: str) -> str:
    """Return what is declared of a variable, where a property may be left out that others imply."""
    words = {**_OF_EACH_PROPERTY, **(_OF_NO_NUMBER if claim["shapes"][name] else {})}
    declared = [words.get(word.strip(), word.strip()) for word in claim["properties"][name].split(",")]
    orders = (order for count in range(1, len(declared) + 1) for order in permutations(declared[:4], count))
    return f"⟦{'|'.join(dict.fromkeys(' and '.join(order) for order in orders))}⟧"


# Letters of the notation that nobody stated, and what has to hold.
MEANINGS = "⟦| Here ¶.⟧"
_HELD = (
    "⟦§|every entry of § is positive|no entry of § is 0|§ is invertible|§ has full column rank|"
    "§ has full row rank|only one entry of § is the ⟦largest|smallest⟧⟧⟦| (so §)⟧"
)
ASSUMED = f"⟦| Assume that {some(_HELD)}.⟧"
