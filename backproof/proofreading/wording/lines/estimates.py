"""Lines about maximum likelihood estimates and posterior distributions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Claim = Mapping[str, Any]
_SUM = r"the log-likelihood is the sum of $\logp$ over the samples,"


def likelihood(rule: str, word: str, _: Claim) -> str:
    """Return the words of a line of a rule."""
    rises = word == "increases"
    if rule.startswith("edge"):
        return _edge(rule, word, "positive" if rises else "negative")
    return (_of_samples() | _of_maxima(word, rises) | _of_posteriors(word))[rule]


def _edge(rule: str, word: str, sign: str) -> str:
    """Return the words about an estimate at the edge of the range."""
    end = (
        "Its supremum is its value at the edge of the range, which is the estimate if it belongs "
        "to the range."
        if rule == "edge bounded"
        else "It grows as §, and there is no estimate."
    )
    return (
        f"The score is {sign} throughout the range of §, so the likelihood strictly {word} "
        f"and has no maximum inside. {end}"
    )


def _of_samples() -> dict[str, str]:
    """Return the words about the likelihood and the samples in it."""
    samples = "⟦ up to an addend without ⟦the parameter|parameters⟧,|⟧"
    return {
        "statistics": "The samples enter only through their number $n$ and the ⟦sum|sums⟧ #",
        "likelihood": f"The log-likelihood is ⟦the sum of $\\logp$ over the samples|$\\logp$ at the sample⟧,"
        f"{samples} #",
        "extremes": f"Let {_EXTREME}⟦ and {_EXTREME}|⟧ of the $n$ samples.",
        "sum": "Otherwise they enter only by their sum #",
        "bounds": "The likelihood is 0 unless all samples lie in the support, that is, unless #",
        "log-likelihood there": f"There {_SUM}{samples} #",
    }


def _of_maxima(word: str, rises: bool) -> dict[str, str]:
    """Return the words about the likelihood's maximum."""
    sign = "positive" if rises else "negative"
    return {
        "median": "As a function of §, it falls with the sum of the distances to the samples. "
        "Between samples, "
        "the slope of this sum is the number of samples below minus the number above, so the sum is "
        "least at a "
        "median: at most half of the samples lie below, and at most half above, #",
        "medians": "Between the two middle samples the slope is 0: the likelihood is the same for §, "
        "and each of these values is an estimate.",
        "flat": "It does not depend on §: the likelihood is the same at all these values, "
        "and each of them is an estimate.",
        "slope there": f"The derivative # is {sign} wherever the likelihood is not 0.",
        "end": f"So the likelihood strictly {word} in § up to where it falls to 0, and its maximum is "
        "not at a "
        f"zero of a derivative but at the {'greatest' if rises else 'least'} admissible value, #",
        "rest": "With this, the derivative by the other parameter is #",
        "score": "Its derivatives, the score, are #",
        "solution": "⟦If §, it vanishes|If §, they vanish|It vanishes|They vanish⟧ only at #",
        "second derivative": (
            "where the second derivative is negative, #"
            if word
            else r"where the Hessian of $\ell$ is negative definite, #"
        )
        + " so the only stationary point is the maximum.",
        "without bound": "Let $t>0$ grow. At # # which tends to infinity. So the likelihood has no bound, "
        "and there is no estimate.",
        "unbiased": "The unbiased estimate divides by $n-1$ in place of $n$: #",
    }


def _of_posteriors(word: str) -> dict[str, str]:
    """Return the words about a prior and its posterior distribution."""
    return {
        "prior": "Up to factors without the parameter, the prior is #",
        "posterior": "Multiplied by the likelihood, with exponents added"
        f"{' and the square completed' if word == 'normal' else ''}, it gives # again a {word} distribution"
        f"⟦, {'whose mean is its mode' if word == 'normal' else 'with mean and mode'}|⟧:",
    }


_EXTREME = "⟦$m$ be the least|$M$ be the largest|§ be the largest absolute value⟧"
KINDS = MappingProxyType({"likelihood": likelihood})
