"""The checks that a claim of each kind is planned to have: evidence that is gone is a fault, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

_OF_DIMENSIONS = (
    *("counted: basis, relations, bounds", "both bounds meet"),
    *("printed as claimed", "derivation read back", "certificate as printed"),
)
_WITH_MINOR = ("minor is not 0", "matrix against the input")
_SCRIPT = ("derived formulas", "differences of the loss")

# Worked answers: the methods that each claim of a kind has, of those that it has at all.
_WORKED: Mapping[str, Callable[[Mapping[str, Any]], Sequence[str]]] = {
    "stationary": lambda claim: (
        "Newton's method from many starts",
        *(["central differences"] if claim["points"] else []),
    ),
    "descent": lambda claim: {
        "steps": ["steps recomputed with differences"],
        "direction": ["H p + g multiplied out", "central differences"],
        "step sizes": ["eigenvalues in floats", "step sizes tried", "gradient descent run"],
    }[claim["ask"]],
    "linear_program": lambda claim: ["feasibility and values in FLINT's fractions"] if claim["rows"] else [],
    "set_projection": lambda _: ("p lies in the set", "no random point of the set is nearer"),
    "likelihood": lambda claim: {
        "estimate": ["central differences", "values at many points"],
        "general": ["central differences", "values at many points"],
        "bounded": ["the samples at the estimate", "values at many points"],
        "edge": ["the likelihood along a curve"],
        "posterior": ["prior times likelihood over posterior"],
    }[claim["ask"]],
    "gaussian": lambda _: ("factors in floats",),
    "convexity": lambda claim: (
        *([] if claim["segment"] else ["values at midpoints of random segments"]),
        *(["values on a segment"] if claim["segment"] or claim["flat"] else []),
        *(["curvature along a curve"] if claim["vanishing"] else []),
    ),
    "matrix_convexity": lambda claim: (
        *([] if claim["curvature"] == "neither" else ["values at midpoints of random segments"]),
        *(["values on a segment"] if claim["witnesses"] else []),
    ),
    "matrix_minimiser": lambda _: ("equal values", "central differences"),
    "dual": lambda _: ("dual values below those of the Lagrangian", "feasible points with equal values"),
    "convex_set": lambda claim: (
        "both ends lie in the set, their midpoint does not"
        if claim["segment"]
        else "midpoints of random points of the set",
    ),
    "subgradient": lambda _: ("one-sided differences", "values at many points"),
    "kkt": lambda claim: (
        "the constraints hold"
        if claim["points"]
        else "sum of constraints at many points"
        if claim["infeasible"]
        else "cases without KKT points",
    ),
}


def missing(answer: Any) -> tuple[str, ...]:
    """Return the planned checks that an answer lacks, by method and subject."""
    made = [(check.method, check.subject) for check in answer.evidence]
    wanted = (plan for claim in answer.claims for plan in _planned(claim.kind, claim.data))
    return tuple(
        f"{method} {subject}".rstrip()
        for method, subject in wanted
        if not any(method == found and about.endswith(subject) for found, about in made)
    )


def _planned(kind: str, claim: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each planned check: its method, and the end of its subject."""
    match kind:
        case "derivatives":
            yield from (
                ("central differences", f" of {claim['name']} by {wrt}") for wrt in claim["derivatives"]
            )
            yield "lines run as a program", ""
        case "results":
            for result in claim["results"]:
                yield from ((method, result["subject"]) for method in result["evidence"])
        case "shapes":
            yield from (("shapes of computed arrays", ""), ("rows of the table", ""))
        case "equation" | "identity":
            yield from _of_relation(claim)
        case "dimension":
            yield from ((method, "") for method in _of_dimension(claim))
        case "script":
            methods = ("the expression itself",) if claim["by"] == ["value"] else _SCRIPT
            yield from ((method, "") for method in methods)
            if claim.get("special_case"):
                yield "special case of the network", ""
        case kind if kind in _WORKED:
            yield from ((method, "") for method in _WORKED[kind](claim))
        case "matrices":
            yield from ((method, subject) for method, subject in claim["evidence"])
        case "observations":
            yield "exit code of the run", ""
            yield from (("observation", text) for text in claim["claims"])
        case "run":
            yield "exit code of the run", ""


def _of_relation(claim: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the checks of a relation and of each link of its chain."""
    yield ("equal values" if claim.get("sign", "==") == "==" else "values compared"), ""
    yield from (("link of the chain", f"{one} = {other}") for one, other in pairwise(claim.get("chain", ())))


def _in_field(claim: Mapping[str, Any]) -> Iterator[str]:
    """Yield the methods that judge a dimension over a finite field or the complex numbers."""
    field = f"F{claim['prime']}" if claim["prime"] else "C"
    yield from _OF_DIMENSIONS[:-1]
    yield from (f"matrix against the input, over {field}", "row operations replayed in the field")
    yield from ("basis is independent in the field", f"rank over {field}")
    if claim["space"] != "intersection":
        yield f"minor is not 0 over {field}"
    if claim.get("basis") or claim.get("relations"):
        yield "multiplied out in the field"
    if "translation" in claim or "sides" in claim:
        yield "field of the description"


def _of_dimension(claim: Mapping[str, Any]) -> Iterator[str]:
    """Yield the methods that judge a dimension."""
    if "prime" in claim:
        yield from _in_field(claim)
        return
    yield from _OF_DIMENSIONS
    if "minor" in claim and claim["space"] not in ("functions", "sum", "intersection"):
        yield from _WITH_MINOR
    if claim.get("basis"):
        yield "A v = 0"
    if "lines" in claim:
        yield "description read back"
