"""The definiteness of a matrix with one symbol, by the coefficients of the characteristic polynomial."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.definite import in_words
from backproof.linear_algebra.finding.determinants import anywhere
from backproof.linear_algebra.finding.eigenvalues.spectrum import characteristic, refuse
from backproof.linear_algebra.finding.real_zeros import real_zeros
from backproof.linear_algebra.language.complex_numbers import star
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.matrices import added, is_symmetric, scaled, transposed
from backproof.linear_algebra.language.result import Condition, Line, Named, Outcome, Result, column, matrix
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex, number_text
from backproof.spaces.language.symbolic import symbol

_SIGNS = {
    "positive definite": "> 0",
    "positive semidefinite": r"\ge 0",
    "negative definite": "< 0",
    "negative semidefinite": r"\le 0",
    "zero form": "= 0",
}
_AT_MOST = r"\le"
_CLASSES = ("positive definite", "positive semidefinite", "negative definite", "negative semidefinite")
# A piece of the line: an end on each side, or the same point twice.
_Piece = tuple[sp.Expr | None, sp.Expr | None]


def classify_by_cases(rows: Matrix, name: str, parameter: str) -> Result:
    """Classify x^T A x for each value of the symbol; InputError if square roots do not suffice."""
    letter, t = name_latex(name), symbol(parameter)
    half = scaled(sp.Rational(1, 2), added(rows, transposed(rows)))
    coefficients = _coefficients(half)
    borders = real_zeros(coefficients, t)
    if borders is None:
        refuse("the borders between the cases need more than square roots", "polynomials of degree 2 at most")
    e = column("e", "", tuple(map(sp.factor, coefficients)))
    pieces = _pieces(borders)
    kinds = [_kind([normal(x.subs(t, _inside(piece)[0])) for x in coefficients]) for piece in pieces]
    outcomes = []
    for kind, group in groupby(zip(kinds, pieces, strict=True), key=lambda pair: pair[0]):
        run = [piece for _, piece in group]
        outcomes.append(_outcome(kind, run, t, e, letter))
    lines = [] if is_symmetric(rows) else [Line("symmetric part", (_part(half, letter),))]
    lines.append(Line("symmetric functions", tuple(_named(k, x) for k, x in enumerate(coefficients, 1))))
    words = {
        "symmetric": is_symmetric(rows),
        "borders": tuple(map(number_text, borders)),
        "symbol": number_latex(t),
        "star": star(),
    }
    return Result((matrix("A", letter, rows),), tuple(outcomes), tuple(lines), (parameter,), words)


def classify_by_signs(rows: Matrix, name: str, symbols: Sequence[str]) -> Result:
    """State for which values of the symbols x^T A x is definite or semidefinite, by signs of coefficients."""
    letter = name_latex(name)
    half = scaled(sp.Rational(1, 2), added(rows, transposed(rows)))
    coefficients = [sp.factor(x) for x in _coefficients(half)]
    named = tuple(_named(k, x) for k, x in enumerate(coefficients, 1))
    lines = [] if is_symmetric(rows) else [Line("symmetric part", (_part(half, letter),))]
    outcome = Outcome(
        "form by coefficients",
        (column("e", "", tuple(coefficients)),),
        (*named, *(_by_signs(word, len(rows)) for word in _CLASSES), Latex(r"\text{indefinite otherwise}")),
        "; ".join(f"{word} if and only if {_signs(word, len(rows))}" for word in _CLASSES),
        (*lines, Line("symmetric functions", named)),
        anywhere(symbols),
    )
    words = {
        "symmetric": is_symmetric(rows),
        "symbol": ", ".join(map(name_latex, symbols)),
        "star": star(),
    }
    return Result((matrix("A", letter, rows),), (outcome,), (), tuple(symbols), words)


def _by_signs(word: str, size: int) -> Latex:
    conditions = re.sub(r"e(\d+)", r"e_{\1}", _signs(word, size))
    conditions = conditions.replace(">=", r"\ge").replace("<=", r"\le")
    return Latex(rf"\text{{{word} if and only if }} {conditions}")


def _signs(word: str, size: int) -> str:
    """Return the signs of the coefficients in a class: e1 < 0, e2 > 0."""
    equal = "=" if "semi" in word else ""
    negative = word.startswith("negative")
    return ", ".join(f"e{k} {'<' if negative and k % 2 else '>'}{equal} 0" for k in range(1, size + 1))


def _part(half: Matrix, letter: str) -> Latex:
    return matrix("S", rf"S = \frac{{1}}{{2}} \left({letter} + {letter}^{{\top}}\right)", half).equation


def _named(k: int, value: sp.Expr) -> Latex:
    return Latex(rf"e_{{{k}}} = {number_latex(sp.factor(value))}")


def _coefficients(half: Matrix) -> list[sp.Expr]:
    """Return the elementary symmetric functions of the eigenvalues, from the trace to the determinant."""
    found = characteristic(half).all_coeffs()[1:]
    return [normal(x * (-1) ** k) for k, x in enumerate(found, 1)]


def _kind(values: Sequence[sp.Expr]) -> str:
    """Return the class of a symmetric matrix by the signs of these functions of its eigenvalues."""
    signs = [0 if x == 0 else 1 if x.is_positive else -1 for x in values]
    if not any(signs):
        return "zero form"
    for word, sign in (("positive", 1), ("negative", -1)):
        turned = [s * sign**k for k, s in enumerate(signs, 1)]
        if all(s > 0 for s in turned):
            return f"{word} definite"
        if all(s >= 0 for s in turned):
            return f"{word} semidefinite"
    return "indefinite"


def _pieces(borders: Sequence[sp.Expr]) -> list[_Piece]:
    """Return the intervals between the borders and the borders themselves, in order."""
    ends = [None, *borders, None]
    found: list[_Piece] = []
    for low, high in pairwise(ends):
        found.append((low, high))
        if high is not None:
            found.append((high, high))
    return found


def _inside(piece: _Piece) -> list[sp.Expr]:
    """Return points of a piece: rational ones within an interval."""
    low, high = piece
    if low is not None and low == high:
        return [low]
    if low is None or high is None:
        if low is None and high is None:
            return [sp.S.Zero, sp.Integer(7), sp.Integer(-5)]
        end = sp.floor(high) if low is None else sp.ceiling(low)
        step = -1 if low is None else 1
        return [end + step * k for k in (1, 2, 9)]
    middle = sp.nsimplify(((low + high) / 2).evalf(12), rational=True).limit_denominator(10**6)
    width = sp.nsimplify((high - low).evalf(12), rational=True).limit_denominator(10**6)
    return [middle, middle - width / 3, middle + width / 3]


def _outcome(kind: str, run: Sequence[_Piece], t: sp.Symbol, e: Named, letter: Latex) -> Outcome:
    (low, _), (_, high) = run[0], run[-1]
    starts_closed = low is not None and run[0][0] == run[0][1]
    ends_closed = high is not None and run[-1][0] == run[-1][1]
    samples = tuple(((t.name, number_text(x)),) for piece in run for x in _inside(piece))
    under = _condition(t, (low, starts_closed), (high, ends_closed), samples)
    u, v = (free_letter(name, (t.name, other)) for name, other in (("u", "v"), ("v", "u")))
    form = rf"x^{{\top}} {letter} x"
    box = (
        rf"{form} {_SIGNS[kind]}" + ("" if "semi" in kind or kind == "zero form" else r" \quad (x \neq 0)")
        if kind in _SIGNS
        else rf"{u}^{{\top}} {letter} {u} > 0 > {v}^{{\top}} {letter} {v}"
    )
    return Outcome(f"{kind} by coefficients", (e,), (in_words(kind, box),), kind, (Line(kind),), under)


def _condition(
    t: sp.Symbol,
    start: tuple[sp.Expr | None, bool],
    end: tuple[sp.Expr | None, bool],
    samples: tuple[tuple[tuple[str, str], ...], ...],
) -> Condition:
    """Return an interval, with or without its ends, as a condition."""
    (low, is_closed), (high, is_ended) = start, end
    name: str = number_latex(t)
    if low is not None and low == high:
        value = f"{t.name} = {number_text(low)}"
        zero = number_text(t - low)
        return Condition(Latex(f"{name} = {number_latex(low)}"), value, (zero,), (), samples)
    latex, texts = name, list[str]()
    positives, others = list[str](), list[str]()
    if low is not None:
        latex = f"{number_latex(low)} {_AT_MOST if is_closed else '<'} {latex}"
        texts.append(f"{number_text(low)} {'<=' if is_closed else '<'} {t.name}")
        (others if is_closed else positives).append(number_text(t - low))
    if high is not None:
        latex = f"{latex} {_AT_MOST if is_ended else '<'} {number_latex(high)}"
        texts.append(f"{t.name} {'<=' if is_ended else '<'} {number_text(high)}")
        (others if is_ended else positives).append(number_text(high - t))
    if low is None and high is None:
        latex, texts = rf"{name} \in \mathbb{{R}}", ["always"]
    return Condition(Latex(latex), ", ".join(texts), (), (), samples, tuple(positives), tuple(others))
