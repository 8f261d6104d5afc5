"""Stationary points with their classes: by the Hessian, by squares, or by curves through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy

from backproof.optimisation.convexity.verdicts import is_convex_in
from backproof.optimisation.definedness import is_smooth_on
from backproof.optimisation.functions import Function
from backproof.optimisation.signs import Definiteness, definiteness, sign
from backproof.optimisation.stationary.curves import (
    Curve,
    T,
    is_coercive,
    is_decaying,
    squares,
    unbounded,
    witnesses,
)
from backproof.optimisation.stationary.forms import Bound, bound
from backproof.optimisation.stationary.repetitions import is_whole
from backproof.optimisation.stationary.solving import (
    System,
    UnsolvedError,
    all_solutions,
    has_implicit_root,
    systems,
)

# Of higher order, values near a point differ by less than floats tell.
_HIGHEST = 4
_TURNED = {"minimum": "maximum", "maximum": "minimum"}


@dataclass(frozen=True)
class Point:
    """A stationary point, or a family of them: its value, its class and the reason.

    `word` is one of local minimum, global minimum, local maximum, global maximum, saddle point and
    inflection point; `reason` one of minors, indefinite, curves, squares, across, order, convex, coercive,
    periodic, decay, limits and form. `order` is that of the first derivative that is not 0, with its value.
    `beyond` and `better` show that a local one is not global.
    """

    at: tuple[Any, ...]
    value: Any
    hessian: Any
    definite: Definiteness
    word: str
    reason: str
    squares: tuple[tuple[Any, Any], ...] = ()
    lower: Curve | None = None
    higher: Curve | None = None
    beyond: Curve | None = None
    better: tuple[Any, ...] = ()
    bound: Bound | None = None
    order: tuple[int, Any] | None = None

    @property
    def is_family(self) -> bool:
        """True if it has free symbols."""
        return bool(sympy.Matrix(list(self.at)).free_symbols)


@dataclass(frozen=True)
class Stationary:
    """All stationary points of a function, and the systems whose solutions they are."""

    f: Function
    systems: tuple[System, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class _Search:
    """Classification of the points of one function."""

    f: Function

    @cached_property
    def turned(self) -> Function:
        """The negative of the function."""
        return Function(f"-({self.f.text})", self.f.names)

    @cached_property
    def is_coercive(self) -> bool:
        """True if f tends to infinity in every direction."""
        return is_coercive(self.f)

    @cached_property
    def is_coercive_down(self) -> bool:
        """True if f tends to minus infinity in every direction."""
        return is_coercive(self.turned)

    @cached_property
    def is_decaying(self) -> bool:
        """True if f tends to 0 in every direction."""
        return is_decaying(self.f)

    def local(self, at: tuple[Any, ...]) -> Point:
        """Classify a point by itself; UnsolvedError if nothing decides."""
        hessian = self.f.hessian.xreplace(dict(zip(self.f.symbols, map(sympy.sympify, at), strict=True)))
        hessian = hessian.applyfunc(sympy.simplify)
        value = self.f.at(self.f.value, at)
        drifts = value.free_symbols and all(map(is_whole, value.free_symbols))
        if hessian.free_symbols or (value.free_symbols and not drifts):
            return self._family(at, value, hessian)
        definite = definiteness(hessian)
        point = Point(at, value, hessian, definite, "", "")
        match definite.word:
            case "positive definite":
                return replace(point, word="local minimum", reason="minors")
            case "negative definite":
                return replace(point, word="local maximum", reason="minors")
            case "indefinite":
                return replace(point, word="saddle point", reason="indefinite")
        if sympy.Matrix(list(at)).free_symbols:
            return self._family(at, value, hessian)
        return self._degenerate(point)

    def _degenerate(self, point: Point) -> Point:
        for function, word in ((self.f, "global minimum"), (self.turned, "global maximum")):
            if found := squares(function, point.at):
                return replace(point, word=word, reason="squares", squares=found)
        if not self.f.value.is_polynomial(*self.f.symbols):
            return self._by_form(point)
        lower, higher = witnesses(self.f, point.at)
        if lower and higher:
            word = "saddle point" if len(self.f.names) > 1 else "inflection point"
            return replace(point, word=word, reason="curves", lower=lower, higher=higher)
        if len(self.f.names) == 1 and (lower or higher):
            # In one variable, a line through the point is a whole neighbourhood.
            word = "local maximum" if lower else "local minimum"
            return replace(point, word=word, reason="curves", lower=lower, higher=higher)
        raise UnsolvedError

    def _by_form(self, point: Point) -> Point:
        """Classify a point by the form of the function alone; UnsolvedError if that tells nothing."""
        for sense, word in ((1, "global minimum"), (-1, "global maximum")):
            if found := bound(self.f, point.at, sense):
                return replace(point, word=word, reason="form", bound=found)
        return self._by_order(point)

    def _by_order(self, point: Point) -> Point:
        """Classify a point of one variable by the first derivative there that is not 0."""
        if len(self.f.symbols) != 1 or point.is_family:
            raise UnsolvedError
        (x,), (p,) = self.f.symbols, point.at
        for order in range(3, _HIGHEST + 1):
            value = sympy.simplify(self.f.at(self.f.value.diff(x, order), point.at))
            if not value.is_real or not value.is_finite:
                break
            if sign(value) and order % 2:
                ahead, behind = (Curve((p + t,), self.f.value.subs(x, p + t)) for t in (T, -T))
                lower, higher = (behind, ahead) if sign(value) > 0 else (ahead, behind)
                found = replace(point, word="inflection point", lower=lower, higher=higher)
                return replace(found, reason="order", order=(order, value))
            if sign(value):
                word = "local minimum" if sign(value) > 0 else "local maximum"
                return replace(point, word=word, reason="order", order=(order, value))
        raise UnsolvedError

    def _family(self, at: tuple[Any, ...], value: Any, hessian: Any) -> Point:
        """Classify a family on which f has one value: by squares alone."""
        free = sympy.Matrix(list(at)).free_symbols
        if value.free_symbols:
            raise UnsolvedError
        definite = Definiteness("positive semidefinite", ())
        start = [sympy.sympify(x).subs(dict.fromkeys(free, 0)) for x in at]
        if any(x.is_finite is False for x in start):
            raise UnsolvedError
        for function, word in ((self.f, "global minimum"), (self.turned, "global maximum")):
            if found := squares(function, start):
                return Point(at, value, hessian, definite, word, "squares", squares=found)
        if not self.f.value.is_polynomial(*self.f.symbols):
            try:
                return replace(self._by_form(Point(tuple(start), value, hessian, definite, "", "")), at=at)
            except UnsolvedError:
                return self._across(Point(at, value, hessian, definite, "", ""))
        if not hessian.free_symbols:
            definite = definiteness(hessian)
            if definite.word == "indefinite":
                return Point(at, value, hessian, definite, "saddle point", "indefinite")
        return self._across(Point(at, value, hessian, definite, "", ""))

    def _across(self, point: Point) -> Point:
        """Classify a curve on which f is constant by its curvature across; else UnsolvedError.

        Of two eigenvalues of the Hessian, that along the curve is 0, so the other one is the trace.
        """
        det, bend = (sympy.simplify(x) for x in (point.hessian.det(), point.hessian.trace()))
        if len(self.f.names) != 2 or det != 0 or not bend.is_number or sign(bend) == 0:
            raise UnsolvedError
        kind, word = ("minimum", "positive") if sign(bend) > 0 else ("maximum", "negative")
        definite = Definiteness(f"{word} semidefinite", ())
        return replace(point, definite=definite, word=f"local {kind}", reason="across")

    @cached_property
    def is_periodic(self) -> bool:
        """True if f is defined everywhere and the same 2 pi further along each axis."""
        ends = dict.fromkeys(self.f.symbols, (-sympy.oo, sympy.oo))
        if self.f.value.has(sympy.tan, sympy.cot, sympy.sec, sympy.csc) or not is_smooth_on(
            self.f.value, ends
        ):
            return False
        moved = (self.f.value.xreplace({s: s + 2 * sympy.pi}) for s in self.f.symbols)
        return all(sympy.simplify(value - self.f.value) == 0 for value in moved)

    def globally(self, point: Point, others: Sequence[Point]) -> Point:
        """Decide whether a local optimum is global, as far as squares, growth or lower values tell."""
        if not point.word.startswith("local") or point.value.free_symbols:
            return replace(point, reason="drift") if point.word.startswith("local") else point
        kind = point.word.removeprefix("local ")
        down = 1 if kind == "minimum" else -1
        function = self.f if down == 1 else self.turned
        if not point.is_family and (found := squares(function, point.at)):
            return replace(point, word=f"global {kind}", squares=found)
        better = [o for o in others if sign(o.value - point.value) * down < 0]
        if better:
            least = min(better, key=lambda o: sympy.N(o.value) * down)
            at = sympy.Matrix(list(least.at))
            return replace(point, better=(*at.subs(dict.fromkeys(at.free_symbols, 0)), least.value))
        if self.is_coercive if down == 1 else self.is_coercive_down:
            return replace(point, word=f"global {kind}", reason="coercive")
        if beyond := unbounded(self.f, -down):
            return replace(point, beyond=beyond)
        return self._by_domain(point, kind, down)

    def _by_domain(self, point: Point, kind: str, down: int) -> Point:
        """Decide by convexity where f is defined, by its form, by periods, or by limits at the ends."""
        if self.f.value.is_polynomial(*self.f.symbols):
            return point
        if is_convex_in(self.f if down == 1 else self.turned):
            return replace(point, word=f"global {kind}", reason="convex")
        if found := bound(self.f, point.at, down):
            return replace(point, word=f"global {kind}", reason="form", bound=found)
        if sign(point.value) * down <= 0 and self.is_decaying:
            return replace(point, word=f"global {kind}", reason="decay")
        if self.is_periodic:
            return replace(point, word=f"global {kind}", reason="periodic")
        if any(map(is_whole, sympy.Matrix(list(point.at)).free_symbols)):
            raise UnsolvedError
        return self._by_limits(point, kind, down) if len(self.f.symbols) == 1 else point

    def _by_limits(self, point: Point, kind: str, down: int) -> Point:
        (symbol,) = self.f.symbols
        try:
            domain = sympy.calculus.util.continuous_domain(self.f.value, symbol, sympy.S.Reals)
        except NotImplementedError:
            return point
        if not isinstance(domain, sympy.Interval):
            return point
        limits = [
            sympy.limit(self.f.value, symbol, domain.start, "+"),
            sympy.limit(self.f.value, symbol, domain.end, "-"),
        ]
        if all(item.is_extended_real for item in limits):
            far = [(item - point.value) * down for item in limits]
            if all(item == sympy.oo or (item.is_finite and sign(item) >= 0) for item in far):
                return replace(point, word=f"global {kind}", reason="limits")
        return point


def stationary(f: Function) -> Stationary:
    """Find and classify all stationary points; UnsolvedError if that is beyond the methods here."""
    found = systems(f.gradient, f.symbols)
    search = _Search(f)
    places = [tuple(known.get(s, s) for s in f.symbols) for known in all_solutions(found)]
    places = [at for at in places if _is_inside(f, at)]
    families = [at for at in places if sympy.Matrix(list(at)).free_symbols]
    places = [at for at in places if not any(_is_of(at, family) for family in families if family != at)]
    if any(has_implicit_root(x) for at in places for x in at) or any(_is_at_edge(f, at) for at in places):
        raise UnsolvedError
    points = [search.local(at) for at in places]
    whole = [search.globally(point, [p for p in points if p is not point]) for point in points]
    return Stationary(f, found, tuple(whole))


def _is_of(at: Sequence[Any], family: Sequence[Any]) -> bool:
    """Return whether a point is one of a family, whose free symbols are coordinates."""
    if sympy.Matrix(list(at)).free_symbols:
        return False
    free = sympy.Matrix(list(family)).free_symbols
    values = {s: at[i] for i, s in enumerate(family) if s in free}
    return values.keys() == free and all(
        sympy.simplify(sympy.sympify(x).xreplace(values) - y) == 0 for x, y in zip(family, at, strict=True)
    )


def _is_at_edge(f: Function, at: Sequence[Any]) -> bool:
    """Return whether a root has 0 under it at a point, so that the function may end there."""
    known = dict(zip(f.symbols, map(sympy.sympify, at), strict=True))
    bases = (p.base for p in f.value.atoms(sympy.Pow) if p.exp.is_Rational and not p.exp.is_Integer)
    return any(sympy.simplify(base.xreplace(known)) == 0 for base in bases)


def _is_inside(f: Function, at: Sequence[Any]) -> bool:
    """Return whether the function has a real value at a point."""
    value = f.value.xreplace(dict(zip(f.symbols, map(sympy.sympify, at), strict=True)))
    if value.free_symbols:
        return True
    return bool(value.is_finite is not False and abs(sympy.im(value.evalf(30))) < 1e-20)
