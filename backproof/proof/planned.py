"""The checks that a claim of each kind is planned to have: evidence that is gone is a fault, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_OF_DIMENSIONS = (
    *("counted: basis, relations, bounds", "both bounds meet"),
    *("printed as claimed", "derivation read back", "certificate as printed"),
)
_WITH_MINOR = ("minor is not 0", "matrix against the input")
_SCRIPT = ("derived formulas", "differences of the loss")


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
        case "equation":
            yield "equal values", ""
        case "dimension":
            yield from ((method, "") for method in _OF_DIMENSIONS)
            if "minor" in claim and claim["space"] not in ("functions", "sum", "intersection"):
                yield from ((method, "") for method in _WITH_MINOR)
            if claim.get("basis"):
                yield "A v = 0", ""
            if "translation" in claim:
                yield "description read back", ""
        case "script":
            methods = ("the expression itself",) if claim["by"] == ["value"] else _SCRIPT
            yield from ((method, "") for method in methods)
            if claim.get("special_case"):
                yield "special case of the network", ""
        case "matrices":
            yield from ((method, subject) for method, subject in claim["evidence"])
        case "run":
            yield "exit code of the run", ""
