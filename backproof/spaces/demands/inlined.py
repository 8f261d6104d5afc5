"""The proof that accepted a domain, run again: for the few domains that the evidence cannot decide."""

from __future__ import annotations

from backproof.spaces.domains.definedness import fault
from backproof.spaces.language.domain import Interval, read_domain
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import parse


def defined_as_found(dimension: Dimension) -> bool:
    """Return whether the search for zeros that accepted the domain still finds no fault in any condition."""
    nodes, variable = [parse(str(item)) for item in dimension.source.items], dimension.source.variables[0]
    return all(fault(node, variable, _domain(dimension)) is None for node in nodes)


def _domain(dimension: Dimension) -> tuple[Interval, ...]:
    return tuple(i for text in dimension.source.domain for i in read_domain(text))
