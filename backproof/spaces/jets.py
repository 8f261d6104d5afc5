"""Taylor arithmetic in enclosures: a function's value and derivatives at a point, or over an interval.

A jet holds f, f', f''/2!, ... of a function as far as asked. Sums, products and functions of jets follow by
recurrence from the functions' differential equations; no formula is ever differentiated.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import factorial

from backproof.spaces import enclosures as en
from backproof.spaces.arithmetic import bareiss
from backproof.spaces.enclosures import Enclosure, NoValueError, exactly
from backproof.spaces.syntax import Node, names

Jet = tuple[Enclosure, ...]
PRECISIONS = (320, 1600, 8000)
FINEST = 32_000
NARROW = Fraction(1, 10**20)
HALF = Fraction(1, 2)
LARGEST_POWER = 10**4


def value(node: Node, point: Mapping[str, Fraction], bits: int = PRECISIONS[0]) -> Enclosure:
    """An enclosure of the entry's value at an exact point; NoValueError where there is none."""
    return jet(node, {name: (exactly(x, bits),) for name, x in point.items()}, bits)[0]


def variable(over: Enclosure, order: int) -> Jet:
    """The variable itself, at a point or over an interval."""
    return (over, exactly(1, over.bits), *[exactly(0, over.bits)] * (order - 1))[: order + 1]


def jet(node: Node, point: Mapping[str, Jet], bits: int) -> Jet:
    """The jet of an entry whose names have these jets."""
    length = max((len(found) for found in point.values()), default=1)
    if node.kind == "name" and node.value in point:
        return point[node.value]
    is_leaf = node.kind in ("number", "name")
    if is_leaf or (length > 1 and not names(node) & point.keys()):
        return _constant(_known(node, bits) if is_leaf else jet(node, {}, bits)[0], length)
    parts = [jet(child, point, bits) for child in node.children]
    if node.kind == "power":
        return _power(parts[0], parts[1], fraction(node.children[1]))
    if node.kind == "call":
        return FUNCTIONS[node.value](parts[0])
    if node.kind == "negate":
        return _times(parts[0], Fraction(-1))
    total = _constant(exactly(0 if node.kind == "sum" else 1, bits), length)
    for sign, part in zip(node.value, parts, strict=True):
        total = OPERATIONS[sign](total, part)
    return total


def _known(node: Node, bits: int) -> Enclosure:
    if node.kind == "number":
        return exactly(int(node.value), bits)
    if node.value not in ("pi", "e"):
        raise NoValueError(node.value)
    return en.pi(bits) if node.value == "pi" else en.exp(exactly(1, bits))


def fraction(node: Node) -> Fraction | None:
    """The entry as a fraction where it is written with whole numbers alone."""
    if node.kind == "number":
        return Fraction(int(node.value))
    if node.kind in ("name", "call", "power"):
        return None
    total = Fraction(0 if node.kind in ("sum", "negate") else 1)
    for sign, child in zip(node.value or "-", node.children, strict=True):
        part = fraction(child)
        if part is None:
            return None
        if sign == "/" and not part:
            raise NoValueError
        total = EXACTLY[sign](total, part)
    return total


EXACTLY: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _constant(value: Enclosure, length: int) -> Jet:
    return (value, *[exactly(0, value.bits)] * (length - 1))


def _times(u: Jet, factor: Fraction) -> Jet:
    return tuple(c.scaled(factor) for c in u)


def _plus(u: Jet, v: Jet) -> Jet:
    return tuple(a + b for a, b in zip(u, v, strict=True))


def _minus(u: Jet, v: Jet) -> Jet:
    return tuple(a - b for a, b in zip(u, v, strict=True))


def _total(addends: Sequence[Enclosure], bits: int) -> Enclosure:
    return Enclosure(sum(a.low for a in addends), sum(a.high for a in addends), bits)


def _product(u: Jet, v: Jet) -> Jet:
    return tuple(_total([u[j] * v[k - j] for j in range(k + 1)], u[0].bits) for k in range(len(u)))


def _quotient(u: Jet, v: Jet) -> Jet:
    found: list[Enclosure] = []
    for k, c in enumerate(u):
        found.append((c - _total([found[j] * v[k - j] for j in range(k)], c.bits)) / v[0])
    return tuple(found)


OPERATIONS: dict[str, Callable[[Jet, Jet], Jet]] = {"+": _plus, "-": _minus, "*": _product, "/": _quotient}


def _by_slope(start: Enclosure, u: Jet, slope: Callable[[], Jet]) -> Jet:
    """f(u) from its value and the jet of f'(u): k f_k = sum of j u_j f'_(k-j)."""
    if len(u) == 1:
        return (start,)
    rates = slope()
    return (start, *(_moved(u, rates, k) for k in range(1, len(u))))


def _moved(u: Jet, rates: Sequence[Enclosure], k: int) -> Enclosure:
    addends = [(u[j] * rates[k - j]).scaled(Fraction(j, k)) for j in range(1, k + 1)]
    return _total(addends, u[0].bits)


def _exp(u: Jet) -> Jet:
    found = [en.exp(u[0])]
    for k in range(1, len(u)):
        found.append(_moved(u, found, k))
    return tuple(found)


def _log(u: Jet) -> Jet:
    return _by_slope(en.log(u[0]), u, lambda: _quotient(_one(u), u))


def _sin_cos(u: Jet) -> tuple[Jet, Jet]:
    sine, cosine = ([part] for part in en.sin_cos(u[0]))
    for k in range(1, len(u)):
        rising, falling = _moved(u, cosine, k), _moved(u, sine, k)
        sine.append(rising)
        cosine.append(-falling)
    return tuple(sine), tuple(cosine)


def _one(u: Jet) -> Jet:
    return _constant(exactly(1, u[0].bits), len(u))


def _whole_power(u: Jet, exponent: int) -> Jet:
    if abs(exponent) > LARGEST_POWER:
        raise NoValueError
    if len(u) == 1:
        return (u[0].power(exponent),)
    found, base, left = _one(u), u, abs(exponent)
    while left:
        found = _product(found, base) if left % 2 else found
        base, left = _product(base, base) if left > 1 else base, left // 2
    return found if exponent >= 0 else _quotient(_one(u), found)


def _broken_power(u: Jet, exponent: Fraction) -> Jet:
    """u**r for u above 0: k u_0 f_k = sum of (r j - (k - j)) u_j f_(k-j)."""
    found = [en.root(u[0], exponent.denominator).power(exponent.numerator)]
    for k in range(1, len(u)):
        addends = [(u[j] * found[k - j]).scaled((exponent * j - (k - j)) / k) for j in range(1, k + 1)]
        found.append(_total(addends, u[0].bits) / u[0])
    return tuple(found)


def _power(base: Jet, exponent: Jet, known: Fraction | None) -> Jet:
    if known is None:
        return _exp(_product(exponent, _log(base)))
    return _whole_power(base, int(known)) if known.denominator == 1 else _broken_power(base, known)


def _abs(u: Jet) -> Jet:
    if len(u) > 1 and not u[0].sign:
        raise NoValueError
    return (abs(u[0]),) if len(u) == 1 else _times(u, Fraction(u[0].sign))


def _cbrt(u: Jet) -> Jet:
    if u[0].sign >= 0 and u[0].low >= 0:
        return _broken_power(u, Fraction(1, 3))
    if u[0].sign < 0:
        return _times(_broken_power(_times(u, Fraction(-1)), Fraction(1, 3)), Fraction(-1))
    raise NoValueError


def _tan(u: Jet) -> Jet:
    return _quotient(*_sin_cos(u))


def _cot(u: Jet) -> Jet:
    sine, cosine = _sin_cos(u)
    return _quotient(cosine, sine)


def _cosh(u: Jet) -> Jet:
    return _times(_plus(_exp(u), _exp(_times(u, Fraction(-1)))), HALF)


def _sinh(u: Jet) -> Jet:
    return _times(_minus(_exp(u), _exp(_times(u, Fraction(-1)))), HALF)


def _beside_square(u: Jet, sign: int) -> Jet:
    """1 + sign u**2."""
    return _plus(_one(u), _times(_product(u, u), Fraction(sign)))


def _atan(u: Jet) -> Jet:
    return _by_slope(en.atan(u[0]), u, lambda: _quotient(_one(u), _beside_square(u, 1)))


def _asin(u: Jet) -> Jet:
    return _by_slope(en.asin(u[0]), u, lambda: _broken_power(_beside_square(u, -1), -HALF))


def _acos(u: Jet) -> Jet:
    right_angle = _constant(en.pi(u[0].bits).scaled(HALF), len(u))
    return _minus(right_angle, _asin(u))


def _asinh(u: Jet) -> Jet:
    if u[0].high < 0:
        return _times(_asinh(_times(u, Fraction(-1))), Fraction(-1))
    return _log(_plus(u, _broken_power(_beside_square(u, 1), HALF)))


def _acosh(u: Jet) -> Jet:
    one = _one(u)
    below = _product(_broken_power(_minus(u, one), HALF), _broken_power(_plus(u, one), HALF))
    return _log(_plus(u, below))


def _atanh(u: Jet) -> Jet:
    return _times(_log(_quotient(_plus(_one(u), u), _minus(_one(u), u))), HALF)


def _over(above: Callable[[Jet], Jet], below: Callable[[Jet], Jet]) -> Callable[[Jet], Jet]:
    return lambda u: _quotient(above(u), below(u))


def _logarithm_to(base: int) -> Callable[[Jet], Jet]:
    return lambda u: _quotient(_log(u), _log(_constant(exactly(base, u[0].bits), len(u))))


FUNCTIONS: Mapping[str, Callable[[Jet], Jet]] = {
    "sqrt": lambda u: _broken_power(u, HALF),
    "cbrt": _cbrt,
    "exp": _exp,
    "log": _log,
    "log2": _logarithm_to(2),
    "log10": _logarithm_to(10),
    "sin": lambda u: _sin_cos(u)[0],
    "cos": lambda u: _sin_cos(u)[1],
    "tan": _tan,
    "cot": _cot,
    "sec": _over(_one, lambda u: _sin_cos(u)[1]),
    "csc": _over(_one, lambda u: _sin_cos(u)[0]),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _over(_sinh, _cosh),
    "coth": _over(_cosh, _sinh),
    "sech": _over(_one, _cosh),
    "csch": _over(_one, _sinh),
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "abs": _abs,
}


def determinant(rows: Sequence[Sequence[Enclosure]]) -> tuple[Fraction, Fraction]:
    """Ends of an interval that holds every determinant of numbers in these enclosures.

    The middles' determinant is exact; by Hadamard, changing a row by e moves it by at most |e| times the
    lengths of the other rows.
    """
    middle = bareiss([[entry.middle for entry in row] for row in rows])
    off = [sum(((e.ends[1] - e.ends[0]) / 2 for e in row), Fraction(0)) for row in rows]
    length = [
        sum((abs(e.middle) for e in row), Fraction(0)) + error for row, error in zip(rows, off, strict=True)
    ]
    room = Fraction(0)
    for i, error in enumerate(off):
        others = Fraction(1)
        for j, other in enumerate(length):
            others *= other if j != i else 1
        room += error * others
    return middle - room, middle + room


def values_determinant(nodes: Sequence[Node], name: str, points: Sequence[Node]) -> tuple[Fraction, Fraction]:
    """Ends of an interval without 0 that holds det f_j(x_i); NoValueError where there is none."""
    return _narrow(lambda bits: values(nodes, name, points, bits))


def values(nodes: Sequence[Node], name: str, points: Sequence[Node], bits: int) -> list[list[Enclosure]]:
    """The functions' values, one row for each point."""
    at = [jet(point, {}, bits) for point in points]
    return [[jet(node, {name: x}, bits)[0] for node in nodes] for x in at]


def wronskian(nodes: Sequence[Node], name: str, point: Node) -> tuple[Fraction, Fraction]:
    """Ends of an interval without 0 that holds the Wronskian at a point; NoValueError where there is none."""
    return _narrow(lambda bits: derivatives(nodes, name, point, bits))


def derivatives(nodes: Sequence[Node], name: str, point: Node, bits: int) -> list[list[Enclosure]]:
    """The functions' values at a point, then row by row their derivatives there."""
    order = len(nodes) - 1
    x = variable(jet(point, {}, bits)[0], order)
    jets = [jet(node, {name: x}, bits) for node in nodes]
    return [[f[k].scaled(Fraction(factorial(k))) for f in jets] for k in range(order + 1)]


def _narrow(table: Callable[[int], list[list[Enclosure]]]) -> tuple[Fraction, Fraction]:
    """The determinant of a table with as many binary digits as it takes to tell it from 0, and well."""
    for bits in (*PRECISIONS, FINEST):
        try:
            low, high = determinant(table(bits))
        except NoValueError:
            if bits == FINEST:
                raise
            continue
        if (low > 0 or high < 0) and high - low < NARROW * abs(low):
            return low, high
    raise NoValueError("the enclosure holds 0")
