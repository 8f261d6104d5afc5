"""Lines about derivatives, networks by hand, compositions and identities, by their claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from backproof.proofreading.wording.skeletons import FORMULA
from backproof.proofreading.wording.tasks.declared import some

Claim = Mapping[str, Any]
_MOST = 4
_AT = " at the point"
_AFTER = " after step "
_NAMED = "Name the intermediates, then propagate § backwards from § to the inputs:"
_DIFFERENTIATED = "Name the intermediates, then differentiate step by step:"
_SUBSTITUTED = "Substitute the adjoints:"
_SEPARATELY = (
    "The derivative is taken with respect to each entry of § separately; the symmetry of § only simplifies "
    "the result."
)
_GROUNDS = (
    "⟦squares are not negative|§ for a positive semidefinite §|§ by the Cauchy--Schwarz inequality|"
    "norms, absolute values and roots are not negative|⟦its|the other⟧ factors and addends are not negative "
    "by hypothesis⟦|, with an addend that is positive⟧⟧"
)
_TESTED = "This is tested only, not proved: it holds at random values that satisfy the hypotheses."


def _gradient(claim: Claim) -> Iterator[str]:
    """Yield the words of the derivation of gradients."""
    yield from _agreed(claim)
    yield _NAMED
    yield from _derivation(claim)
    yield "#"


def _derivative(claim: Claim) -> Iterator[str]:
    """Yield the words of the derivation of derivatives of any sort, and of their values at a point."""
    keys = [row["key"] for row in claim["results"] if row["is_boxed"]]
    yield from _agreed(claim)
    if any(not key.endswith(_AT) for key in keys):
        yield _optional(f"⟦{_NAMED}|{_DIFFERENTIATED}⟧")
        yield from _derivation(claim)
        yield "#"
    if any(key.endswith(_AT) for key in keys):
        yield "For # we obtain #"


def _composition(claim: Claim) -> Iterator[str]:
    """Yield the words of the derivation of a composition's gradient."""
    yield "The two derivatives are # and the chain rule multiplies the scalar § at § by §."
    yield from _agreed(claim)
    yield f"⟦Entry by entry, #|Line by line, writing §: # #⟦ {_SUBSTITUTED}|⟧⟧"


def _backpropagation(claim: Claim) -> Iterator[str]:
    """Yield the words of the two passes through a network, and of the steps of gradient descent."""
    yield from _agreed(claim)
    yield from _rounded(claim)
    yield "Forward, from the inputs to §: #"
    yield "Backward, each line from those above it: # #"
    yield "Together, with the derivative of § by each: #"
    steps = {row["key"].partition(_AFTER)[2] for row in claim["results"] if _AFTER in row["key"]}
    yield "⟦#|⟧"
    for number in range(1, len(steps) + 1):
        yield f"Step {number} of gradient descent: # With these, § is #"


def _computation(claim: Claim) -> Iterator[str]:
    """Yield the words of a computation."""
    yield from _rounded(claim)
    yield "# #"


def _show(claim: Claim) -> Iterator[str]:
    """Yield the words of the proof of a relation."""
    form, is_strict = claim["form"], claim["sign"] in ("<", ">")
    has_links = len(claim["laws"]) > 1
    if not form:
        yield _TESTED
        return
    if form == "squares":
        side = "left" if claim["sign"].startswith(">") else "right"
        yield (
            f"The {side} side is not negative, so that it is enough to compare the squares of the two sides:"
        )
    elif form == "difference" and has_links:
        sign = "positive" if is_strict else "not negative"
        yield f"It is enough to show that the difference of the two sides is {sign}:"
    elif claim["before"] or claim["after"]:
        yield _multiplied(has_before=bool(claim["before"]), has_after=bool(claim["after"]))
    if has_links:
        yield "#"
    elif form == "equation":
        yield "The two sides agree up to the order of addends and factors."
    if form != "equation":
        yield f"Here §⟦, as {some(_GROUNDS)}|⟧."


def _agreed(claim: Claim) -> Iterator[str]:
    """Yield sentences on the letters and conventions of a derivation, which may be left out."""
    functions = len(claim["functions"]) + _MOST
    yield from [_optional("The derivative of § is §⟦, the logistic function.|⟧")] * functions
    yield _optional("Here §⟦ is the entrywise product⟦, and § is a vector of ones|⟧| is a vector of ones⟧.")
    yield from [_optional("As § is symmetric, §.")] * len(claim["properties"])
    yield _optional(f"By convention, {some('⟦the derivative of § at 0 is §|§⟧')}.")
    yield _optional("So § is 1 where §, and 0 elsewhere.")
    yield from [_optional(_SEPARATELY)] * len(claim["properties"])
    yield _optional("Here ¶.")


def _derivation(claim: Claim) -> Iterator[str]:
    """Yield the signs of definitions and steps, and the words before the adjoints are substituted."""
    names = [line.partition(" = ")[0] for line in claim["lines"]]
    yield "# #" + (f" {_SUBSTITUTED}" if len(set(names)) < len(names) else "")


def _rounded(claim: Claim) -> Iterator[str]:
    if "decimals" in claim:
        yield f"Numbers are rounded to {claim['decimals']} decimals in print, and computed with more."


def _multiplied(*, has_before: bool, has_after: bool) -> str:
    end = "invertible, the two sides are equal if they are equal after multiplication by"
    if has_before and has_after:
        return (
            f"As {FORMULA} and {FORMULA} are {end} the first from the left and by the second from the right:"
        )
    return f"As {FORMULA} is {end} it from the {'left' if has_before else 'right'}:"


def _optional(words: str) -> str:
    return f"⟦{words}|⟧"


# The words of an answer of a kind of part, by its claim of a kind.
Words = Callable[[Claim], Iterator[str]]
KINDS: Mapping[str, tuple[str, Words]] = MappingProxyType({
    "gradient": ("derivatives", _gradient),
    "derivative": ("results", _derivative),
    "composition": ("derivatives", _composition),
    "backpropagation": ("results", _backpropagation),
    "computation": ("results", _computation),
    "show": ("identity", _show),
})  # fmt: skip
