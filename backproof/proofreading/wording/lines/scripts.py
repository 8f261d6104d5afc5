"""Lines about a script: what is listed, how it was run, and what its results show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from backproof.proofreading.wording.skeletons import CODE, coded, listed

Claim = Mapping[str, Any]
_SEEN: Mapping[str, str] = MappingProxyType({
    "comparison": "§.",
    "falls": f"{CODE} falls at each of its № steps, from § to §.",
    "rises": f"{CODE} rises at each of its № steps, from § to §.",
    "agree": f"{CODE} and {CODE} differ by §, at most §.",
    "holds": f"{CODE} holds.",
})  # fmt: skip


def observations(claim: Claim) -> Iterator[str]:
    """Yield the words around the listings, the runs and the results of a script."""
    told = claim["told"]
    script = coded(claim["script"])
    if told["is_whole"]:
        yield f"This is the whole of {script}:"
    else:
        for first, last in claim["listed"]:
            yield f"These are lines {first} to {last} of {script}:"
    for is_with_arguments, is_cut in told["runs"]:
        how = f"Running it with {CODE} prints" if is_with_arguments else "Running it prints"
        yield f"{how}{' (cut at the limit)' if is_cut else ''}:"
    yield from ["#"] * told["plots"]
    if told["calls"]:
        values = [f"{coded(name)} is the value of {coded(call)}" for name, call in told["calls"]]
        yield f"After the run, {listed(values)}."
    if told["seen"]:
        items = " ".join(rf"\item {_SEEN.get(form, _SEEN['holds'])}" for form in told["seen"])
        yield rf"From these results: \beginitemize {items} \enditemize"
    if told["has_answer"]:
        yield "…"
