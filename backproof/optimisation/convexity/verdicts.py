"""Verdicts on convexity, with what shows each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import sympy

from backproof.optimisation.convexity.one_variable import Curvature, curvature, inner_point
from backproof.optimisation.convexity.positivity import is_nonnegative, is_positive
from backproof.optimisation.definedness import UndefinedError, natural_box
from backproof.optimisation.functions import Function, exact_at
from backproof.optimisation.signs import definiteness, form, sign
from backproof.optimisation.stationary.solving import UnsolvedError

Ends = tuple[Any, Any]
_T = sympy.Symbol("t", real=True)


@dataclass(frozen=True)
class Verdict:
    """Convex, strictly convex, and the best modulus (None: not strongly convex), with the reason.

    `segment` refutes convexity, on `flat` the function is affine, along `vanishing` the curvature in a
    direction tends to 0, and at `tight` it is the modulus in the second vector's direction. A modulus that is
    not the best one lies below an eigenvalue without a closed form, `near` in digits. What is not convex has
    the verdict on -f as `negative`, if there is one.
    """

    reason: str
    convex: bool
    strict: bool = False
    modulus: Any = None
    segment: tuple[tuple[Any, ...], ...] = ()
    flat: tuple[tuple[Any, ...], ...] = ()
    vanishing: tuple[tuple[Any, ...], ...] = ()
    tight: tuple[tuple[Any, ...], ...] = ()
    eigenvalues: tuple[Any, ...] = ()
    minors: tuple[Any, ...] = ()
    curvature: Curvature | None = None
    parts: tuple[tuple[Any, Curvature], ...] = ()
    near: str = ""
    negative: Verdict | None = None


def decide(f: Function, domain: Sequence[Ends]) -> Verdict:
    """Decide convexity on a box, and concavity where it fails; UnsolvedError if it is beyond the methods."""
    found = _decided(f, domain)
    if found.convex:
        return found
    try:
        return replace(found, negative=_decided(Function(f"-({f.text})", f.names), domain))
    except (UnsolvedError, ArithmeticError):
        return found


def _decided(f: Function, domain: Sequence[Ends]) -> Verdict:
    if f.value.has(sympy.sign, sympy.Heaviside):
        raise UnsolvedError
    is_smooth = not f.value.has(sympy.Abs, sympy.Max, sympy.Min)
    if is_smooth and not f.hessian.free_symbols:
        return _quadratic(f, domain)
    if len(f.names) == 1:
        try:
            return _one(f, domain[0])
        except UnsolvedError:
            bent = _bent_down(f, domain) if is_smooth else None
            if bent is None:
                raise
            return bent
    if parts := _separated(f):
        return _sum(parts, domain)
    if not is_smooth:
        raise UnsolvedError
    return _several(f, domain)


def is_convex_in(f: Function, within: Sequence[Ends] = ()) -> bool:
    """Return whether a function is shown to be convex where it is defined, within a box if one is given."""
    try:
        return _decided(f, natural_box(f.value, f.symbols, within)).convex
    except (UndefinedError, UnsolvedError, ArithmeticError):
        return False


def _quadratic(f: Function, domain: Sequence[Ends]) -> Verdict:
    found = definiteness(f.hessian)
    middle = tuple(inner_point(a, b) for a, b in domain)
    if found.word not in ("positive definite", "positive semidefinite", "zero"):
        down = found.down or _down(f.hessian)
        return Verdict("quadratic", False, segment=_around(f, middle, down, domain))
    if found.word == "positive definite":
        values = f.hessian.eigenvals()
        if sum(values.values()) < len(f.names) or any(len(str(x)) > 60 for x in values):
            return _with_bound(f.hessian)
        ordered = sorted((sympy.radsimp(x) for x in values), key=lambda x: sympy.N(x, 30))
        vector = (f.hessian - ordered[0] * sympy.eye(len(f.names))).nullspace()[0]
        tight = (middle, tuple(vector))
        return Verdict("quadratic", True, True, ordered[0], tight=tight, eigenvalues=tuple(ordered))
    vector = f.hessian.nullspace()[0]
    return Verdict("quadratic", True, flat=_segment(middle, tuple(vector), domain))


def _with_bound(hessian: Any) -> Verdict:
    """Return the verdict on a definite Hessian whose eigenvalues have no closed form: a modulus in short."""
    import numpy as np

    least = float(np.linalg.eigvalsh(np.array(hessian.evalf(30).tolist(), dtype=float))[0])
    for digits in range(1, 7):
        scale = 10 ** (digits - math.floor(math.log10(least)) - 1)
        modulus = sympy.Rational(math.floor(least * scale), 1) / sympy.nsimplify(scale)
        found = definiteness(hessian - modulus * sympy.eye(hessian.rows))
        if modulus > 0 and found.word == "positive definite":
            return Verdict("quadratic", True, True, modulus, minors=found.minors, near=f"{least:.4g}")
    raise UnsolvedError


def _down(matrix: Any) -> tuple[Any, ...]:
    size = matrix.shape[0]
    for vector in product((0, 1, -1, 2), repeat=size):
        if any(vector) and sign(form(matrix, vector)) < 0:
            return vector
    raise UnsolvedError


def _segment(
    middle: Sequence[Any], vector: Sequence[Any], domain: Sequence[Ends]
) -> tuple[tuple[Any, ...], ...]:
    """Return a segment about a point in a direction, inside of the domain."""
    if not all(item.is_finite for item in map(sympy.sympify, vector)):
        raise UnsolvedError
    step = sympy.S.One
    for _ in range(60):
        ends = tuple(tuple(m + s * step * v for m, v in zip(middle, vector, strict=True)) for s in (-1, 1))
        if all(
            a < x < b or (x == m) for end in ends for x, m, (a, b) in zip(end, middle, domain, strict=True)
        ):
            return ends
        step /= 2
    raise UnsolvedError


def _around(
    f: Function, middle: Sequence[Any], vector: Sequence[Any], domain: Sequence[Ends]
) -> tuple[tuple[Any, ...], ...]:
    """Return a segment at whose middle f lies above the mean of its ends' values."""
    ends = _segment(middle, vector, domain)
    for _ in range(40):
        low, high = (f.at(f.value, end) for end in ends)
        if sign(f.at(f.value, middle) - (low + high) / 2) > 0:
            return ends
        ends = tuple(tuple((x + m) / 2 for x, m in zip(end, middle, strict=True)) for end in ends)
    raise UnsolvedError


def _one(f: Function, ends: Ends) -> Verdict:
    found = curvature(f.value, f.symbols[0], *ends)
    return replace(_of_curvature(f, found, ends), curvature=found)


def _of_curvature(f: Function, found: Curvature, ends: Ends) -> Verdict:
    (symbol,), least = f.symbols, found.least
    if found.falls_at is not None:
        return Verdict("pieces", False, segment=_around(f, (found.falls_at,), (1,), [ends]))
    if least.least == -sympy.oo or sign(least.least) < 0:
        return Verdict("pieces", False, segment=_around(f, (_negative(least, symbol),), (1,), [ends]))
    affine = [p for p in found.pieces if p.bend == 0]
    if affine:
        middle = inner_point(affine[0].start, affine[0].end)
        return Verdict("pieces", True, flat=_segment((middle,), (1,), [(affine[0].start, affine[0].end)]))
    if sign(least.least) > 0:
        at = least.at if least.is_attained else None
        tight = ((at,), (1,)) if at is not None else ()
        return Verdict("pieces", True, True, least.least, tight=tight)
    return Verdict("pieces", True, True, vanishing=((_curve(least),), (1,)))


def _curve(piece: Any) -> Any:
    """Return a curve in t along which the curvature tends to its infimum as t grows."""
    if piece.at == sympy.oo:
        return _T
    if piece.at == -sympy.oo:
        return -_T
    side = -1 if piece.at == piece.end and piece.at != piece.start else 1
    return piece.at + side / _T


def _negative(piece: Any, symbol: Any) -> Any:
    """Return a simple number of the piece where its second derivative is negative."""
    about = 0 if piece.at in (sympy.oo, -sympy.oo) else round(float(piece.at))
    tried = [sympy.Integer(about + s * k) for k in range(30) for s in (1, -1)]
    tried += (
        [sympy.Rational(round(float(piece.at) * d) + s, d) for d in (2, 10, 1000) for s in (0, 1, -1)]
        if about
        else []
    )
    tried += [sympy.Rational(s, d) for d in (2, 10, 1000) for s in (1, -1)]
    for place in tried:
        if piece.start < place < piece.end and sign(sympy.simplify(piece.bend.subs(symbol, place))) < 0:
            return place
    raise UnsolvedError


def _separated(f: Function) -> list[tuple[Any, Any]]:
    """Return the addends of each variable if f is a sum of functions of one number each."""
    found = dict.fromkeys(f.symbols, sympy.S.Zero)
    for addend in sympy.Add.make_args(sympy.expand(f.value)):
        own = addend.free_symbols
        if len(own) > 1:
            return []
        if own:
            found[next(iter(own))] += addend
    return list(found.items())


def _sum(parts: Sequence[tuple[Any, Any]], domain: Sequence[Ends]) -> Verdict:
    """Combine the verdicts of the addends, each of one variable."""
    middle = [inner_point(a, b) for a, b in domain]
    found, curves, moduli = [], [], []

    def whole(i: int, values: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
        return tuple(tuple(point[0] if j == i else m for j, m in enumerate(middle)) for point in values)

    def axis(i: int) -> tuple[Any, ...]:
        return tuple(sympy.S(int(i == j)) for j in range(len(parts)))

    for i, ((symbol, value), ends) in enumerate(zip(parts, domain, strict=True)):
        own = Function.of(value, [str(symbol)])
        verdict = _one(own, ends)
        assert verdict.curvature is not None
        curves.append((value, verdict.curvature))
        if not verdict.convex:
            return Verdict("sum", False, segment=whole(i, verdict.segment), parts=tuple(curves))
        found.append(verdict)
        moduli.append(verdict.modulus)
    joint = tuple(curves)
    for i, verdict in enumerate(found):
        if not verdict.strict:
            return Verdict("sum", True, flat=whole(i, verdict.flat), parts=joint)
    for i, verdict in enumerate(found):
        if verdict.modulus is None:
            curve = tuple(verdict.vanishing[0][0] if j == i else m for j, m in enumerate(middle))
            return Verdict("sum", True, True, vanishing=(curve, axis(i)), parts=joint)
    least = min(moduli, key=lambda x: sympy.N(x, 30))
    i = moduli.index(least)
    tight = (*whole(i, found[i].tight[:1]), axis(i)) if found[i].tight else ()
    return Verdict("sum", True, True, least, tight=tight, parts=joint)


def _several(f: Function, domain: Sequence[Ends]) -> Verdict:
    """Decide by the principal minors of the Hessian."""
    bent = _bent_down(f, domain)
    if bent:
        return bent
    positive = [s for s, (a, _) in zip(f.symbols, domain, strict=True) if a != -sympy.oo and a >= 0]
    # A negative variable y is -y with a positive one.
    turned = {s: -s for s, (_, b) in zip(f.symbols, domain, strict=True) if b <= 0}
    positive += turned
    minors = _leading_minors(f, turned, positive)
    flat = _flat_along(f, domain)
    if flat:
        return Verdict("minors", True, flat=flat, minors=minors)
    tidied = [_tidy(minor.xreplace(turned)) for minor in minors]
    if not all(is_positive(minor, positive) or _is_zero_at_most_at_zero(minor, f) for minor in tidied):
        raise UnsolvedError
    vanishing = next(_vanishing(f, domain), None)
    if vanishing is None:
        raise UnsolvedError
    return Verdict("minors", True, True, vanishing=vanishing, minors=minors)


def _bent_down(f: Function, domain: Sequence[Ends]) -> Verdict | None:
    """Return the refutation at a point whose Hessian is not positive semidefinite, if one is found."""
    for point in _points(domain):
        hessian = f.hessian.xreplace(dict(zip(f.symbols, point, strict=True)))
        if not _bends_down(hessian):
            continue
        hessian = hessian.applyfunc(sympy.simplify)
        found = definiteness(hessian)
        if found.word in ("indefinite", "negative definite", "negative semidefinite"):
            return Verdict("minors", False, segment=_around(f, point, found.down or _down(hessian), domain))
    return None


def _leading_minors(
    f: Function, turned: Mapping[Any, Any], positive: Sequence[Any]
) -> tuple[sympy.Expr, ...]:
    """Return the leading principal minors; raises UnsolvedError unless all principal ones are nonnegative."""
    size = len(f.names)
    leading = []
    for count in range(1, size + 1):
        for rows in combinations(range(size), count):
            minor = _tidy(f.hessian.extract(list(rows), list(rows)).det())
            if not is_nonnegative(_tidy(minor.xreplace(turned)), positive):
                raise UnsolvedError
            if rows == tuple(range(count)):
                leading.append(minor)
    return tuple(leading)


def _flat_along(f: Function, domain: Sequence[Ends]) -> tuple[tuple[Any, ...], ...] | None:
    """Return a segment on which the function is affine, along a vector of the Hessian's null space.

    None if the null space is zero; raises UnsolvedError if its first vector depends on the point and the
    function is not seen to be affine along it.
    """
    middle = tuple(inner_point(a, b) for a, b in domain)
    for vector in f.hessian.applyfunc(_tidy).nullspace():
        constant = vector.applyfunc(_tidy)
        if not constant.free_symbols:
            return _segment(middle, tuple(constant), domain)
        direction = tuple(constant.xreplace(dict(zip(f.symbols, middle, strict=True))))
        ends = _segment(middle, direction, domain)
        low, high, at = (f.at(f.value, p) for p in (*ends, middle))
        if sympy.simplify(at - (low + high) / 2) == 0:
            return ends
        raise UnsolvedError
    return None


def _is_zero_at_most_at_zero(minor: Any, f: Function) -> bool:
    """Return whether a polynomial adds up even powers, of every variable one by itself among them."""
    if not minor.is_polynomial(*f.symbols):
        return False
    terms = sympy.Poly(minor, *f.symbols).terms()
    alone = {powers.index(max(powers)) for powers, _ in terms if sum(map(bool, powers)) == 1}
    return len(alone) == len(f.symbols) and all(
        c > 0 and all(k % 2 == 0 for k in powers) for powers, c in terms
    )


def _bends_down(hessian: Any) -> bool:
    """Return whether a matrix has a negative eigenvalue in floats."""
    import numpy as np

    floats = np.array(hessian.evalf(20).tolist(), dtype=complex)
    return bool(np.all(floats.imag == 0) and np.linalg.eigvalsh(floats.real)[0] < -1e-9)


def _tidy(value: Any) -> Any:
    return sympy.factor(sympy.simplify(value))


def _points(domain: Sequence[Ends]) -> Iterator[tuple[Any, ...]]:
    choices = []
    for a, b in domain:
        wanted = [sympy.S(x) for x in (0, 1, -1, 2, -3)] + [
            inner_point(a, b),
            sympy.Rational(1, 10),
            sympy.S(9),
        ]
        choices.append(list(dict.fromkeys(x for x in wanted if a < x < b)))
    yield from list(product(*choices))[:90]


def _vanishing(f: Function, domain: Sequence[Ends]) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Yield curves on which the curvature in a fixed direction tends to 0."""
    for curve in _curves_within(domain):
        for vector in product((0, 1, -1), repeat=len(f.names)):
            if any(vector):
                value = form(f.hessian, vector).xreplace(dict(zip(f.symbols, curve, strict=True)))
                if sympy.limit(value, _T, sympy.oo) == 0:
                    yield curve, tuple(map(sympy.S, vector))


def _curves_within(domain: Sequence[Ends]) -> Iterator[tuple[Any, ...]]:
    """Yield lines that run off within a box, and then lines that end in 0."""
    middle = tuple(inner_point(a, b) for a, b in domain)
    ways = [way for way in product((0, 1, -1), repeat=len(domain)) if any(way)]
    for way in ways:
        if all(
            w == 0 or (w > 0 and b == sympy.oo) or (w < 0 and a == -sympy.oo)
            for w, (a, b) in zip(way, domain, strict=True)
        ):
            yield tuple(m + w * _T for m, w in zip(middle, way, strict=True))
    if all(a < -1 and b > 1 for a, b in domain):
        yield from (tuple(w / _T for w in way) for way in ways)


def value_at(f: Function, point: Sequence[Any]) -> Any:
    """Return the function's value."""
    return exact_at(f.value, dict(zip(f.symbols, point, strict=True)))
