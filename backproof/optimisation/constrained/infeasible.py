"""Constraints that no point fulfils: multipliers with which the sum of the constraints is always positive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from backproof.calculus.evaluation.arithmetic import Array
from backproof.optimisation.constrained.problem import Problem
from backproof.optimisation.evidence import gradients, starts, values
from backproof.optimisation.linear.simplex import minimise
from backproof.optimisation.signs import sign
from backproof.spaces.parameters.sums_of_squares import sum_of_squares

_STARTS, _ROUNDS, _TRIED = 24, 120, 3
_FEASIBLE = 1e-6
_DENOMINATORS = (1, 2, 3, 4, 6, 10, 100, 1000)
Squares = tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Infeasible:
    """Multipliers, those of the inequalities at least 0, and the sum as squares plus a positive number.

    On a feasible point the sum would be at most 0.
    """

    mu: tuple[Any, ...]
    nu: tuple[Any, ...]
    total: Any
    squares: Squares
    constant: Any


def infeasible(problem: Problem) -> Infeasible | None:
    """Return what shows that no point is feasible; None if nothing is found."""
    for way in (_by_program,) if problem.is_affine else (_by_violation,):
        for mu, nu in way(problem):
            found = _certified(problem, mu, nu)
            if found:
                return found
    return None


def _certified(problem: Problem, mu: Sequence[Any], nu: Sequence[Any]) -> Infeasible | None:
    if any(sign(x) < 0 for x in mu):
        return None
    pairs = [*zip(mu, problem.inequalities, strict=True), *zip(nu, problem.equations, strict=True)]
    total = sympy.expand(sympy.Add(*(m * g.value for m, g in pairs)))
    if total.is_number:
        return Infeasible(tuple(mu), tuple(nu), total, (), total) if sign(total) > 0 else None
    if not total.is_polynomial(*total.free_symbols):
        return None
    found = sum_of_squares(total)
    if found is None or found.constant == "0":
        return None
    names = {str(s): s for s in total.free_symbols}
    squares = tuple((sympy.sympify(w), sympy.sympify(r, names)) for w, r in found.squares)
    constant = sympy.sympify(found.constant)
    whole = constant + sympy.Add(*(w * r**2 for w, r in squares))
    if sympy.expand(whole - total) != 0:  # The squares are those of the negative.
        return None
    return Infeasible(tuple(mu), tuple(nu), total, squares, constant)


def _by_program(problem: Problem) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield multipliers with which affine constraints add up to the number 1."""
    functions = (*problem.inequalities, *problem.equations)
    zero = dict.fromkeys(problem.f.symbols, sympy.S.Zero)
    signed = [(1, g) for g in functions] + [(-1, h) for h in problem.equations]
    try:
        rows = [[Fraction(str(s * g.value.diff(x))) for s, g in signed] for x in problem.f.symbols]
        rows.append([Fraction(str(s * g.value.xreplace(zero))) for s, g in signed])
    except ValueError:  # Not all numbers are fractions.
        return
    right = [Fraction(0)] * len(problem.f.symbols) + [Fraction(1)]
    found = minimise(rows, right, [Fraction(1)] * len(signed))
    if found.status == "optimal":
        point = [sympy.Rational(x.numerator, x.denominator) for x in found.point]
        first, second = len(problem.inequalities), len(functions)
        nu = [a - b for a, b in zip(point[first:second], point[second:], strict=True)]
        yield point[:first], nu


def _by_violation(problem: Problem) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield multipliers near those at the least sum of squared violations, which are the violations there."""
    count = len(problem.inequalities)
    found = _least_violations(problem)
    for row in found[np.argsort(np.linalg.norm(found, axis=1))[:_TRIED]]:
        if not np.max(np.abs(row)) > _FEASIBLE:
            return
        scaled = row / np.max(np.abs(row))
        for denominator in _DENOMINATORS:
            near = [sympy.Rational(round(denominator * x), denominator) for x in scaled]
            yield near[:count], near[count:]


def _least_violations(problem: Problem) -> Array:
    """Return the violations where the method of Levenberg and Marquardt ends, from many starts."""
    functions, count = (*problem.inequalities, *problem.equations), len(problem.inequalities)

    def violations(at: Array) -> Array:
        found = np.stack([values(g, at) for g in functions], axis=1)
        found[:, :count] = np.maximum(found[:, :count], 0)
        return np.asarray(np.nan_to_num(found, nan=1e100, posinf=1e100))

    at = starts(len(problem.f.names), 3.0, _STARTS, seed=11)
    damping, now = np.ones(len(at)), violations(at)
    unit = np.eye(at.shape[1])
    for _ in range(_ROUNDS):
        slopes = np.nan_to_num(np.stack([gradients(g, at) for g in functions], axis=1))
        slopes = slopes * (now != 0)[:, :, None]
        square = np.einsum("kgi,kgj->kij", slopes, slopes) + damping[:, None, None] * unit
        step = np.linalg.solve(square, np.einsum("kgi,kg->ki", slopes, now)[:, :, None])[:, :, 0]
        tried = violations(at - step)
        is_better = np.linalg.norm(tried, axis=1) < np.linalg.norm(now, axis=1)
        at, now = np.where(is_better[:, None], at - step, at), np.where(is_better[:, None], tried, now)
        damping = np.clip(np.where(is_better, damping / 3, damping * 4), 1e-9, 1e9)
    return now
