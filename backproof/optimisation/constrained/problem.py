"""A constrained problem: minimise f (for a maximum, its negative) subject to g <= 0 and h = 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy

from backproof.optimisation.constraints import Constraint
from backproof.optimisation.convexity.verdicts import is_convex_in
from backproof.optimisation.definedness import is_smooth_on
from backproof.optimisation.functions import Function, typed
from backproof.optimisation.signs import definiteness
from backproof.optimisation.stationary.curves import is_coercive


@dataclass(frozen=True, eq=False)
class Problem:
    """The objective as stated, its sense, and the constraints in order."""

    sense: str
    objective: Function
    constraints: tuple[Constraint, ...]

    @property
    def side(self) -> int:
        """The factor of the objective in the function to be minimised: 1, or -1 for a maximum."""
        return 1 if self.sense == "min" else -1

    @cached_property
    def f(self) -> Function:
        """The function to be minimised."""
        if self.sense == "min":
            return self.objective
        return Function(f"-({self.objective.text})", self.objective.names)

    @cached_property
    def inequalities(self) -> tuple[Function, ...]:
        """The functions that have to be at most 0."""
        return tuple(item.function for item in self.constraints if not item.is_equation)

    @cached_property
    def strict(self) -> tuple[int, ...]:
        """The places of the inequalities at which equality is excluded."""
        stated = [item for item in self.constraints if not item.is_equation]
        return tuple(i for i, item in enumerate(stated) if item.is_strict)

    @property
    def closed(self) -> Problem:
        """The same problem with equality allowed in all inequalities."""
        signs = {"<": "<=", ">": ">="}
        items = (replace(item, sign=signs.get(item.sign, item.sign)) for item in self.constraints)
        return Problem(self.sense, self.objective, tuple(items))

    @cached_property
    def equations(self) -> tuple[Function, ...]:
        """The functions that have to be 0."""
        return tuple(item.function for item in self.constraints if item.is_equation)

    @cached_property
    def mu(self) -> tuple[Any, ...]:
        """The multipliers of the inequalities."""
        return _numbered("mu", len(self.inequalities))

    @cached_property
    def nu(self) -> tuple[Any, ...]:
        """The multipliers of the equations."""
        return _numbered("nu", len(self.equations))

    @cached_property
    def lagrangian(self) -> Any:
        """f plus multipliers times constraints."""
        pairs = [*zip(self.mu, self.inequalities, strict=True), *zip(self.nu, self.equations, strict=True)]
        return self.f.value + sympy.Add(*(m * g.value for m, g in pairs))

    def lagrangian_at(self, multipliers: Mapping[Any, Any]) -> Function:
        """Return the Lagrangian with numbers for its multipliers, as a function of its own."""
        pairs = [*zip(self.mu, self.inequalities, strict=True), *zip(self.nu, self.equations, strict=True)]
        terms = [f"({typed(multipliers[m])})*({g.text})" for m, g in pairs if multipliers[m] != 0]
        return Function(" + ".join([f"({self.f.text})", *terms]), self.f.names)

    @cached_property
    def is_affine(self) -> bool:
        """True if all constraints are affine."""
        return not any(x.free_symbols for g in (*self.inequalities, *self.equations) for x in g.gradient)

    @cached_property
    def is_convex(self) -> bool:
        """True if the equations are affine, and f and the inequalities convex where they are defined.

        Variables are kept to the intervals that constraints of their own leave them.
        """
        functions, ends = (self.f, *self.inequalities), self.ends
        affine = all(not slope.free_symbols for h in self.equations for slope in h.gradient)
        return affine and all(_is_convex(function, ends) for function in functions)

    @cached_property
    def restricted(self) -> Function | None:
        """f on the points of affine equations, in the variables that are left; None if there are no such."""
        if not self.equations or any(x.free_symbols for h in self.equations for x in h.gradient):
            return None
        found = sympy.solve([h.value for h in self.equations], list(self.f.symbols), dict=True)
        left = [s for s in self.f.symbols if found and s not in found[0]]
        if not left:
            return None
        value = self.objective.value.xreplace(found[0])
        value = sympy.expand(value) if value.is_polynomial(*left) else value
        return Function.of(value, list(map(str, left)))

    @cached_property
    def is_convex_on_plane(self) -> bool:
        """True if the problem is convex on the plane of its affine equations, f there included."""
        f = self.restricted
        if f is None or not all(_is_convex(g, self.ends) for g in self.inequalities):
            return False
        turned = f if self.sense == "min" else Function(f"-({f.text})", f.names)
        return _is_convex(turned, self.ends)

    @cached_property
    def is_attained(self) -> bool:
        """True if f is smooth on the feasible set, and tends to infinity on it or that is bounded."""
        ends = self.ends
        if not all(is_smooth_on(g.value, ends) for g in (self.f, *self.inequalities, *self.equations)):
            return False
        if is_coercive(self.f):
            return True
        bounded = self._bounded()
        left = [s for s in self.f.symbols if s not in bounded]
        if not left:
            return True
        value = sympy.expand(self.f.value)
        if not value.is_polynomial(*self.f.symbols):
            return False
        poly = sympy.Poly(value, *left)
        degree = poly.total_degree()
        top = [term for term in poly.terms() if sum(term[0]) == degree]
        if degree == 0 or any(c.free_symbols for _, c in top):
            return False
        form = sum(c * sympy.prod(s**k for s, k in zip(left, powers, strict=True)) for powers, c in top)
        return is_coercive(Function.of(form, list(map(str, left))))

    @cached_property
    def ends(self) -> dict[Any, tuple[Any, Any]]:
        """Return the least and the greatest number that a variable's own affine constraints leave it."""
        found = dict.fromkeys(self.f.symbols, (-sympy.oo, sympy.oo))
        for g in self.inequalities:
            for s in g.value.free_symbols if len(g.value.free_symbols) == 1 else ():
                slope, (low, high) = sympy.simplify(g.value.diff(s)), found[s]
                if slope.is_number and slope != 0:
                    end = -g.value.subs(s, 0) / slope
                    found[s] = (low, sympy.Min(high, end)) if slope > 0 else (sympy.Max(low, end), high)
        return found

    def _bounded(self) -> set[Any]:
        """Return the variables that the constraints keep between two numbers."""
        found: set[Any] = set()
        ends: dict[Any, set[int]] = {}
        for g in (*self.inequalities, *self.equations):
            own = sorted(g.value.free_symbols, key=str)
            if own and is_coercive(Function.of(g.value, list(map(str, own)))):
                found |= set(own)
            slopes = [g.value.diff(s) for s in own]
            if len(own) == 1 and slopes[0].is_number:
                ends.setdefault(own[0], set()).update(
                    {1, -1} if g in self.equations else {1 if slopes[0] > 0 else -1}
                )
        found |= {s for s, sides in ends.items() if sides == {1, -1}}
        return self._in_polytope(found)

    def _in_polytope(self, found: set[Any]) -> set[Any]:
        """Add the variables of a row with positive coefficients whose variables are bounded below."""
        lower = {
            s
            for g in self.inequalities
            for s in g.value.free_symbols
            if len(g.value.free_symbols) == 1 and g.value.diff(s).is_number and g.value.diff(s) < 0
        } | found
        for g in (*self.inequalities, *self.equations):
            own = g.value.free_symbols
            slopes = [g.value.diff(s) for s in own]
            if own and all(x.is_number and x > 0 for x in slopes) and own <= lower:
                found = found | own
        return found


def _numbered(letter: str, count: int) -> tuple[Any, ...]:
    names = [letter] if count == 1 else [f"{letter}{i + 1}" for i in range(count)]
    return tuple(sympy.Symbol(name, real=True) for name in names)


def is_quadratic_convex(f: Function) -> bool:
    """Return whether a function's Hessian is constant and positive semidefinite."""
    words = ("positive definite", "positive semidefinite", "zero")
    return not f.has_kinks and not f.hessian.free_symbols and definiteness(f.hessian).word in words


def _is_convex(f: Function, ends: Mapping[Any, tuple[Any, Any]]) -> bool:
    if f.hessian.free_symbols:
        return is_convex_in(f, [ends[s] for s in f.symbols])
    return is_quadratic_convex(f)


@dataclass(frozen=True)
class Case:
    """The case of one set of active inequalities: what came of it, and the points that it gives.

    `reason` is one of solution, none, infeasible and negative.
    """

    active: tuple[int, ...]
    reason: str
    points: tuple[Mapping[Any, Any], ...]
    rejected: tuple[Mapping[Any, Any], ...] = ()


def sequence(values: Mapping[Any, Any], symbols: Sequence[Any]) -> tuple[Any, ...]:
    """Return the values of symbols in order."""
    return tuple(values.get(symbol, symbol) for symbol in symbols)
