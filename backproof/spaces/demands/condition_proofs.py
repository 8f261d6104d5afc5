"""Proofs of conditions on a whole interval: by form, bounds, cells, squares and factors."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from backproof.spaces.demands.beats import least
from backproof.spaces.demands.covers import Cover, Edge
from backproof.spaces.demands.demands import Demand
from backproof.spaces.demands.parts import by_parts
from backproof.spaces.enclosures import balls, jets
from backproof.spaces.identities.branch_points import as_node
from backproof.spaces.identities.components import stretches
from backproof.spaces.identities.exact_zeros import inner_zeros, is_zero_at, vanishes
from backproof.spaces.identities.periods import one_period
from backproof.spaces.identities.slopes import product
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.function_reading import UnreadableError, read
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.laurent import X, power_of
from backproof.spaces.rings.samples import Stated, stated


def holds(demand: Demand, name: str, domain: str) -> bool | None:
    """Return whether a condition holds on the whole interval; None if neither answer is proved."""
    try:
        if name not in names(demand.of):
            return _of_number(demand)
        parts = by_parts(demand, name)
        if parts == [demand]:
            found = {_by_square(demand, name, domain) or _over(demand, name, stated(domain))}
        else:
            found = {holds(part, name, domain) for part in parts}
        if None not in found or False in found:
            return False not in found
        return _by_factors(demand, name, domain) or _by_stretches(demand, name, domain)
    except (NoValueError, GiveUpError, UnreadableError):
        return None


def _of_number(demand: Demand) -> bool | None:
    value = jets.value(demand.of, {})
    if balls.is_apart(value):
        return demand.allows(balls.sign(value))
    return demand.allows(0) if vanishes(demand.of, "", parse("0")) else None


def _over(demand: Demand, name: str, whole: Stated) -> bool | None:
    """Decide the condition on an interval, for a function of no special form."""
    if whole.low is None or whole.high is None:
        found = _by_beats(demand, name, whole)
        if found is not None:
            return found
        whole = one_period(demand.of, name, whole)
    edges = _edges(demand.of, name, whole)
    if not demand.allows(0) and any(_belongs(whole, edge) for edge in edges):
        return False
    signs = set().union(*(Cover(demand.of, name).signs(*pair) for pair in pairwise(edges)))
    if {1, -1} <= signs or any(sign and not demand.allows(sign) for sign in signs):
        return False
    return None if 0 in signs else True


def _by_square(demand: Demand, name: str, domain: str) -> bool | None:
    """Prove p + c sqrt(v) > 0 with c > 0 by c**2 v > p**2; the condition stays open if that fails."""
    node = demand.of
    if node.kind != "sum" or len(node.children) != 2:
        return None
    for place, sign in enumerate(node.value):
        square, other = _squared_root(node.children[place]), node.children[1 - place]
        if sign == "+" and square is not None:
            rest = Node("sum", "+-", (square, Node("power", "", (other, parse("2")))))
            return holds(Demand(demand.sign.replace("!=", ">"), rest), name, domain) or None
    return None


def _squared_root(node: Node) -> Node | None:
    """Return c**2 v for c sqrt(v) with a constant c > 0; None for anything else."""
    factors = list(node.children) if node.kind == "product" and "/" not in node.value else [node]
    roots = [factor for factor in factors if factor.value == "sqrt" and names(factor)]
    others = [factor for factor in factors if factor not in roots]
    if len(roots) != 1 or any(names(c) or not balls.sign(jets.value(c, {})) > 0 for c in others):
        return None
    return product([*others, *others, roots[0].children[0]])


def _by_factors(demand: Demand, name: str, domain: str) -> bool | None:
    """Prove a condition on a product by proving it for every factor; it stays open if that fails."""
    if demand.of.kind != "product":
        return None
    return all(holds(Demand(demand.sign, c), name, domain) for c in demand.of.children) or None


def _by_stretches(demand: Demand, name: str, domain: str) -> bool | None:
    """Prove a condition that allows 0 by the function's numerator on each interval where it is analytic.

    The function is continuous, so the points between these intervals follow. The condition stays open if
    that fails.
    """
    found = stretches([demand.of], name, [domain]) if demand.allows(0) else None
    parts = {_on_stretch(demand, name, stretch.sample) for stretch in found or ()}
    if not parts:
        return None
    return all(part and part != demand and holds(part, name, domain) for part in parts) or None


def _on_stretch(demand: Demand, name: str, sample: Fraction) -> Demand | None:
    """Return the condition on the numerator, if the function is a polynomial over nonzero divisors there."""
    ring = Ring(sample)
    whole = read(ring, demand.of, {name: power_of(X)})
    above = ring.cleared(whole)
    sign = balls.sign(ring.value(whole).real) * balls.sign(ring.value(above).real)
    is_polynomial = sign and above.generators <= {X}
    return Demand(demand.sign, as_node(above.times(Fraction(sign)), name)) if is_polynomial else None


def _by_beats(demand: Demand, name: str, whole: Stated) -> bool | None:
    """Decide by the bound of a sum of waves or of its negative; None if that is not conclusive."""
    ring = Ring()
    try:
        polynomial = read(ring, demand.of, {name: power_of(X)})
    except (GiveUpError, UnreadableError):
        return None
    for sign in (1, -1) if demand.sign == "!=" else (1,):
        found = least(polynomial.times(Fraction(sign)))
        if found is None:
            continue
        if balls.sign(ring.value(found.bound).real) > 0:
            return True
        if ring.is_zero(found.bound):
            if demand.allows(0):
                return True
            if found.is_settled:
                return not (found.at_zero and whole.holds(parse("0")))
    return None


def _edges(node: Node, name: str, whole: Stated) -> list[Edge]:
    """Return the ends of an interval, and between them simple numbers at which the function is exactly 0."""
    low, high = (Edge(end, is_zero_at(node, name, end)) for end in (whole.low, whole.high))
    return [low, *(Edge(p, True) for p in inner_zeros([node], name, whole)), high]


def _belongs(whole: Stated, edge: Edge) -> bool:
    """Return whether an edge is an exact zero in the interval."""
    return edge.is_zero and edge.point is not None and whole.holds(edge.point)
