"""The engine's own proofs, run once more: for the few that the evidence's own do not reach."""

from __future__ import annotations

import sympy as sp

from backproof.spaces.definedness import fault
from backproof.spaces.domain import Interval, read_domain
from backproof.spaces.result import Dimension, Relation
from backproof.spaces.symbolic import number
from backproof.spaces.syntax import parse
from backproof.spaces.vanishing import vanishes


def proved_as_found(dimension: Dimension, relation: Relation) -> str | None:
    """The way in which sympy proves the relation on every piece of the domain, or None."""
    nodes = [parse(str(item)) for item in dimension.source.items]
    domain = _domain(dimension)
    combination = {relation.index: sp.S.One, **{i: -number(c) for i, c in relation.coefficients}}
    return vanishes(nodes, combination, dimension.source.variables[0], domain)


def defined_as_found(dimension: Dimension) -> bool:
    """Whether the zeros of every condition, as they are found for a domain to be taken, let it pass."""
    nodes, variable = [parse(str(item)) for item in dimension.source.items], dimension.source.variables[0]
    return all(fault(node, variable, _domain(dimension)) is None for node in nodes)


def _domain(dimension: Dimension) -> tuple[Interval, ...]:
    return tuple(i for text in dimension.source.domain for i in read_domain(text))
