"""Definiteness by completing squares, or by two vectors at which the quadratic form has opposite signs."""

from __future__ import annotations

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.orthogonal.projections import solution
from backproof.linear_algebra.language.complex_numbers import (
    adjoint,
    conjugate,
    conjugated,
    is_complex,
    is_hermitian,
    star,
    whole_complex,
)
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    applied,
    dot,
    null_space,
    scaled,
)
from backproof.linear_algebra.language.result import Line, Outcome, Result, column, matrix, unprinted
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, combination, name_latex, number_latex
from backproof.spaces.language.result import Formula

_ZERO_WORD = "positive and negative semidefinite"
_ZERO = f"{_ZERO_WORD}: the form is zero"


def in_words(task: str, formulas: str) -> Latex:
    """Return what a box states of a form, with the word for it."""
    word = _ZERO_WORD if task == "zero form" else task
    return Latex(rf"{formulas},\quad \text{{{word}}}")


def classify(rows: Matrix, name: str) -> Result:
    """Classify the form of a square matrix: x^T A x by its symmetric part, or x* A x if it is Hermitian."""
    letter = name_latex(name)
    half = scaled(sp.Rational(1, 2), added(rows, adjoint(rows)))
    lines = []
    shown = letter
    if is_complex(rows) and not is_hermitian(rows):
        refuse("the matrix is complex and not Hermitian", "A = A*, for a form with real values")
    if not is_hermitian(rows):
        shown = Latex("S")
        part = matrix("S", rf"S = \frac{{1}}{{2}} \left({letter} + {letter}^{{\top}}\right)", half)
        lines.append(Line("symmetric part", (part.equation,)))
    lines.append(Line("form", (Latex(rf"{_at('x', half, letter)} = {_form(half)}"),)))
    given = (matrix("A", letter, rows),)
    weights, forms, witness = _squares(half)
    words = {"symmetric": shown == letter, "star": star(rows)}
    signs = {bool(d.is_positive) for d in weights}
    if witness is None and not weights:
        box = in_words("zero form", rf"{_at('x', half, letter)} = 0")
        outcome = Outcome("zero form", (), (box,), _ZERO)
    elif witness is None and len(signs) <= 1:
        outcome = _one_sign(half, weights, forms, letter)
    else:
        outcome = _both_signs(half, weights, forms, witness, letter)
    lines += outcome.lines
    kind = outcome.task
    found = Outcome(kind, outcome.found, outcome.box, outcome.text, tuple(lines))
    return Result(given, (found,), words=words)


def _squares(rows: Matrix) -> tuple[list[sp.Expr], list[Vector], tuple[Vector, Vector] | None]:
    """Complete squares: x^T S x = sum d_i |l_i^T x|^2, or return vectors of both signs where none is left."""
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
            tuple(normal(work[i][j] - d * conjugate(form[i]) * form[j]) for j in range(size))
            for i in range(size)
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
    entry = work[i][j]
    towards = conjugate(entry) if entry.has(sp.I) else sp.S.One if entry.is_positive else -sp.S.One
    found = []
    for factor in (towards, -towards):
        start = [sp.S.Zero] * size
        start[i], start[j] = sp.S.One, factor
        found.append(_without_squares(forms, start))
    return found[0], found[1]


def _without_squares(forms: list[Vector], start: list[sp.Expr]) -> Vector:
    """Change the entries of completed variables, the last first, so that every form vanishes."""
    x = list(start)
    for form in reversed(forms):
        pivot = next(k for k, c in enumerate(form) if c == 1 and _is_completed(forms, form, k))
        rest = normal(sp.Add(*(c * x[k] for k, c in enumerate(form) if k != pivot)))
        x[pivot] = normal(-rest)
    return tuple(x)


def _is_completed(forms: list[Vector], form: Vector, place: int) -> bool:
    """Return whether a variable is the one that a form completed: it occurs in no later form."""
    at = next(k for k, other in enumerate(forms) if other is form)
    return all(other[place] == 0 for other in forms[at + 1 :])


def _form(rows: Matrix) -> Latex:
    """Print the quadratic form as a polynomial."""
    addends = []
    size, is_real = len(rows), not is_complex(rows)
    for i in range(size):
        for j in range(i, size):
            factor, entry = sp.Integer(1 if i == j else 2), rows[i][j]
            if is_real:
                shown = rf"x_{{{i + 1}}}^2" if i == j else rf"x_{{{i + 1}}} x_{{{j + 1}}}"
                factor *= entry
            elif i == j:
                shown, factor = rf"|x_{{{i + 1}}}|^2", entry
            else:
                pair = Formula(Latex(rf"\overline{{x_{{{i + 1}}}}} x_{{{j + 1}}}"), "")
                shown = rf"\operatorname{{Re}} \left({combination([(entry, pair)]).latex}\right)"
                factor = sp.S.Zero if entry == 0 else factor
            addends.append((factor, Formula(Latex(shown), "")))
    return combination(addends).latex


def _at(vector: str, rows: Matrix, letter: str) -> str:
    """Print the form at a vector: with the conjugate transpose for complex matrices."""
    return rf"{vector}^{star(rows)} {letter} {vector}"


def _squares_line(half: Matrix, weights: list[sp.Expr], forms: list[Vector], letter: Latex) -> Line:
    named = [Formula(Latex(f"x_{{{k + 1}}}"), f"x{k + 1}") for k in range(len(forms[0]) if forms else 0)]
    terms = []
    for d, form in zip(weights, forms, strict=True):
        inside = combination(list(zip(form, named, strict=True))).latex
        is_sum = sum(c != 0 for c in form) > 1
        square = rf"\left({inside}\right)^2" if is_sum else f"{inside}^2"
        square = rf"{{\left|{inside}\right|}}^2" if is_complex(half) else square
        terms.append((d, Formula(Latex(square), "")))
    total = combination(terms).latex if terms else Latex("0")
    return Line("squares", (Latex(rf"{_at('x', half, letter)} = {total}"),))


def _one_sign(half: Matrix, weights: list[sp.Expr], forms: list[Vector], letter: Latex) -> Outcome:
    size = len(half)
    is_positive = all(d.is_positive for d in weights)
    is_definite = len(weights) == size
    sign = "positive" if is_positive else "negative"
    task = f"{sign} {'definite' if is_definite else 'semidefinite'}"
    found = [column("d", "", tuple(weights)), unprinted("L", tuple(forms))]
    lines = [_squares_line(half, weights, forms, letter)]
    relation = {"positive": "> 0", "negative": "< 0"}[sign]
    box = Latex(rf"{_at('x', half, letter)} {relation} \quad (x \neq 0)")
    if not is_definite:
        z = column("z", "z", whole_complex(null_space(half)[0]))
        found.append(z)
        lines.append(Line("zero", (z.equation, Latex(rf"{_at('z', half, letter)} = 0"))))
        weak = {"positive": r"\ge 0", "negative": r"\le 0"}[sign]
        at_x, at_z = (_at(name, half, letter) for name in "xz")
        box = Latex(rf"{at_x} {weak},\quad {at_z} = 0,\quad {z.equation}")
    return Outcome(task, tuple(found), (in_words(task, box),), task, tuple(lines))


def _both_signs(
    half: Matrix,
    weights: list[sp.Expr],
    forms: list[Vector],
    witness: tuple[Vector, Vector] | None,
    letter: Latex,
) -> Outcome:
    lines = [_squares_line(half, weights, forms, letter)] if witness is None else []
    positive, negative = map(whole_complex, witness or _at_squares(half, weights, forms))
    u, v = column("u", "u", positive), column("v", "v", negative)
    values = [
        Latex(rf"{_at(item.latex, half, letter)} = {number_latex(dot(conjugated(x), applied(half, x)))}")
        for item, x in ((u, positive), (v, negative))
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
