"""Lines about stationary points, and about points that satisfy the KKT conditions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Claim = Mapping[str, Any]


def stationary(rule: str, word: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    if rule in ("increasing", "decreasing"):
        return _monotone(rule, word)
    single, least = len(claim["variables"]) == 1, word.endswith("minimum")
    return (_of_points(word, is_single=single) | _by_curvature(word, least) | _by_values(word, least))[rule]


def _of_points(word: str, *, is_single: bool) -> dict[str, str]:
    """Return the words about the derivatives, their zeros, and the test at a point."""
    return {
        "gradient": f"The {'derivative' if is_single else 'gradient'} is #",
        "equations": "It vanishes where #",
        "equivalent": r"Elimination (a Gr\"obner basis of the equations) gives the equivalent system #"
        if word == "triangular"
        else "Factored, this is #",
        "none": "This has no real solution, so there is no stationary point.",
        "points": "⟦All real solutions are|The only real solution is⟧ #" + _FAMILIES.get(word, ""),
        "hessian": f"The {'second derivative' if is_single else 'Hessian'} is #",
        "at point": "At § we have §.",
        "minors": _minors(word, is_single=is_single),
        "indefinite": "It is indefinite, as it takes both signs: # So this is a saddle point.",
        "semidefinite": f"It is {'0' if word else 'only semidefinite'}, so this test decides nothing.",
        "order": "The first derivative at this point that is not 0 is # "
        + (
            "Its order is odd, so $f$ is lower on one side of the point and higher on the other: "
            "this is an inflection point."
            if word == "inflection point"
            else f"Its order is even, so this is a {word.replace('global', 'local')}."
        ),
    }  # fmt: skip


def _by_curvature(word: str, least: bool) -> dict[str, str]:
    """Return the words that classify points by squares, along curves, and by convexity."""
    return {
        "squares": f"Completing squares, # so this is a {word}.",
        "across": "Along the closed curve of these points $f$ is constant, and one eigenvalue of the "
        "Hessian is "
        "0. The other one is its trace §, which is "
        f"{'positive: a minimum' if least else 'negative: a maximum'} "
        "across the curve.",
        "curve": f"On the curve §, # which is {'negative' if word == 'lower' else 'positive'} for "
        "small $t>0$.",
        "convex": f"The Hessian is {'positive' if least else 'negative'} semidefinite wherever $f$ is "
        "defined, "
        f"so $f$ is {'convex' if least else 'concave'}, and § is a {word}.",
    }


def _by_values(word: str, least: bool) -> dict[str, str]:
    """Return the words that compare the value at a point with others."""
    below, lower = ("below", "lower") if least else ("above", "higher")
    extreme = "least" if least else "largest"
    return {
        "coercive": "The terms of highest degree are "
        + (
            r"positive except at 0, so $f\to\infty$ in all directions and a minimum exists; it"
            if least
            else r"negative except at 0, so $f\to-\infty$ in all directions and a maximum exists; it"
        )
        + f" is a stationary point. None has a {lower} value than §, so this is a {word}.",
        "periodic": r"The values of $f$ repeat when a variable grows by $2\pi$, so $f$ has a "
        f"{extreme} value, at a stationary point. Of the values there, § is the {extreme}, so this is "
        f"a {word}.",
        "drift": "It is not global, as the values § have no bound.",
        "decay": r"In all directions $f\to0$, so $f$ takes a "
        + ("least value if it has one that is at most 0" if least else
           "largest value if it has one that is at least 0")
        + ", and that at a stationary point. "
        f"Of the values there, § is the {extreme}, so this is a {word}.",
        "form": f"No value is {below} the one there, as # so this is a {word}.",
        "limits": f"No stationary value, and no limit at the ends of the domain, is {below} §, "
        f"so this is a {word}.",
        "better": f"It is not global, as § is {lower} than §.",
        "beyond": rf"It is not global, as § tends to ${'-' if least else ''}\infty$ as $t\to\infty$.",
    }  # fmt: skip


_FAMILIES = {
    "whole": " Each $k$ stands for every whole number.",
    "angle": " Each angle $t$ gives one of the points of a closed curve.",
}


def _minors(word: str, *, is_single: bool) -> str:
    positive = word == "positive definite"
    if is_single:
        return f"It is {'positive, so this is a minimum' if positive else 'negative, so this is a maximum'}."
    return f"Its leading minors are ¶, so it is {word}: a local {'minimum' if positive else 'maximum'}."


def _monotone(rule: str, word: str) -> str:
    least = (rule == "increasing") == (word == "global minimum")
    return (
        f"Now $f$ is {'an increasing' if rule == 'increasing' else 'a decreasing'} function of §. "
        f"This is {'least' if least else 'largest'} here, as it differs from its value here by # "
        f"so this is a {word}."
    )


def kkt(rule: str, word: str, claim: Claim) -> str:
    """Return the words of a line of a rule."""
    is_turned = claim["sense"] == "max"
    return (_conditions(word, claim, is_turned) | _verdicts(word, claim, is_turned))[rule]


def _conditions(word: str, claim: Claim, turned: bool) -> dict[str, str]:
    """Return the words about the conditions and the points that satisfy them."""
    some = bool(claim["inequalities"])
    below = r"$g\le0$" + (" ($g<0$ for those with $<$ or $>$)" if claim["strict"] else "")
    constraints = " and ".join([below] * some + ["$h=0$"] * bool(claim["equations"]))
    return {
        "functions": f"The constraints are {constraints} with #",
        "infeasible": "Let $X$ be the set of all § that satisfy them. For every §, # which is positive. "
        "On $X$ it would be at most 0. So no point is feasible, and there is neither an optimum nor a point "
        "that satisfies the conditions.",
        "lagrangian": ("Maximising $f$ is minimising $-f$, so the" if turned else "The") + " Lagrangian is #",
        "stationarity": "Its derivatives with respect to the variables, # have to vanish, "
        + (
            r"the constraints have to hold, and each multiplier $\mu$ is at least 0, "
            "and 0 unless its constraint is active."
            if some
            else "and the constraints have to hold."
        ),
        "strict": "An inequality with $<$ or $>$ is never active, so its multiplier is 0.",
        "all": (
            f"Going through all {word} sets of active inequalities, the solutions are #"
            if word
            else "All solutions are #"
        ),
        "none": "So no point satisfies the conditions.",
        "case solution": f"{_ACTIVE} The ⟦solution is|solutions are⟧ #",
        "case none": f"{_ACTIVE} The equations have no real solution.",
        "case infeasible": f"{_ACTIVE} {_FOUND} which violates another constraint.",
        "case negative": f"{_ACTIVE} {_FOUND} which has a negative multiplier.",
    }


def _verdicts(word: str, claim: Claim, turned: bool) -> dict[str, str]:
    """Return the words that classify the points."""
    some, best = bool(claim["inequalities"]), "higher" if turned else "lower"
    return {
        "bends": "Where all constraints hold and the functions are defined, "
        "the ⟦Hessian # is|Hessians # are⟧ positive semidefinite.",
        "convex": f"The problem is convex, so § is a {word}.",
        "on plane": "The equations are affine. On the points that satisfy them, $f$ is # which is "
        f"{'negative' if turned else 'positive'} semidefinite"
        f"{', and the inequalities are convex' if some else ''}: there the problem is convex, so § is "
        f"a {word}.",
        "squares": "At §, with these multipliers, # and on the feasible set $L$ is at most "
        f"{'$-f$' if turned else '$f$'}. So this is a {word}.",
        "least": (_ABNORMAL if word.endswith("abnormal") else "")
        + "An optimum exists, since the feasible set is bounded or the objective grows without bound on it, "
        f"and it is one of the points found. None has a {best} value than §, "
        f"so § is a global {'maximum' if turned else 'minimum'}.",
        "least closed": "With equality allowed in all inequalities an optimum exists, and its value is §. "
        f"So § is a {word}.",
        "active": "At § no direction is orthogonal to the gradients of all constraints with a positive "
        f"multiplier, so this is a {word}.",
        "second order": "At § the Hessian of $L$ is # positive definite on the tangent space of the "
        "constraints "
        f"with multipliers, spanned by ¶: a strict {word}.",
        "along": "At § second derivatives do not decide. From there on a line of feasible points, "
        f"for small $t>0$, # which is {best} than at $t=0$: {word}.",
        "downhill": "At § the Hessian of $L$ is # negative along a feasible direction, # "
        f"so values nearby are {best}: {word}.",
    }


_ACTIVE = "⟦Active: §.|No inequality active.⟧"
_FOUND = "⟦The equations give ¶,|The equations have real solutions,⟧"
_ABNORMAL = "At § the gradients of the active constraints are dependent, so that no multipliers need exist. "
KINDS = MappingProxyType({"stationary": stationary, "kkt": kkt})
