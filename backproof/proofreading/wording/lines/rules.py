"""Lines of proofs that a formula in matrices is convex: a rule for each part, or a refuting segment."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from backproof.proofreading.wording.tasks.declared import some

Claim = Mapping[str, Any]
_NODE = "node "
_REFUTED = MappingProxyType({
    "above": ("It is not convex", "and the last is above"),
    "below": ("It is not concave", "and the last is below"),
})  # fmt: skip


def matrix_convexity(rule: str, word: str, _: Claim) -> str:
    """Return the words of a line of a rule."""
    if rule.startswith(_NODE):
        return _of_part(rule.removeprefix(_NODE), word)
    if rule == "hessian":
        sign = "positive" if word == "convex" else "negative"
        return f"The Hessian is # which is {sign} semidefinite by its form."
    strictly = f"strictly {word}, and all others are {word}, so $f$ is strictly {word}."
    if rule == "jointly strict":
        return (
            "On every segment in § one of § is not constant. Where one of these changes, "
            f"one of the addends § is {strictly}"
        )
    if rule in ("strict", "strong"):
        curved = f"Its curvature is at least ⟦#|a positive number,⟧ so $f$ is strongly {word}."
        return (
            f"The ⟦addend § is|addends {some('§')} are⟧ strictly {word} in § and all others {word}, "
            f"so $f$ is strictly {word}.{f' {curved}' if rule == 'strong' else f'⟦ {curved}|⟧'}"
        )
    flat = (
        f"It ⟦need not be|is not⟧ strictly {word}",
        "and on all of the segment $f$ is affine: the last is",
    )
    start, end = flat if rule == "flat" else _REFUTED[rule]
    return (
        f"{start}: ⟦for §, |⟧the values at §, at §, and in the middle between them are # "
        f"{end} the mean of the others, §."
    )


def _of_part(rule: str, word: str) -> str:
    """Return the words about a part of the formula."""
    if rule == "hessian":
        return f"§ is {word}{': its second derivatives are 0' if word == 'affine' else ' by its Hessian'}."
    other = {"convex": "concave", "concave": "convex"}.get(word, "")
    reasons = {
        "sum": f"the sum of {word} and affine parts",
        "linear": f"it adds up {word} entries",
        "positive multiple": f"a nonnegative multiple of a {word} part",
        "negative multiple": f"a nonpositive multiple of a {other} part",
        "negative": f"the negative of a {other} part",
        "entrywise": "its entries are",
        "norm": "a norm of an affine part",
        "composition": f"a {word} function of an affine part",
        "rising composition": f"a function that is {word} and nondecreasing on the values of a {word} part",
        "falling composition": f"a function that is {word} and nonincreasing on the values of a {other} part",
        "logdet": "the logarithm of the determinant of a definite affine part",
        "quadratic form": "a semidefinite form of an affine part",
        "quadratic over linear": "the square of an affine part over a positive affine one",
        "matrix fractional": "a form of an affine part with the inverse of a definite affine one",
        "trace of inverse": "the trace of the inverse of a definite affine part",
        "reciprocal": "a constant over a positive concave part",
        "entropy": "an affine part times its logarithm",
        "relative entropy": "the relative entropy of affine parts",
        "maximum": "the maximum of convex parts",
        "log-sum-exp": "the logarithm of a sum of exponentials of convex parts",
        "root of squares": "a norm of affine parts side by side",
    }
    said = reasons[rule]
    return f"§ is {word}." if (rule, word) == ("linear", "affine") else f"§ is {word}: {said}."


KINDS = MappingProxyType({"matrix_convexity": matrix_convexity})
