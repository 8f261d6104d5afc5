"""Evidence that functions are defined on the domain: each condition is proved a second time.

The proof shares only the parser with the routine that accepted the domain (`definedness`, `zeros`, `cells`).
If it is inconclusive, that routine is run again, and the check's method says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from backproof.answer import Check
from backproof.spaces.demands.condition_proofs import holds
from backproof.spaces.demands.demands import demands
from backproof.spaces.demands.inlined import defined_as_found
from backproof.spaces.identities.branch_points import bare
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import parse


def defined(dimension: Dimension) -> Iterator[Check]:
    """Check that every function is defined on the whole domain."""
    source = dimension.source
    nodes = [parse(str(item)) for item in source.items]
    asked = list(dict.fromkeys(demand for node in nodes for demand in demands(bare(node))))
    found = [(d, holds(d, source.variables[0], text)) for d in asked for text in source.domain]
    failed = [demand.text for demand, verdict in found if verdict is False]
    is_open = not failed and any(verdict is None for _, verdict in found)
    method = "defined on the domain"
    if is_open:
        failed = [] if defined_as_found(dimension) else ["a condition that is open"]
        method += ", as it was found"
    got = ", ".join(failed) or "all hold"
    yield Check(method, f"{len(asked)} conditions", float(len(failed)), 0.0, "all hold", got)
