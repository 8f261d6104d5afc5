"""Tasks about optima, convexity and probability in the words of their kinds' templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backproof.proofreading.wording.skeletons import formulas
from backproof.proofreading.wording.tasks.declared import introduced_in_any_order

Claim = Mapping[str, Any]


def stationary(claim: Claim) -> tuple[str, ...]:
    """Return the task to find all stationary points."""
    them = "every stationary point" if len(claim["variables"]) == 1 else "all stationary points"
    return (
        f"Find {them} of # and decide for each whether it is a minimum, a maximum or neither, "
        "and whether it is global.",
    )


def kkt(claim: Claim) -> tuple[str, ...]:
    """Return the task of a problem with constraints."""
    sought = "Minimise" if claim["sense"] == "min" else "Maximise"
    conditions = "Karush--Kuhn--Tucker" if claim["inequalities"] else "Lagrange"
    return (
        f"{sought} # subject to # Find all points that satisfy the {conditions} conditions, "
        "with their multipliers, and decide which of them are optimal.",
    )


def convex_set(claim: Claim) -> tuple[str, ...]:
    """Return the question whether a set is convex."""
    elements = "points" if len(claim["variables"]) > 1 else "numbers"
    return (
        f"Is the set $S$ of all {elements} § with # convex? "
        "Give a proof, or two points of $S$ whose midpoint is not in $S$.",
    )


def convexity(claim: Claim) -> tuple[str, ...]:
    """Return the question whether a function is convex, of numbers or of matrices."""
    if "definition" in claim:
        return matrix_convexity(claim)
    bounded = [ends for ends in claim["domain"] if list(ends) != ["-oo", "oo"]]
    size = len(claim["variables"])
    reals = r"on $\mathbb{R}$" if size == 1 else rf"on $\mathbb{{R}}^{{{size}}}$"
    where = "for …" if bounded else reals
    start = f"Is the function # convex, strictly convex, strongly convex, or else concave {where}?"
    return tuple(f"{start} If it is strongly convex, give {one}." for one in _moduli(claim))


def _moduli(claim: Claim) -> tuple[str, ...]:
    """Return what is asked for of the modulus: the best one where the claim says when its bound is tight."""
    return ("the best modulus",) if claim["tight"] else ("the best modulus", "a modulus")


def matrix_convexity(claim: Claim) -> tuple[str, ...]:
    """Return the question whether a formula in matrices is convex."""
    jointly = "jointly " if len(claim["wrt"]) > 1 else ""
    where = f", where {formulas(len(claim['domain']))}" if claim["domain"] else ""
    return (
        f"{introduced_in_any_order(claim, claim['definition'])} # "
        f"Is $f$ convex or concave {jointly}in {formulas(len(claim['wrt']))}{where}? "
        "Give the rule for each part, or a segment that refutes it.",
    )


def matrix_minimiser(claim: Claim) -> tuple[str, ...]:
    """Return the task to find a minimiser, or a dual function."""
    if claim["key"] == "g":
        return ("…et # Find the dual function of the problem to minimise § subject to §.",)
    declared = introduced_in_any_order(claim, claim["definition"])
    return (f"{declared} # Find the minimiser § of $J$. Is it unique?",)


def subgradient(claim: Claim) -> tuple[str, ...]:
    """Return the task to find subdifferentials."""
    return (f"Find the subdifferential of # at {formulas(len(claim['at']))}, and a minimiser of $f$.",)


def dual(claim: Claim) -> tuple[str, ...]:
    """Return the task to find a dual problem."""
    sought = "minimising" if claim["sense"] == "min" else "maximising"
    return (
        f"Consider the problem of {sought} # subject to # Find the dual function and the dual problem, "
        "solve both problems, and show that their values are equal.",
    )


def linear_program(_: Claim) -> tuple[str, ...]:
    """Return the task to solve a linear program."""
    return (
        "Solve the linear program $P$, # subject to # "
        "and prove with its dual that the solution is optimal, or show that there is none.",
    )


def descent(claim: Claim) -> tuple[str, ...]:
    """Return the task to take steps, or to choose their size."""
    if claim["ask"] == "step sizes":
        return (
            "For which fixed step sizes does gradient descent converge from every start on # "
            "Which one is the best, and by what factor does the distance to the minimiser "
            "then shrink at least in each step?",
        )
    if claim["ask"] == "direction":
        return ("Let # Compute the Newton step at §, and decide whether it goes in a descent direction.",)
    count = sum(rule.startswith("update") for rule, _ in claim["rules"])
    steps = "one step" if count == 1 else f"{count} steps"
    return tuple(f"Let # Starting from §, take {steps} of {method}." for method in _methods(claim))


def _methods(claim: Claim) -> tuple[str, ...]:
    """Return the method with its step size; full steps of Newton's method need not say so."""
    method = {
        "Newton": "Newton's method",
        "gradient descent": "gradient descent",
        "Nesterov": "gradient descent with Nesterov's momentum §",
        "heavy ball": "gradient descent with momentum § (heavy ball)",
    }[claim["method"]]
    sized = f"{method} with step size §"
    if claim["method"] == "Newton":
        return (sized, method) if claim["size"] == "1" else (sized,)
    return (f"{method} with exact line search",) if claim["size"] == "exact" else (sized,)


def set_projection(claim: Claim) -> tuple[str, ...]:
    """Return the task to project onto a set."""
    onto = {
        "box": "the box of all $x$ with #",
        "ball": "the ball of radius § around §.",
        "halfspace": r"the halfspace of all $x$ with $a^\topx\leb$, where § and §.",
        "affine": "the set of all $x$ with #",
        "simplex": r"the simplex of all $x\ge0$ whose entries have the sum §.",
        "l1 ball": r"the set of all $x$ with §.",
        "second-order cone": r"the cone of all $(x,t)$ with $\lVertx\rVert\let$, "
        "where $t$ is the last coordinate.",
        "semidefinite": "the positive semidefinite matrices, in the Frobenius norm.",
    }[claim["set"]]
    return (f"Project {'the matrix' if claim['set'] == 'semidefinite' else 'the point'} § onto {onto}",)


def gaussian(claim: Claim) -> tuple[str, ...]:
    """Return the task to find a mean and a covariance."""
    which = "$AX+b$" if claim["mode"] == "map" else "$X$ given $HX=c$"
    return (
        "Let $X$ be normally distributed with mean and covariance # "
        rf"Find mean $m_1$ and covariance $\Sigma_1$ of {which}, and its rank, for #",
    )


def likelihood(claim: Claim) -> tuple[str, ...]:
    """Return the task to find an estimate or a posterior distribution."""
    if claim["ask"] == "posterior":
        words = _OF_MODELS.get(claim["model"], ("",))
        return tuple(task for task in _POSTERIORS[claim["family"]] if any(word in task for word in words))
    also = ", and the unbiased estimate $s^2$ of the variance"
    is_answered = any(rule == "unbiased" for rule, _ in claim["rules"])
    # Where there is no maximum, there is no line about the other estimate, which the task may ask for.
    asked = ("", also) if claim["ask"] == "edge" else (also if is_answered else "",)
    estimate = f"Find the maximum likelihood estimate of {' and '.join('§' for _ in claim['variables'])}"
    counted = ("probability, up to a factor without parameters,", "density")
    ends = ("", *((f"where {which}, and 0 elsewhere. ") for which in ("§", "§ and §", "§ and § and §")))
    samples = "The sample § has" if _is_one(claim) else "The samples § are independent, each with"
    return tuple(
        f"{samples} the {which} # {end}{estimate}{more}."
        for which in counted
        for end in (ends if which == "density" else ("",))
        for more in asked
    )


def _is_one(claim: Claim) -> bool:
    """True if the task gives one sample alone; where it gives none, the claim has several lists."""
    lists = [claim["samples"]] if claim["ask"] == "edge" else claim["samples"]
    return claim["ask"] != "general" and len(lists) == 1 and len(lists[0]) == 1


# What tells the model of the samples, where priors of a family have several.
_OF_MODELS = {
    "Bernoulli": ("trials, § succeed", "trials end in"),
    "binomial": ("trials, § succeed", "numbers of successes were"),
    "negative binomial": ("failed before success number",),
    "geometric": ("up to the first success",),
    "Poisson": ("Poisson variables",),
    "gamma rate": ("have gamma distributions",),
    "exponential": ("exponentially distributed",),
    "exponential mean": ("exponentially distributed",),
    "normal variance": ("normal with mean",),
}
_POSTERIORS = {
    "beta": tuple(
        "A probability § has the beta distribution with parameters § and § as its prior. "
        f"{trials}{known} Find the posterior distribution of §."
        for trials in (
            "Of § independent trials, § succeed.",
            "In series of § independent trials each, the numbers of successes were §.",
            "The numbers of independent trials that failed before success number § were, "
            "one series after another, §.",
            "The numbers of independent trials up to the first success were, one after another, §.",
            "Independent trials end in § (1 is a success).",
        )
        for known in ("", " The number § is positive and known.", " The numbers §, … are positive and known.",
                      " The numbers § and § are positive and known.")
    ),
    "gamma": tuple(
        "The prior of § is the gamma distribution with shape § and rate §; the samples § are independent "
        f"{which}{known}. Find the posterior distribution of §."
        for which in (
            "Poisson variables with mean §",
            "and have gamma distributions of shape § and rate §",
            "and exponentially distributed with rate §",
        )
        for known in ("", ", with known §…")
    ),
    "inverse gamma": tuple(
        "The prior of § is the inverse gamma distribution with shape § and scale §; the samples § are "
        f"independent and {which} §{known}. Find the posterior distribution of §."
        for which in ("normal with mean § and variance", "exponentially distributed with mean")
        for known in ("", ", with known §…")
    ),
    "normal": tuple(
        "The prior of § is normal with mean § and variance §; the samples § are independent and normal "
        f"with mean § and variance §{known}. Find the posterior distribution of §."
        for known in ("", ", with known §…")
    ),
}  # fmt: skip
