"""Decomposition of conditions by the form of their subject: factors, powers, absolute values."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from backproof.spaces.demands.demands import Demand
from backproof.spaces.identities.branch_points import above_zero, as_node, lower
from backproof.spaces.identities.slopes import product, put
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import NoValueError, fraction
from backproof.spaces.rings.factors import factored
from backproof.spaces.rings.function_reading import UnreadableError, read
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.laurent import Polynomial, X, power_of

# Functions with the zeros and the sign of u, which is their argument, or of u - 1.
_SAME_SIGN = {
    **dict.fromkeys(("sinh", "tanh", "asinh", "atan", "asin", "atanh", "cbrt"), "u"),
    **dict.fromkeys(("log", "log2", "log10"), "u - 1"),
}
# Functions with the zeros of another one, but not always its sign.
_SAME_ZEROS = {"tan": "sin(u)", "cot": "cos(u)", "abs": "u", "sqrt": "u", "acosh": "u - 1", "acos": "1 - u"}
_NOT_BELOW = frozenset({"abs", "sqrt", "acosh", "acos"})
_MINUS = parse("-1")
_NEVER_ZERO = frozenset({"sec", "csc", "exp", "cosh", "sech", "csch", "coth"})


def by_parts(demand: Demand, name: str) -> list[Demand]:
    """Return conditions that are together equivalent, by the form of the subject; none if it always holds."""
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
    found = _of_polynomial(demand, name)
    return [_over_one_divisor(demand, name)] if found == [demand] else found


def _over_one_divisor(demand: Demand, name: str) -> Demand:
    """Rewrite a + b/c as (a c + b) c, with the same sign and zeros; unchanged if there is no such addend."""
    node = demand.of
    for place, addend in enumerate(node.children if node.kind == "sum" else ()):
        for at, (sign, divisor) in enumerate(zip(addend.value, addend.children, strict=False)):
            if addend.kind == "product" and sign == "/" and name in names(divisor):
                signs = addend.value[:at] + addend.value[at + 1 :]
                rest = Node("product", signs, addend.children[:at] + addend.children[at + 1 :])
                parts = [product([c, divisor]) for c in node.children]
                parts[place] = rest
                return Demand(demand.sign, product([Node("sum", node.value, tuple(parts)), divisor]))
    return demand


def _of_call(demand: Demand) -> list[Demand]:
    node, sign = demand.of, demand.sign
    function, argument = node.value, node.children[0]
    if function in _SAME_SIGN:
        return [Demand(sign, put(parse(_SAME_SIGN[function]), argument))]
    if sign != "!=" and function in ("tan", "cot"):
        return [Demand(sign, put(parse("sin(u)*cos(u)"), argument))]
    if sign == "!=" and function in _NEVER_ZERO:
        return []
    if function in _NOT_BELOW and sign == ">=":
        return []
    if function in _SAME_ZEROS and (sign == "!=" or function in _NOT_BELOW):
        return _not_zero(put(parse(_SAME_ZEROS[function]), argument))
    return [demand]


def _of_product(demand: Demand, name: str) -> list[Demand]:
    """Split a nonzero product into nonzero factors; for a sign, replace divisors by factors."""
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
    """Split a rational function's condition by factors, omitting those to an even power if signs matter."""
    ring = Ring()
    try:
        whole = _without_divisors(ring, read(ring, demand.of, {name: power_of(X)}))
    except (NoValueError, GiveUpError, UnreadableError):
        return [demand]
    if whole.number is not None:
        return [Demand(demand.sign, parse(f"({whole.number})"))]
    if whole.generators != {X}:
        return [demand]
    found = factored(ring, whole)
    factors = [*found.factors, *((power_of(X), int(e)) for _, e in found.monomial)]
    if demand.sign == "!=":
        return [Demand("!=", as_node(u, name)) for u, _ in factors]
    odd = [as_node(u, name) for u, k in factors if k % 2 == 1]
    even = [as_node(u, name) for u, k in factors if k % 2 == 0]
    rest = Demand(demand.sign, product([*([_MINUS] if found.number < 0 else []), *odd]))
    return [rest, *(Demand("!=", u) for u in even if demand.sign == ">")]


def _without_divisors(ring: Ring, whole: Polynomial) -> Polynomial:
    """Multiply a rational function by squares of its divisors, which preserves its sign and zeros."""
    for generator in whole.generators:
        lowest = min(whole.exponents(generator))
        is_rational = generator == X or (generator.kind == "base" and generator.inner is not None)
        if is_rational and lowest < 0:
            whole = ring.product(whole, power_of(generator, Fraction(2 * ceil(-lowest / 2))))
    return whole
