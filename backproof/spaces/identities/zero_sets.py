"""Reduction of an argument's zeros to those of simpler functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from backproof.spaces.identities.branch_points import as_node, bare
from backproof.spaces.identities.slopes import put
from backproof.spaces.language.syntax import Node, names, parse, to_text
from backproof.spaces.language.walks import NoValueError, fraction
from backproof.spaces.rings.factors import factored
from backproof.spaces.rings.function_reading import UnreadableError, read
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.laurent import Generator, Polynomial, X, power_of

# Functions with the zeros of their argument, and those without zeros.
_LIKE_THEIR_ARGUMENT = frozenset(["abs", "sqrt", "cbrt", "sinh", "asinh", "atan", "tanh", "asin", "atanh"])
_WITHOUT_ZEROS = frozenset(["exp", "cosh", "sech", "sec", "csc", "csch", "coth"])
# Others as functions of u with the same zeros, where they are defined.
_REDUCED = {
    **dict.fromkeys(("log", "log2", "log10", "acos", "acosh"), parse("u - 1")),
    "tan": parse("sin(u)"),
    "cot": parse("cos(u)"),
}
_LOGARITHMS = {"log": "exp({})", "log2": "2**({})", "log10": "10**({})"}


def factors_of(argument: Node, variable: str) -> list[Node]:
    """Return distinct functions, one of which vanishes wherever the argument does.

    Intervals on which the argument is identically 0 are not covered.
    """
    return list(dict.fromkeys(bare(node) for node in _factors(argument, variable)))


def _factors(node: Node, variable: str) -> Iterator[Node]:
    if not names(node):
        return
    if node.kind == "negate":
        yield from _factors(node.children[0], variable)
    elif node.kind == "power":
        exponent = fraction(node.children[1])
        if exponent is None or exponent > 0:
            yield from _factors(node.children[0], variable)
    elif node.kind == "product":
        for sign, child in zip(node.value, node.children, strict=True):
            yield from _factors(child, variable) if sign == "*" else ()
    elif node.kind == "call":
        yield from _of_call(node, variable)
    else:
        yield from _of_sum(node, variable)


def _of_call(node: Node, variable: str) -> Iterator[Node]:
    if node.value in _LIKE_THEIR_ARGUMENT:
        yield from _factors(node.children[0], variable)
    elif node.value in _REDUCED:
        yield from _factors(put(_REDUCED[node.value], node.children[0]), variable)
    elif node.value not in _WITHOUT_ZEROS:
        yield node


def _of_sum(node: Node, variable: str) -> Iterator[Node]:
    absolute = _absolute_in(node)
    if absolute is not None:
        for sign in ("", "-"):
            signed = parse(f"{sign}({to_text(absolute.children[0])})")
            yield from _factors(_replaced(node, absolute, signed), variable)
        return
    ring = Ring()
    try:
        whole = ring.cleared(read(ring, node, {variable: power_of(X)}))
    except (NoValueError, GiveUpError, UnreadableError):
        yield node
        return
    if whole.generators == {X}:
        found = factored(ring, whole)
        yield from (as_node(factor, variable) for factor, _ in found.factors)
        yield from [parse(variable)] * bool(found.monomial)
    elif len(whole.generators) == 1 and (power := _exponent(next(iter(whole.generators)), variable)):
        yield from _of_exponentials(ring, whole, power, variable)
    elif whole.depends:
        yield from _solved(node, variable)


def _absolute_in(node: Node) -> Node | None:
    """Return an absolute value in a function: its argument has a constant sign between its own zeros."""
    if node.kind == "call" and node.value == "abs" and names(node):
        return node
    return next((found for child in node.children if (found := _absolute_in(child))), None)


def _replaced(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    return replace(node, children=tuple(_replaced(child, old, new) for child in node.children))


def _exponent(generator: Generator, variable: str) -> str:
    """Return u as text for a generator exp(u) with u a power of the variable; else an empty text."""
    inner = generator.inner
    if generator.kind != "exp" or inner is None or inner.generators != {X}:
        return ""
    return to_text(as_node(inner, variable))


def _of_exponentials(ring: Ring, whole: Polynomial, exponent: str, variable: str) -> Iterator[Node]:
    """Yield the factors of a polynomial in exp(u); k u - log c for exp(k u) - c with c > 0."""
    for factor, _ in factored(ring, whole).factors:
        terms = [(sum((e for _, e in monomial), Fraction(0)), c) for monomial, c in factor.ordered]
        (low, at_low), (high, at_high), *others = sorted(terms)
        if not others and low == 0:
            value = -at_low / at_high
            if value > 0:
                at = "" if value == 1 else f" - log({value})"
                yield from _factors(parse(f"({high})*({exponent}){at}"), variable)
        else:
            yield parse(" + ".join(f"({c})*exp(({e})*({exponent}))" for e, c in terms))


def _solved(node: Node, variable: str) -> Iterator[Node]:
    """Yield u - exp(-c/k) for k log(u) + c, with the same zeros; any other sum unchanged."""
    varying = [(s, c) for s, c in zip(node.value, node.children, strict=True) if names(c)]
    factors = _call_in(varying[0][1]) if len(varying) == 1 else None
    if factors is None:
        yield node
        return
    call, rest = factors
    constant = [f"{s}({to_text(c)})" for s, c in zip(node.value, node.children, strict=True) if not names(c)]
    value = f"-({varying[0][0]}1)*({' '.join(constant) or '0'})/({rest})"
    inverse = _LOGARITHMS[call.value].format(value)
    yield from _factors(parse(f"({to_text(call.children[0])}) - {inverse}"), variable)


def _call_in(node: Node) -> tuple[Node, str] | None:
    """Return the logarithm and the constant factor of a multiple of a logarithm, else None."""
    if node.kind == "call":
        return (node, "1") if node.value in _LOGARITHMS else None
    if node.kind != "product":
        return None
    pairs = list(zip(node.value, node.children, strict=True))
    varying = [(s, c) for s, c in pairs if names(c)]
    if len(varying) != 1 or varying[0][0] == "/" or varying[0][1].value not in _LOGARITHMS:
        return None
    return varying[0][1], "1" + "".join(f"{s}({to_text(c)})" for s, c in pairs if not names(c))
