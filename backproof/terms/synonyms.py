"""Other words that people have for keys and choices, so that an unknown one is told with the right one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backproof.diagnostic import did_you_mean

_SYNONYMS = (
    {
        *("function", "objective", "definition", "f", "fun", "loss", "cost", "formula", "expression"),
        *("minimize", "minimise", "maximize", "maximise", "argmin", "argmax", "criterion"),
    },
    {"constraints", "constraint", "st", "subjectto", "suchthat", "conditions", "restrictions"},
    {"count", "steps", "iterations", "iters", "iter", "numberofsteps", "nsteps", "number", "k", "n"},
    {"size", "stepsize", "step", "learningrate", "rate", "lr", "eta", "alpha"},
    {"start", "x0", "initial", "init", "initialpoint", "startingpoint", "startpoint", "point", "from", "at"},
    {"momentum", "beta", "mu"},
    {"model", "family", "distribution", "likelihood", "law"},
    {"density", "pdf", "pmf", "p", "probability"},
    {"samples", "data", "observations", "sample", "observed", "xs"},
    {"support", "domain", "range", "interval", "on"},
    {"at", "points", "point", "where"},
    {"claim", "statement", "identity", "equation", "inequality", "show", "prove", "relation"},
    {"given", "hypotheses", "assumptions", "hypothesis", "assumption", "assume", "suppose", "if"},
    {"mean", "mu", "expectation", "average"},
    {"covariance", "sigma", "cov", "variance", "sigma2"},
    {"wrt", "variables", "variable", "unknowns", "unknown", "vars", "over", "withrespectto"},
    {"shapes", "sizes", "dimensions", "shape", "dims"},
    {"properties", "assumptions", "hypotheses", "facts"},
    {"sense", "goal", "direction", "optimize", "optimise", "problem", "type"},
    {"free", "unrestricted", "unbounded", "urs"},
    {"positive", "positives"},
    {"lower", "lo", "low", "lb"},
    {"upper", "hi", "high", "ub"},
    {"normal", "a", "w"},
    {"gradientdescent", "gd", "steepestdescent", "sgd", "gradient", "graddescent"},
    {"heavyball", "momentum", "polyak", "gradientdescentwithmomentum"},
    {"nesterov", "nag", "accelerated", "acceleratedgradient", "nesterovmomentum"},
    {"newton", "newtonraphson", "newtonsmethod"},
    {"max", "maximize", "maximise", "maximum", "maximization", "largest"},
    {"min", "minimize", "minimise", "minimum", "minimization", "least", "smallest"},
)


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return `did you mean 'x'?` for the known name that is close, or the only one of the same meaning."""
    listed = list(known)
    same = {key for key in listed for words in _SYNONYMS if {_bare(key), _bare(name)} <= words}
    if len(same) == 1:
        return f"did you mean '{same.pop()}'?"
    return did_you_mean(name, listed)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
