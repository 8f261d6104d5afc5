"""The engine's own proof of a relation, run once more: for the few that the evidence's own does not reach."""

from __future__ import annotations

import sympy as sp

from backproof.spaces.domain import Interval, read_domain
from backproof.spaces.result import Dimension, Relation
from backproof.spaces.symbolic import number
from backproof.spaces.syntax import parse
from backproof.spaces.vanishing import vanishes


def proved_as_found(dimension: Dimension, relation: Relation) -> str | None:
    """The way in which sympy proves the relation on every piece of the domain, or None."""
    nodes = [parse(str(item)) for item in dimension.source.items]
    domain: tuple[Interval, ...] = tuple(i for text in dimension.source.domain for i in read_domain(text))
    combination = {relation.index: sp.S.One, **{i: -number(c) for i, c in relation.coefficients}}
    return vanishes(nodes, combination, dimension.source.variables[0], domain)
