"""Phrases of the default wording that belong to lines of a derivation: each at most as often as its lines.

A phrase that stands more often is that of another case, or of an opposite. One that is worded otherwise, in a
template of the author's, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from backproof.proofreading.faults import Fault

Claim = Mapping[str, Any]
# What a line is about: its rule, its word, and the claim.
_Fits = Callable[[str, str, Claim], bool]


@dataclass(frozen=True)
class _Phrase:
    """Words as a regular expression, in which a space is any white space, and the lines that may say them."""

    words: str
    fits: _Fits


def judge(kind: str, claim: Claim, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each phrase of a part that stands more often than its lines."""
    lines = claim.get("rules") or [(case["task"], "") for case in claim.get("cases", ())]
    for phrase in _PHRASES.get(kind, ()):
        found = list(re.finditer(phrase.words.replace(" ", r"\s+"), latex))
        most = sum(phrase.fits(rule, word, claim) for rule, word in lines)
        for place in found[most:]:
            yield Fault(start + place.start(), f"'{' '.join(place[0].split())}' does not hold")


def _of(*rules: str) -> _Fits:
    """Return a predicate that holds of lines of a rule, whatever their words."""
    return lambda rule, _word, _claim: rule in rules


def _with(word: str, *rules: str) -> _Fits:
    """Return a predicate that holds of lines of a rule with a word."""
    return lambda rule, own, _claim: own == word and (not rules or rule in rules)


def _never(_rule: str, _word: str, _claim: Claim) -> bool:
    """Return False: an opposite that no line says."""
    return False


def _single(fits: _Fits, *, is_single: bool = True) -> _Fits:
    """Return a predicate that holds if there is only one variable, too."""
    return lambda rule, word, claim: (len(claim["variables"]) == 1) == is_single and fits(rule, word, claim)


def _sense(sense: str, fits: _Fits) -> _Fits:
    """Return a predicate that holds if the problem has that sense, too."""
    return lambda rule, word, claim: claim["sense"] == sense and fits(rule, word, claim)


def _tasks(least: str, largest: str) -> tuple[_Phrase, _Phrase]:
    """Return the phrases of a task that asks for the least value, and for the largest one."""
    return (
        _Phrase(least, lambda _, __, claim: claim["sense"] == "min"),
        _Phrase(largest, lambda _, __, claim: claim["sense"] == "max"),
    )


_OPTIMA = tuple(
    _Phrase(f"this is a {word}|is a {word}\\.", _with(word))
    for word in ("global minimum", "global maximum", "local minimum", "local maximum")
)
_SUMS = ("quadratic", "minors", "rules", "sum")
_PHRASES: Mapping[str, Sequence[_Phrase]] = MappingProxyType({
    "stationary": (
        *_OPTIMA,
        _Phrase(r"It is positive, so this is a minimum", _single(_with("positive definite", "minors"))),
        _Phrase(r"It is negative, so this is a maximum", _single(_with("negative definite", "minors"))),
        _Phrase(r"It is (?:positive, so this is a max|negative, so this is a min)", _never),
        _Phrase(
            r"it is positive definite: a local minimum",
            _single(_with("positive definite", "minors"), is_single=False),
        ),
        _Phrase(
            r"it is negative definite: a local maximum",
            _single(_with("negative definite", "minors"), is_single=False),
        ),
        _Phrase(r"it is (?:positive definite: a local max|negative definite: a local min)", _never),
        _Phrase(r"it is (?:in|semi)definite:", _never),
        _Phrase(r"it takes both signs", _of("indefinite")),
        _Phrase(r"Its order is odd", _with("inflection point", "order")),
        _Phrase(r"Its order is even", lambda rule, word, _: rule == "order" and word != "inflection point"),
        _Phrase(r"It is (?:semi)?definite, as it takes", _never),
        _Phrase(r"So this is a saddle point", _of("indefinite")),
        _Phrase(r"It is 0, so this test", _with("zero", "semidefinite")),
        _Phrase(r"It is only semidefinite", _with("", "semidefinite")),
        _Phrase(r"Elimination \(a Gr", _with("triangular", "equivalent")),
        _Phrase(r"Factored, this is", _with("single", "equivalent")),
        _Phrase(r"This has no real solution", _of("none")),
        _Phrase(r"which is negative for small", _with("lower", "curve")),
        _Phrase(r"which is positive for small", _with("higher", "curve")),
        _Phrase(r"positive semidefinite wherever", _with("global minimum", "convex")),
        _Phrase(r"negative semidefinite wherever", _with("global maximum", "convex")),
        _Phrase(r"so \$f\$ is convex", _with("global minimum", "convex")),
        _Phrase(r"so \$f\$ is concave", _with("global maximum", "convex")),
        _Phrase(r"positive except at 0, so \$f\\to\\infty\$", _with("global minimum", "coercive")),
        _Phrase(r"negative except at 0, so \$f\\to-\\infty\$", _with("global maximum", "coercive")),
        _Phrase(r"None has a lower", _with("global minimum", "coercive")),
        _Phrase(r"None has a higher", _with("global maximum", "coercive")),
        _Phrase(r"ends of the domain, is below", _with("global minimum", "limits")),
        _Phrase(r"ends of the domain, is above", _with("global maximum", "limits")),
        _Phrase(r"is lower than", _with("local minimum", "better")),
        _Phrase(r"is higher than", _with("local maximum", "better")),
        _Phrase(r"tends to \$-\\infty\$", _with("local minimum", "beyond")),
        _Phrase(r"tends to \$\\infty\$", _with("local maximum", "beyond")),
    ),
    "convexity": (
        _Phrase(r": the function is affine there", _with("affine", "piece")),
        _Phrase(r", which is negative somewhere", _with("negative", "piece")),
        _Phrase(r"; its least value is", _with("taken", "piece")),
        _Phrase(r"; it is larger than its infimum", _with("approached", "piece")),
        _Phrase(r"Where two pieces meet, the slope does not fall", _with("rises", "kinks")),
        _Phrase(r"Where two pieces meet, the slope falls", _never),
        _Phrase(r"At a kink the slope falls", _with("falls", "kinks")),
        _Phrase(r"no other principal minor (?:of it )?is negative", _of("minors", "negated")),
        _Phrase(r"principal minor (?:of it )?is positive", _never),
        _Phrase(r"It is not convex: at", _of("segment")),
        _Phrase(r"its value is above the mean", _of("segment")),
        _Phrase(r"It is not concave either", _of("arch")),
        _Phrase(r"its value is below the mean", _of("arch")),
        _Phrase(r"It is concave, as \$-f\$ is convex", _of("negated")),
        _Phrase(r"It is concave, as \$-f\$ is convex: the leading", _with("quadratic", "negated")),
        _Phrase(r"It is not strictly convex: on", _of("flat")),
        _Phrase(r"positive everywhere, and the least", _of("eigenvalues")),
        _Phrase(r"negative everywhere, and the", _never),
        _Phrase(r"except at isolated points, so \$f\$ is strictly convex", _of("vanishing")),
        _Phrase(r"It is not strongly convex", _of("vanishing")),
        _Phrase(r"is convex exactly for \$m\$ up to the least curvature", _of("modulus")),
    ),
    "convex_set": (
        _Phrase(r"is a halfspace, which is convex: both sides are affine", _of("halfspace")),
        _Phrase(r"is a hyperplane, which is convex: both sides are affine", _of("hyperplane")),
        _Phrase(r"is a sublevel set of the function", _of("sublevel")),
        _Phrase(r"which is positive semidefinite\.", _of("sublevel")),
        _Phrase(r"which is negative semidefinite", _never),
        _Phrase(r"of which none is negative, as no other", _of("sublevel")),
        _Phrase(r"of which none is positive", _never),
        _Phrase(r"made of convex functions by sums", _with("rules", "sublevel")),
        _Phrase(r"it is a sum of convex functions of one", _with("sum", "sublevel")),
        _Phrase(r": its slope never falls", lambda rule, word, _: rule == "sublevel" and word not in _SUMS),
        _Phrase(r"which are not negative in \$S\$", _of("cone")),
        _Phrase(r"which are not positive in", _never),
        _Phrase(r"is at most \$", _of("cone")),
        _Phrase(r"the norm of \$[^$]*\$ is at least", _never),
        _Phrase(r"preimage of a second-order cone", _of("cone")),
        _Phrase(r"holds for positive variables alone", _of("product")),
        _Phrase(r"which is positive in \$S\$, says", _of("quotient")),
        _Phrase(r"which is negative in \$S\$, says", _never),
        _Phrase(r"with an affine function on the left", _with("affine", "quotient")),
        _Phrase(r"with a convex function on the left", _with("convex", "quotient")),
        _Phrase(r"is the intersection of these convex sets, so it is convex", _of("intersection")),
        _Phrase(r"are in \$S\$, but their midpoint", _of("segment")),
        _Phrase(r"are not in \$S\$", _never),
        _Phrase(r"does not hold there", _of("segment")),
        _Phrase(r"which is concave|so it is concave|so it is not convex|are not affine", _never),
    ),
    "subgradient": (
        _Phrase(r"the slope is \$", _of("piece")),
        _Phrase(r"The slope never falls, so \$f\$ is convex", _of("minimiser")),
        _Phrase(r"The slope never rises|so \$f\$ is concave", _never),
        _Phrase(r"if and only if its subdifferential contains 0", _of("minimiser")),
    ),
    "dual": (
        _Phrase(r"it is strictly convex, so it is least", _sense("min", _of("inner"))),
        _Phrase(r"it is strictly concave, so it is greatest", _sense("max", _of("inner"))),
        _Phrase(r"strictly concave, so it is least|strictly convex, so it is greatest", _never),
        _Phrase(r"the dual problem is to maximise it", _sense("min", _of("dual"))),
        _Phrase(r"the dual problem is to minimise it", _sense("max", _of("dual"))),
        _Phrase(r"It is concave, being a minimum", _sense("min", _of("dual"))),
        _Phrase(r"It is convex, being a maximum", _sense("max", _of("dual"))),
        _Phrase(r"It is convex, being a minimum|It is concave, being a maximum", _never),
        _Phrase(r"the value of the dual function is at most that", _sense("min", _of("dual"))),
        _Phrase(r"the value of the dual function is at least that", _sense("max", _of("dual"))),
        _Phrase(r"both feasible", _of("pair")),
        _Phrase(r"They are equal, so by weak duality both are optimal", _of("pair")),
        _Phrase(r"They are not equal|strong duality fails", _never),
        _Phrase(
            r"\$\\mu\\ge 0\$ for each inequality",
            lambda rule, _, claim: rule == "lagrangian" and bool(claim["inequalities"]),
        ),
        _Phrase(
            r"one \$\\nu\$ of any sign for each|a multiplier \$\\nu\$ of any sign",
            lambda rule, _, claim: rule == "lagrangian" and bool(claim["equations"]),
        ),
    ),
    "likelihood": (
        _Phrase(r"the likelihood strictly increases in", _with("increases", "end")),
        _Phrase(r"the likelihood strictly decreases in", _with("decreases", "end")),
        _Phrase(r"is positive wherever the likelihood is not 0", _with("increases", "slope there")),
        _Phrase(r"is negative wherever the likelihood is not 0", _with("decreases", "slope there")),
        _Phrase(r"but at the greatest admissible value", _with("increases", "end")),
        _Phrase(r"but at the least admissible value", _with("decreases", "end")),
        _Phrase(r"be the least\b", _of("extremes")),
        _Phrase(r"at most half of the samples lie below", _of("median")),
        _Phrase(r"each of these values is an estimate", _of("medians")),
        _Phrase(r"each of them is an estimate", _of("flat")),
    ),
    "linear_program": (
        *_tasks(r"\\text\{minimise \}", r"\\text\{maximise \}"),
        _Phrase(r"The dual program is to minimise", _sense("max", _of("dual"))),
        _Phrase(r"The dual program is to maximise", _sense("min", _of("dual"))),
        _Phrase(r"are multiplied by \$-1\$ first", lambda rule, word, _: rule == "dual" and "turned" in word),
        _Phrase(r"All of them are tight", _with("tight", "rows")),
        _Phrase(r"None of them (?:is|are) tight", _never),
        _Phrase(r"Constraints that are not tight have the multiplier 0", _of("no price")),
        _Phrase(r"Constraints that are tight have", _never),
        _Phrase(r"Where a variable is not 0, its row", _of("equal rows")),
        _Phrase(r"Where a variable is 0, its row", _never),
        _Phrase(r"which satisfies all constraints of the dual", _of("dual solution")),
        _Phrase(r"Both objectives agree", _of("values")),
        _Phrase(r"objectives (?:differ|do not agree)", _never),
        _Phrase(r"Another feasible vertex", _of("other vertex")),
        _Phrase(r"The vertex is degenerate", _of("degenerate")),
        _Phrase(r"The dual solution is not unique", _of("other dual")),
        _Phrase(r"the left side is at least 0, the right side is negative", _of("contradiction")),
        _Phrase(r"the left side is at most 0|the right side is positive", _never),
        _Phrase(r"the objective grows without bound", _sense("max", _of("ray"))),
        _Phrase(r"the objective falls without bound", _sense("min", _of("ray"))),
        _Phrase(r"The point \$[^$]*\$ is feasible", _of("feasible")),
    ),
    "descent": (
        _Phrase(r"With momentum, the next gradient is taken at", _of("extrapolated")),
        _Phrase(r"The Newton direction solves", _of("direction")),
        _Phrase(r"Along it, \$f\$ has the slope", _of("along")),
        _Phrase(r"As \$f\$ is quadratic, the best step", _of("searched")),
        _Phrase(r"Its extreme eigenvalues are", _of("eigenvalues")),
        _Phrase(
            r"So the next iterate is",
            lambda rule, _, __: rule.startswith("update"),
        ),
        _Phrase(r"It is negative, so \$p\$ is a descent", _with("a descent direction", "along")),
        _Phrase(r"It is not negative, so \$p\$ is no", _with("no descent direction", "along")),
        _Phrase(r"It is (?:not negative, so \$p\$ is a|negative, so \$p\$ is no)", _never),
        _Phrase(r"exactly for \$0 < \\alpha < 2", _of("eigenvalues")),
    ),
    "set_projection": (
        _Phrase(r"The matrix is semidefinite itself|lies in the set itself", _of("inside")),
        _Phrase(r"each is moved to the nearest number", _of("nearest box")),
        _Phrase(r"each is moved to the farthest", _never),
        _Phrase(r"The point lies outside, and the nearest", _of("nearest ball")),
        _Phrase(r"is a positive multiple of \$a\$", _of("nearest halfspace")),
        _Phrase(r"is a negative multiple of", _never),
        _Phrase(r"hence orthogonal to", _of("nearest affine")),
        _Phrase(r"elsewhere it is at most \$\\theta\$", _of("nearest simplex")),
        _Phrase(r"elsewhere its absolute value is at most \$\\theta\$", _of("nearest l1 ball")),
        _Phrase(r"elsewhere (?:it|its absolute value) is at least", _never),
        _Phrase(r"keeps the positive eigenvalues", _of("nearest semidefinite")),
        _Phrase(r"keeps the negative eigenvalues", _never),
    ),
    "matrices": (
        _Phrase(r"All squares have positive factors", _of("positive definite")),
        _Phrase(r"All squares have negative factors", _of("negative definite")),
        _Phrase(r"No square has a negative factor", _of("positive semidefinite")),
        _Phrase(r"No square has a positive factor", _of("negative semidefinite")),
        _Phrase(r"Every value is zero: the form is", _of("zero form")),
    ),
    "kkt": (
        *_tasks("Minimise", "Maximise"),
        _Phrase(r"is a global minimum", lambda _, word, __: word.startswith("global minimum")),
        _Phrase(r"is a global maximum", lambda _, word, __: word.startswith("global maximum")),
        _Phrase(r"So no point satisfies the conditions", _of("none")),
        _Phrase(r"violates another constraint", _of("case infeasible")),
        _Phrase(r"has a negative multiplier", _of("case negative")),
        _Phrase(r"has a positive multiplier", _never),
        _Phrase(r"The equations have no real solution", _of("case none")),
        _Phrase(r"The problem is convex, so", _of("convex")),
        _Phrase(r"The problem is (?:not convex|concave)", _never),
        _Phrase(r"So no point is feasible|no point is feasible, and", _of("infeasible")),
        _Phrase(r"An optimum exists, since", _of("least")),
        _Phrase(r"are dependent, so that no multipliers need exist", lambda _, word, __: "abnormal" in word),
    ),
})  # fmt: skip
