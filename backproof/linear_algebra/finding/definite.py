"""Definiteness by completing squares, or by two vectors at which the quadratic form has opposite signs."""

from __future__ import annotations

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.projections import solution
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    applied,
    dot,
    is_symmetric,
    null_space,
    scaled,
    transposed,
    whole,
)
from backproof.linear_algebra.language.result import Line, Outcome, Result, column, matrix, unprinted
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, combination, name_latex, number_latex
from backproof.spaces.language.result import Formula

NAMES = {"positive definite": "pd", "positive semidefinite": "psd", "negative definite": "nd",
         "negative semidefinite": "nsd", "indefinite": "indefinite"}  # fmt: skip

_ZERO_WORD = "positive and negative semidefinite"
_ZERO = f"{_ZERO_WORD}: the form is zero"


def in_words(task: str, formulas: str) -> Latex:
    """Return what a box states of a form, with the word for it."""
    word = _ZERO_WORD if task == "zero form" else task
    return Latex(rf"{formulas},\quad \text{{{word}}}")


def classify(rows: Matrix, name: str) -> Result:
    """Classify the quadratic form x^T A x of a square matrix, by its symmetric part."""
    letter = name_latex(name)
    half = scaled(sp.Rational(1, 2), added(rows, transposed(rows)))
    lines = []
    shown = letter
    if not is_symmetric(rows):
        shown = Latex("S")
        part = matrix("S", rf"S = \frac{{1}}{{2}} \left({letter} + {letter}^{{\top}}\right)", half)
        lines.append(Line("symmetric part", (part.equation,)))
    lines.append(Line("form", (Latex(rf"x^{{\top}} {letter} x = {_form(half)}"),)))
    given = (matrix("A", letter, rows),)
    weights, forms, witness = squares(half)
    words = {"symmetric": shown == letter}
    signs = {bool(d.is_positive) for d in weights}
    if witness is None and not weights:
        box = in_words("zero form", rf"x^{{\top}} {letter} x = 0")
        outcome = Outcome("zero form", (), (box,), _ZERO)
    elif witness is None and len(signs) <= 1:
        outcome = _one_sign(half, weights, forms, letter)
    else:
        outcome = _both_signs(half, weights, forms, witness, letter)
    lines += outcome.lines
    kind = outcome.task
    found = Outcome(kind, outcome.found, outcome.box, outcome.text, tuple(lines))
    return Result(given, (found,), words=words)


def squares(rows: Matrix) -> tuple[list[sp.Expr], list[Vector], tuple[Vector, Vector] | None]:
    """Complete squares: x^T S x = sum d_i (l_i^T x)^2, or return vectors of both signs where none is left."""
    work, weights, forms = rows, [], []
    size = len(rows)
    while True:
        place = next((i for i in range(size) if not is_zero(work[i][i])), None)
        if place is None:
            break
        d = work[place][place]
        form = tuple(normal(x / d) for x in work[place])
        weights.append(d)
        forms.append(form)
        work = tuple(
            tuple(normal(work[i][j] - d * form[i] * form[j]) for j in range(size)) for i in range(size)
        )
    mixed = next(((i, j) for i in range(size) for j in range(i) if not is_zero(work[i][j])), None)
    if mixed is None:
        return weights, forms, None
    return weights, forms, _of_both_signs(rows, forms, work, mixed)


def _of_both_signs(
    rows: Matrix, forms: list[Vector], work: Matrix, mixed: tuple[int, int]
) -> tuple[Vector, Vector]:
    """Return vectors on which all completed squares vanish, and the rest, a product, has both signs."""
    i, j = mixed
    size = len(rows)
    sign = 1 if work[i][j].is_positive else -1
    found = []
    for factor in (sign, -sign):
        start = [sp.S.Zero] * size
        start[i], start[j] = sp.S.One, sp.Integer(factor)
        found.append(_without_squares(forms, start))
    return found[0], found[1]


def _without_squares(forms: list[Vector], start: list[sp.Expr]) -> Vector:
    """Change the entries of completed variables, the last first, so that every form vanishes."""
    x = list(start)
    for form in reversed(forms):
        pivot = next(k for k, c in enumerate(form) if c == 1 and _is_completed(forms, form, k))
        rest = normal(sp.Add(*(c * x[k] for k, c in enumerate(form) if k != pivot)))
        x[pivot] = -rest
    return tuple(x)


def _is_completed(forms: list[Vector], form: Vector, place: int) -> bool:
    """Return whether a variable is the one that a form completed: it occurs in no later form."""
    at = next(k for k, other in enumerate(forms) if other is form)
    return all(other[place] == 0 for other in forms[at + 1 :])


def _form(rows: Matrix) -> Latex:
    """Print the quadratic form as a polynomial."""
    addends = []
    size = len(rows)
    for i in range(size):
        for j in range(i, size):
            shown = rf"x_{{{i + 1}}}^2" if i == j else rf"x_{{{i + 1}}} x_{{{j + 1}}}"
            addends.append((rows[i][j] * (1 if i == j else 2), Formula(Latex(shown), "")))
    return combination(addends).latex


def _squares_line(weights: list[sp.Expr], forms: list[Vector], letter: Latex) -> Line:
    named = [Formula(Latex(f"x_{{{k + 1}}}"), f"x{k + 1}") for k in range(len(forms[0]) if forms else 0)]
    terms = []
    for d, form in zip(weights, forms, strict=True):
        inside = combination(list(zip(form, named, strict=True))).latex
        is_sum = sum(c != 0 for c in form) > 1
        terms.append((d, Formula(Latex(rf"\left({inside}\right)^2" if is_sum else f"{inside}^2"), "")))
    total = combination(terms).latex if terms else Latex("0")
    return Line("squares", (Latex(rf"x^{{\top}} {letter} x = {total}"),))


def _one_sign(half: Matrix, weights: list[sp.Expr], forms: list[Vector], letter: Latex) -> Outcome:
    size = len(half)
    is_positive = all(d.is_positive for d in weights)
    is_definite = len(weights) == size
    sign = "positive" if is_positive else "negative"
    task = f"{sign} {'definite' if is_definite else 'semidefinite'}"
    found = [column("d", "", tuple(weights)), unprinted("L", tuple(forms))]
    lines = [_squares_line(weights, forms, letter)]
    relation = {"positive": "> 0", "negative": "< 0"}[sign]
    box = Latex(rf"x^{{\top}} {letter} x {relation} \quad (x \neq 0)")
    if not is_definite:
        z = column("z", "z", whole(null_space(half)[0]))
        found.append(z)
        lines.append(Line("zero", (z.equation, Latex(rf"z^{{\top}} {letter} z = 0"))))
        weak = {"positive": r"\ge 0", "negative": r"\le 0"}[sign]
        box = Latex(rf"x^{{\top}} {letter} x {weak},\quad z^{{\top}} {letter} z = 0,\quad {z.equation}")
    return Outcome(task, tuple(found), (in_words(task, box),), task, tuple(lines))


def _both_signs(
    half: Matrix,
    weights: list[sp.Expr],
    forms: list[Vector],
    witness: tuple[Vector, Vector] | None,
    letter: Latex,
) -> Outcome:
    lines = [_squares_line(weights, forms, letter)] if witness is None else []
    positive, negative = witness or _at_squares(half, weights, forms)
    u, v = column("u", "u", whole(positive)), column("v", "v", whole(negative))
    values = [
        Latex(rf"{item.latex}^{{\top}} {letter} {item.latex} = {number_latex(dot(x, applied(half, x)))}")
        for item, x in ((u, whole(positive)), (v, whole(negative)))
    ]
    lines.append(Line("both signs", (u.equation, values[0], v.equation, values[1])))
    box = Latex(rf"{values[0]} > 0,\quad {values[1]} < 0")
    both = (Latex(rf"{u.equation},\quad {v.equation}"), in_words("indefinite", box))
    return Outcome("indefinite", (u, v), both, f"indefinite: u = {u.text}, v = {v.text}", tuple(lines))


def _at_squares(half: Matrix, weights: list[sp.Expr], forms: list[Vector]) -> tuple[Vector, Vector]:
    """Return a vector for each sign: one square is 1 there, and all others are 0."""
    size = len(half)
    found = []
    for is_positive in (True, False):
        unit = next(
            (tuple(sp.Integer(i == k) for k in range(size)) for i in range(size)
             if not is_zero(half[i][i]) and bool(half[i][i].is_positive) == is_positive),
            None,
        )  # fmt: skip
        if unit is not None:
            found.append(unit)
            continue
        chosen = next(i for i, d in enumerate(weights) if bool(d.is_positive) == is_positive)
        right = tuple(sp.Integer(i == chosen) for i in range(len(weights)))
        x, _ = solution(tuple(forms), right)
        found.append(x)
    return found[0], found[1]
