"""Samples whose likelihood has no maximum inside: it is monotone in the parameter, or without bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.convexity.positivity import is_positive
from backproof.optimisation.evidence import values
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import formula_latex, formula_text, symbol_latex, texts
from backproof.optimisation.stationary.solving import UnsolvedError, all_solutions, systems
from backproof.optimisation.worked import Line, Stated, exact_check

_T = sympy.Symbol("t", positive=True)
_RISES = "the likelihood along a curve"


@dataclass(frozen=True)
class Edge:
    """A curve in t on which the log-likelihood rises to its supremum as t grows, and that supremum.

    `end` is what the parameter tends to if there is one alone, or that of a scale.
    """

    curve: tuple[Any, ...]
    end: Any
    limit: Any
    is_monotone: bool

    @property
    def is_bounded(self) -> bool:
        """True if the likelihood has a value at the edge, its largest."""
        return bool(self.limit.is_finite and self.end.is_finite)


def edge(f: Function, positive: Sequence[str], unit: Sequence[str]) -> Edge:
    """Return the edge of the parameters' ranges to which a log-likelihood rises, or raise UnsolvedError."""
    if len(f.names) == 1:
        return _monotone(f, positive, unit)
    for i, name in enumerate(f.names):
        for start in (sympy.S.Zero, sympy.oo) if name in positive else ():
            if found := _along(f, i, start):
                return found
    raise UnsolvedError


def _monotone(f: Function, positive: Sequence[str], unit: Sequence[str]) -> Edge:
    """Decide by the sign of the score, in a letter that is positive throughout the parameter's range."""
    ((symbol,), (name,)) = f.symbols, f.names
    if name not in (*positive, *unit):
        raise UnsolvedError
    end_of = {1: sympy.S.One if name in unit else sympy.oo, -1: sympy.S.Zero}
    inside = _T / (1 + _T) if name in unit else _T
    score = sympy.factor(sympy.simplify(f.gradient[0].xreplace({symbol: inside})))
    for way, end in end_of.items():
        if is_positive(way * score, [_T]):
            curve = inside if way == 1 else inside.xreplace({_T: 1 / _T})
            limit = sympy.limit(f.value.xreplace({symbol: sympy.simplify(curve)}), _T, sympy.oo)
            return Edge((sympy.simplify(curve),), end, limit, is_monotone=True)
    raise UnsolvedError


def _along(f: Function, place: int, end: Any) -> Edge | None:
    """Let one parameter tend to an end of its range, with the others where they are best all the way."""
    others = [i for i in range(len(f.names)) if i != place]
    slopes, symbols = [f.gradient[i] for i in others], [f.symbols[i] for i in others]
    try:
        known = next(
            iter(all_solutions(systems([sympy.numer(sympy.together(x)) for x in slopes], symbols))), None
        )
    except (UnsolvedError, sympy.PolynomialError):
        return None
    if known is None or any(sympy.sympify(x).free_symbols for x in known.values()):
        return None
    moved = {**known, f.symbols[place]: 1 / _T if end == 0 else _T}
    curve = tuple(moved[s] for s in f.symbols)
    along = sympy.expand_log(f.value.xreplace(moved), force=True)
    return (
        Edge(curve, end, sympy.oo, is_monotone=False)
        if sympy.limit(along, _T, sympy.oo) == sympy.oo
        else None
    )


def results(f: Function, found: Edge) -> Iterator[Stated]:
    """Yield the estimate at the edge, or that there is none."""
    names = ",\\, ".join(rf"\hat{{{symbol_latex(name)}}}" for name in f.names)
    key = ", ".join(f.names)
    if found.is_bounded:
        yield Stated(key, Latex(names), formula_latex(found.end), formula_text(found.end), "at the edge")
    else:
        yield Stated("likelihood", Latex("L"), Latex(""), "", "without maximum")


def lines(f: Function, found: Edge) -> Iterator[Line]:
    """Yield why there is no maximum inside of the ranges."""
    if found.is_monotone:
        rises = "increases" if found.end != 0 else "decreases"
        parameter = shown.variables(f.names)
        if found.is_bounded:
            yield shown.line("edge bounded", parameter, word=rises)
        else:
            tends = shown.related(parameter, r"\to", shown.number(found.end))
            yield shown.line("edge", parameter, tends, word=rises)
        return
    along = sympy.expand_log(f.value.xreplace(dict(zip(f.symbols, found.curve, strict=True))), force=True)
    value = Stated("along", Latex(r"\ell"), formula_latex(along), formula_text(along))
    yield shown.line("without bound", shown.at(f.names, found.curve), stated=(value,))


def checks(whole: Function, samples: Sequence[Any], found: Edge) -> Iterator[Check]:
    """Check that the likelihood of the samples rises along the curve, in floats."""
    t = np.geomspace(0.1, 1e5, 60)
    at = np.stack([_floats(x, t) for x in found.curve], axis=1)
    total = np.zeros(len(t))
    for x in samples:
        with np.errstate(all="ignore"):
            total = total + np.log(
                values(whole, np.concatenate([at, np.full((len(t), 1), float(x))], axis=1))
            )
    late = total if found.is_monotone else total[t > 10]
    yield exact_check(_RISES, "likelihood of the samples", [x for x in np.diff(late) if not x > -1e-12])


def _floats(value: Any, t: Any) -> Any:
    found = sympy.lambdify(_T, value, "numpy")(t)
    return np.broadcast_to(np.asarray(found, dtype=float), t.shape)


def data(found: Edge) -> Mapping[str, Any]:
    """Return what the verifier needs."""
    return {
        "curve": texts(found.curve),
        "end": formula_text(found.end),
        "is_bounded": found.is_bounded,
        "is_monotone": found.is_monotone,
    }
