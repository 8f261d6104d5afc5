"""Exact iterates of gradient descent, with momentum or exact line search, and of Newton's method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from backproof.optimisation.functions import Function
from backproof.optimisation.printing import formula_text

GRADIENT, MOMENTUM, NESTEROV, NEWTON = "gradient descent", "heavy ball", "Nesterov", "Newton"


class NoStepError(Exception):
    """A step that does not exist, with the reason."""


@dataclass(frozen=True)
class Step:
    """A step from one iterate to the next: where the gradient was taken, it, the step, its length factor."""

    start: tuple[Any, ...]
    at: tuple[Any, ...]
    gradient: tuple[Any, ...]
    hessian: Any
    size: Any
    direction: tuple[Any, ...]
    end: tuple[Any, ...]


def steps(  # noqa: PLR0913, PLR0917 (a method with its parameters)
    f: Function, method: str, start: Sequence[Any], count: int, size: Any, momentum: Any
) -> Iterator[Step]:
    """Yield the steps; a size of None is found by exact line search. NoStepError if one does not exist."""
    before = now = tuple(start)
    for _ in range(count):
        pushed = [momentum * (a - b) for a, b in zip(now, before, strict=True)]
        at = _sum(now, pushed) if method == NESTEROV else now
        require_gradient(f, at)
        gradient = tuple(f.at(item, at) for item in f.gradient)
        hessian = f.hessian.applyfunc(lambda item, at=at: f.at(item, at))
        if method == NEWTON:
            direction, used = newton_direction(gradient, hessian), sympy.S.One if size is None else size
        else:
            direction = tuple(-item for item in gradient)
            used = _line_search(f, at, direction) if size is None else size
        end = _sum(at, [used * item for item in direction])
        if method == MOMENTUM:
            end = _sum(end, pushed)
        end = tuple(sympy.simplify(item) for item in end)
        yield Step(now, at, gradient, hessian, used, direction, end)
        before, now = now, end


def require_gradient(f: Function, at: Sequence[Any]) -> None:
    """Raise NoStepError where a function has no gradient: outside of its domain, on its edge, at a kink."""
    found = [f.at(x, at) for x in (f.value, *f.gradient)]
    if _is_at_kink(f, at) or any(x.is_real is False or x.has(sympy.nan) for x in found):
        raise NoStepError(f"the function has no gradient at ({', '.join(map(formula_text, at))})")


def _is_at_kink(f: Function, at: Sequence[Any]) -> bool:
    for part in f.value.atoms(sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.Heaviside):
        found = [f.at(x, at) for x in part.args]
        if isinstance(part, sympy.Max | sympy.Min):
            own = type(part)(*found)
            if sum(sympy.simplify(x - own) == 0 for x in found) > 1:
                return True
        elif sympy.simplify(found[0]) == 0:
            return True
    return False


def newton_direction(gradient: Sequence[Any], hessian: Any) -> tuple[Any, ...]:
    """Return the solution p of H p = -g; NoStepError if H is singular."""
    if sympy.simplify(hessian.det()) == 0:
        raise NoStepError("the Hessian is singular")
    found = hessian.LUsolve(-sympy.Matrix(list(gradient)))
    return tuple(sympy.simplify(item) for item in found)


def _line_search(f: Function, at: Sequence[Any], direction: Sequence[Any]) -> Any:
    """Return the least point of f along a direction, for a quadratic f with positive curvature there."""
    bend = (sympy.Matrix([direction]) * f.hessian * sympy.Matrix(list(direction)))[0, 0]
    bend = sympy.simplify(bend)
    if bend.free_symbols:
        raise NoStepError("f is not quadratic")
    if bend == 0 and not any(direction):
        return sympy.S.Zero
    if not bend > 0:
        raise NoStepError("f is not curved upwards along the gradient")
    slope = sum(f.at(item, at) * x for item, x in zip(f.gradient, direction, strict=True))
    return sympy.simplify(-slope / bend)


def _sum(left: Sequence[Any], right: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        sympy.nsimplify(a + b) if (a + b).is_Rational else a + b for a, b in zip(left, right, strict=True)
    )
