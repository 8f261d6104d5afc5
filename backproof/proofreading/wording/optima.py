"""Sentences about optima, likelihoods and convexity in the words of their default templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.wording.sentences import Sentence, in_dollars, judged

Claim = Mapping[str, Any]
_OPPOSITE = {"convex": "concave", "concave": "convex"}
_NODE = re.compile(r"\$\\displaystyle\s+([^$]*)\$\s+is\s+(affine|convex|concave)\b(?::\s+([^.$]*))?")


def judge(kind: str, claim: Claim, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each sentence of a part that is not true of its claim."""
    yield from judged(_OF_KINDS.get(kind, ()), claim, latex, start)
    if kind == "matrix_convexity":
        yield from _nodes(claim, in_dollars(latex), start)


def _lowers(claim: Claim, found: re.Match[str]) -> bool:
    return bool((found[1] == "lower") == (claim["sense"] == "min"))


def _optimum(claim: Claim, found: re.Match[str]) -> bool:
    return bool(found[1] == claim["sense"] + "imum")


def _says(*words: str) -> Any:
    """Return a predicate that holds if the groups are these words."""
    return lambda _, found: found.groups() == words


def _constraints(claim: Claim, found: re.Match[str]) -> bool:
    """Return whether the kinds of constraints are named that there are."""
    needed = [r"g\le 0"] * bool(claim["inequalities"]) + ["h = 0"] * bool(claim["equations"])
    return re.findall(r"\$([^$]*)\$", found[1]) == needed


def _is_strict(claim: Claim, found: re.Match[str]) -> bool:
    """Return whether an optimum is said to be strict by the reasons that show it, and of the right sense."""
    reasons = {point["reason"] for point in claim["points"]}
    by_order = bool(reasons & {"second order", "active"})
    return bool(found[1] == "strict" and by_order and found[2] == claim["sense"] + "imum")


def _matrix(value: Any) -> Any:
    """Return a claimed number or matrix of fractions; None if it has other entries."""
    try:
        rows = value if isinstance(value, list) else [[value]]
        return np.array([[float(Fraction(x)) for x in row] for row in rows])
    except ValueError:
        return None


def _falls_somewhere(claim: Claim, found: re.Match[str]) -> bool:
    """Return whether a claimed Hessian of L has a negative eigenvalue, as the words say."""
    claimed = [_matrix(line["value"]) for line in claim["lines"] if line["key"] == "H"]
    negative = any(h is None or np.linalg.eigvalsh(h)[0] < 0 for h in claimed)
    return bool(found[1] == "negative" and negative)


def _bends_down(claim: Claim, found: re.Match[str]) -> bool:
    """Return whether the claimed second derivatives are negative, as the words say."""
    claimed = [_matrix(line["value"]) for line in claim["lines"] if line["key"] == "bend"]
    return bool(found[1] == "negative" and all(h is None or np.linalg.eigvalsh(h)[-1] < 0 for h in claimed))


def _edge(claim: Claim, found: re.Match[str]) -> bool:
    rises = found[1] == "positive"
    return bool(claim["ask"] == "edge" and found[2] == ("increases" if rises else "decreases"))


def _strictly(claim: Claim, found: re.Match[str]) -> bool:
    """Return whether the function is said to be strictly convex or concave as the claim has it."""
    own = ("strictly", claim["curvature"])
    return bool(claim["strict"] and found.groups() == (*own, claim["curvature"], *own))


def _strongly(claim: Claim, found: re.Match[str]) -> bool:
    words = [result["word"] for result in claim["results"]]
    return bool(found[1] == "least" and f"{found[2]} {found[3]}" in words and found[2] == "strongly")


def _nodes(claim: Claim, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each part of a formula with another curvature than claimed, or no fitting reason."""
    found, known = list(_NODE.finditer(latex)), [word for _, word in claim["nodes"]]
    for place, match in enumerate(found):
        fits = len(found) != len(known) or match[2] == known[place]
        if not fits or not _explains(" ".join((match[3] or "").split()), match[2]):
            yield Fault(start + match.start(), f"'is {match[2]}: {match[3] or ''}' does not hold")


def _explains(reason: str, word: str) -> bool:
    """Return whether a reason leads to a curvature, by the rules for sums, multiples and compositions."""
    other = _OPPOSITE.get(word, word)
    for words, expected in _RULES:
        if found := re.fullmatch(words, reason):
            return list(found.groups()) == [{"own": word, "other": other}.get(x, x) for x in expected]
    return True


_RULES: Sequence[tuple[str, Sequence[str]]] = (
    (r"the sum of (\w+) and (\w+) parts", ("own", "affine")),
    (r"it adds up (\w+) entries", ("own",)),
    (r"a nonnegative multiple of a (\w+) part", ("own",)),
    (r"a nonpositive multiple of a (\w+) part", ("other",)),
    (r"the negative of a (\w+) part", ("other",)),
    (r"an? (norm) of an? (\w+) part", ("norm", "affine")),
    (r"an? (\w+) function of an? (\w+) part", ("own", "affine")),
    (
        r"a function that is (\w+) and nondecreasing on the values of a (\w+) part",
        ("own", "own"),
    ),
    (
        r"a function that is (\w+) and nonincreasing on the values of a (\w+) part",
        ("own", "other"),
    ),
)
_OF_KINDS: Mapping[str, Sequence[Sentence[Claim]]] = {
    "kkt": (
        Sentence(r"values nearby are (lower|higher):", _lowers),
        Sentence(r"None has a (lower|higher) value than", _lowers),
        Sentence(r"is a global (minimum|maximum)\.", _optimum),
        Sentence(r"each multiplier \$\\mu\$ is at (least|most) 0", _says("least")),
        Sentence(r"The equations have (no|a) real solution\.", _says("no")),
        Sentence(r"(No|Every|All) inequalit(y|ies) active\.", _says("No", "y")),
        Sentence(r"(negative|positive) along a feasible direction", _falls_somewhere),
        Sentence(
            r"(negative|positive) (definite|semidefinite) on the tangent", _says("positive", "definite")
        ),
        Sentence(r"(?:is|are) (negative|positive) semidefinite\.", _says("positive")),
        Sentence(r"The constraints are ((?:\$[^$]*\$| and )*) ?with", _constraints),
        Sentence(r"(?:: a|so this is a) (\w+) local (minimum|maximum)\.", _is_strict),
    ),
    "likelihood": (
        Sentence(r"where the second derivative is (negative|positive)", _bends_down),
        Sentence(r"where the Hessian of \$\\ell\$ is (negative|positive) definite", _bends_down),
        Sentence(r"the only stationary point is the (maximum|minimum)", _says("maximum")),
        Sentence(r"is the (sum|product) of \$([^$]*)\$ over the samples", _says("sum", r"\log p")),
        Sentence(r"are (independent|dependent), each with", _says("independent")),
        Sentence(
            r"The score is (positive|negative) throughout [^.]*? the likelihood strictly (\w+) and", _edge
        ),
    ),
    "matrix_convexity": (
        Sentence(
            r"(?:is|are) (strictly|strongly) (\w+) in \$[^$]*\$ and all others (\w+), "
            r"so \$f\$ is (strictly|strongly) (\w+)\.",
            _strictly,
        ),
        Sentence(
            r"is (strictly) (\w+), and all others are (\w+), so \$f\$ is (strictly) (\w+)\.",
            _strictly,
        ),
        Sentence(
            r"Its curvature is at (least|most)\b(?:(?!Its curvature)[\s\S])*?"
            r"so \$f\$ is (strictly|strongly) (\w+)\.",
            _strongly,
        ),
    ),
}
