"""Conditions taken apart by the form of what they ask about: factors, powers, absolute values."""

from __future__ import annotations

from backproof.spaces.demands import Demand
from backproof.spaces.factors import factored
from backproof.spaces.function_reading import UnreadableError, read
from backproof.spaces.function_ring import GiveUpError, Ring
from backproof.spaces.laurent import X, constant, power_of
from backproof.spaces.slopes import put
from backproof.spaces.syntax import Node, parse
from backproof.spaces.turning import above_zero, as_node, lower
from backproof.spaces.walks import NoValueError, fraction

# Functions that are 0 where their argument is, or something beside it, and have that one's sign.
_SAME_SIGN = {
    **dict.fromkeys(("sinh", "tanh", "asinh", "atan", "asin", "atanh", "cbrt"), "u"),
    **dict.fromkeys(("log", "log2", "log10"), "u - 1"),
}
# Functions that are 0 where another is, and never below 0 or of another sign.
_SAME_ZEROS = {"tan": "sin(u)", "cot": "cos(u)", "abs": "u", "sqrt": "u", "acosh": "u - 1", "acos": "1 - u"}
_NOT_BELOW = frozenset({"abs", "sqrt", "acosh", "acos"})
_NEVER_ZERO = frozenset({"sec", "csc", "exp", "cosh", "sech", "csch", "coth"})


def by_parts(demand: Demand, name: str) -> list[Demand]:
    """Conditions that together say as much, by the form of what is asked about; none where it holds."""
    node, sign = demand.of, demand.sign
    lowest = lower(node)
    if above_zero(node) or (lowest is not None and (lowest > 0 or (sign == ">=" and lowest == 0))):
        return []
    if node.kind == "power":
        return _of_power(demand)
    if node.kind == "call":
        return _of_call(demand)
    if sign == "!=" and node.kind == "negate":
        return _not_zero(node.children[0])
    if node.kind == "product":
        return _of_product(demand, name)
    return _of_polynomial(demand, name)


def _of_call(demand: Demand) -> list[Demand]:
    node, sign = demand.of, demand.sign
    function, argument = node.value, node.children[0]
    if function in _SAME_SIGN:
        return [Demand(sign, put(parse(_SAME_SIGN[function]), argument))]
    if sign == "!=" and function in _NEVER_ZERO:
        return []
    if function in _NOT_BELOW and sign == ">=":
        return []
    if function in _SAME_ZEROS and (sign == "!=" or function in _NOT_BELOW):
        return _not_zero(put(parse(_SAME_ZEROS[function]), argument))
    return [demand]


def _of_product(demand: Demand, name: str) -> list[Demand]:
    """Of a product that is not 0, each factor is not; divisors count for a sign as factors do."""
    signs, factors = demand.of.value, demand.of.children
    if demand.sign == "!=":
        return [part for s, c in zip(signs, factors, strict=True) if s == "*" for part in _not_zero(c)]
    if "/" in signs:
        return [Demand(demand.sign, Node("product", "*" * len(factors), factors))]
    return _of_polynomial(demand, name)


def _not_zero(node: Node) -> list[Demand]:
    return [Demand("!=", node)]


def _of_power(demand: Demand) -> list[Demand]:
    base, exponent = demand.of.children
    known = fraction(exponent)
    if known is None:
        return []
    is_even = known.denominator > 1 or known % 2 == 0
    if demand.sign == ">=" and is_even:
        return []
    if demand.sign == "!=" or is_even:
        return _not_zero(base) if known > 0 else []
    return [Demand(demand.sign, base)]


def _of_polynomial(demand: Demand, name: str) -> list[Demand]:
    """A polynomial's condition by its factors, those to an even power left out where signs matter."""
    ring = Ring()
    try:
        whole = read(ring, demand.of, {name: power_of(X)})
    except (NoValueError, GiveUpError, UnreadableError):
        return [demand]
    if whole.generators != {X} or min(whole.exponents(X)) < 0:
        return [demand]
    found = factored(ring, whole)
    factors = [*found.factors, *((power_of(X), int(e)) for _, e in found.monomial)]
    if demand.sign == "!=":
        return [Demand("!=", as_node(u, name)) for u, _ in factors] if len(factors) > 1 else [demand]
    odd = [u for u, k in factors if k % 2 == 1]
    even = [u for u, k in factors if k % 2 == 0]
    if not even:
        return [demand]
    rest = Demand(demand.sign, as_node(ring.products([constant(found.number), *odd]), name))
    return [rest, *(Demand("!=", as_node(u, name)) for u in even if demand.sign == ">")]
