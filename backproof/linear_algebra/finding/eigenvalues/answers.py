"""Answers about eigenvalues: eigenspaces, diagonalisations, the spectral theorem, and roots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.finding.cases import condition, split
from backproof.linear_algebra.finding.eigenvalues.algebraic import (
    Factor,
    algebraic_factors,
    as_eigenvalues,
    with_factors,
)
from backproof.linear_algebra.finding.eigenvalues.characteristic import characteristic_polynomial
from backproof.linear_algebra.finding.eigenvalues.complex_eigenvalues import (
    OVER_C,
    eigenvalues_of,
    lines_of_pairs,
    with_pairs,
)
from backproof.linear_algebra.finding.eigenvalues.jordan import chain_lines, jordan
from backproof.linear_algebra.finding.eigenvalues.matrix_functions import LETTERS, exponential, power
from backproof.linear_algebra.finding.eigenvalues.minimal import minimal_polynomial
from backproof.linear_algebra.finding.eigenvalues.spectrum import (
    Eigenvalue,
    characteristic_line,
    complex_pairs,
    eigenspace_line,
    orthogonal_basis,
    refuse,
    shifted,
    spectrum,
)
from backproof.linear_algebra.finding.eigenvalues.turning import (
    ANSWERED,
    Case,
    cases_of_angles,
    has_angles,
)
from backproof.linear_algebra.finding.orthogonal.vectors import unit
from backproof.linear_algebra.language.complex_numbers import conjugated, is_complex, is_normal, star
from backproof.linear_algebra.language.letters import refuse_shared_names
from backproof.linear_algebra.language.matrices import (
    added,
    diagonal,
    dot,
    is_symmetric,
    mapped,
    product,
    scaled,
    transposed,
    zeros,
)
from backproof.linear_algebra.language.result import (
    Condition,
    Line,
    Named,
    Outcome,
    Result,
    column,
    matrix,
    number,
    vectors,
)
from backproof.spaces.language.printing import Matrix, name_latex
from backproof.spaces.parameters.cases import Leaf, distinction

# So many projections stand in a line, if they have at most so many columns.
_PROJECTIONS, _NARROW = 2, 3


def answer_about(rows: Matrix, symbols: Sequence[str], name: str, asked: Sequence[str]) -> Result:
    """Answer what is asked of a square matrix, in order; by cases if it has symbols."""
    letter = name_latex(name)
    _refuse_reserved(symbols, asked)
    given = (matrix("A", letter, rows),)
    lines = [characteristic_line(rows, letter)]
    outcomes: list[Outcome] = []
    rest = [word for word in asked if not word.endswith("polynomial")]
    cases = _cases(rows, symbols, rest) if rest else []
    by_cases = len(cases) > 1 and "characteristic polynomial" in asked
    if "characteristic polynomial" in asked and not by_cases:
        outcomes.append(characteristic_polynomial(rows, symbols))
    if "minimal polynomial" in asked:
        outcomes.append(minimal_polynomial(rows, letter))
    if not rest:
        return Result(given, tuple(outcomes), tuple(lines), tuple(symbols))
    for there, under in cases:
        if not symbols and not is_complex(there) and (above := algebraic_factors(there)):
            own, answers = _algebraic(there, above, letter, rest)
        else:
            own, answers = _of_degree_two(there, letter, rest, under)
        if by_cases:
            answers.insert(0, characteristic_polynomial(there, symbols, under))
        if len(cases) > 1:
            answers[0] = replace(answers[0], lines=(*own, *answers[0].lines))
        else:
            lines += own
        outcomes += answers
    result = Result(given, tuple(outcomes), tuple(lines), tuple(symbols))
    refuse_shared_names(result, symbols)
    return result


def _cases(rows: Matrix, symbols: Sequence[str], asked: Sequence[str]) -> list[Case]:
    """Return the matrix in each case of the symbols, with its condition; as it is without symbols."""
    if not symbols:
        return [(rows, None)]
    conditions = partial(_conditions, has_powers="power" in asked)
    if has_angles(rows):
        if others := [word for word in asked if word not in ANSWERED]:
            refuse(f"the {others[0]} would hold roots of cosines", "the eigenvalues, or a diagonalisation")
        return cases_of_angles(rows, symbols, conditions)
    leaves = split(lambda leaf: conditions(_under(rows, leaf)))
    return [(_under(rows, leaf), condition(leaf, symbols)) for leaf in leaves]


def _refuse_reserved(symbols: Sequence[str], asked: Sequence[str]) -> None:
    """Raise an InputError for a symbol that stands for something else in the answer."""
    reserved = {"lam": "the eigenvalues"}
    reserved |= {x.name: told for word, x, told in LETTERS if word in asked}
    for name in symbols:
        if name in reserved:
            shown = "lambda" if name == "lam" else name
            refuse(f"the symbol '{shown}' stands for {reserved[name]} here", f"another name, such as {name}1")


def _of_degree_two(
    rows: Matrix, letter: Latex, asked: Sequence[str], under: Condition | None
) -> tuple[list[Line], list[Outcome]]:
    """Answer with eigenvalues in square roots, and the elimination for each."""
    found = spectrum(rows)
    pairs = [] if is_complex(rows) else complex_pairs(rows)
    own = [eigenspace_line(rows, item, i, letter) for i, item in enumerate(found, 1)]
    every = [*found, *eigenvalues_of(pairs)]
    if pairs and ({*asked} & OVER_C or ("eigenvalues" in asked and under is None)):
        own += lines_of_pairs(rows, every[len(found) :], len(found), letter)
    answers = [_ANSWERS[word](rows, every if word in OVER_C else found, letter, under) for word in asked]
    if pairs and "eigenvalues" in asked:
        place = asked.index("eigenvalues")
        answers[place] = with_pairs(answers[place], pairs, len(found), len(rows))
    return own, answers


def _algebraic(
    rows: Matrix, above: Sequence[Factor], letter: Latex, asked: Sequence[str]
) -> tuple[list[Line], list[Outcome]]:
    """Answer with roots of irreducible polynomials: the eigenvalues first, which the other answers name."""
    found, pairs = spectrum(rows, most=2), complex_pairs(rows)
    own = [eigenspace_line(rows, item, i, letter) for i, item in enumerate(found, 1)]
    answer = _eigenvalues(rows, found, letter, None)
    if pairs:
        answer = with_pairs(answer, pairs, len(found), len(rows))
    answers = [with_factors(answer, above, len(rows), letter)]
    rest = [word for word in asked if word != "eigenvalues"]
    is_whole = all(len(factor.vectors) == factor.multiplicity for factor in above)
    if others := [word for word in rest if word not in OVER_C or (word == "Jordan form" and not is_whole)]:
        refuse(
            f"the eigenvalues are roots of {above[0].polynomial.as_expr()}, which has no simpler factors",
            f"eigenvalues of degree 2 at most for the {others[0]}",
        )
    every = [*found, *eigenvalues_of(pairs)]
    if rest and pairs:
        own += lines_of_pairs(rows, every[len(found) :], len(found), letter)
    named, sample = as_eigenvalues(above, len(every))
    under = Condition(Latex(""), "", samples=(sample,))
    return own, answers + [_ANSWERS[word](rows, [*every, *named], letter, under) for word in rest]


def _under(rows: Matrix, leaf: Leaf) -> Matrix:
    return mapped(leaf.apply, rows)


def _conditions(rows: Matrix, *, has_powers: bool = False) -> Iterator[sp.Expr]:
    """Yield expressions that are not zero where the eigenvalues differ and the vectors are bases.

    With powers, those of a Jordan block hold its eigenvalue in a divisor.
    """
    found = spectrum(rows)
    yield from (a.value - b.value for a, b in combinations(found, 2))
    pairs = [] if is_complex(rows) else complex_pairs(rows)
    yield from (pair.imaginary for pair in pairs)
    yield from (
        x
        for one, other in combinations(pairs, 2)
        for x in ((one.real - other.real) ** 2 + (one.imaginary**2 - other.imaginary**2) ** 2,)
    )
    for item in found:
        for v in item.vectors:
            if not any(x.is_number and x != 0 for x in v):
                yield next(x for x in reversed(v) if x != 0)
        if has_powers and item.geometric < item.algebraic:
            yield item.value
        if item.algebraic > 1:
            yield from distinction(shifted(rows, item.value))[0].nonzero


def _eigenvalues(
    rows: Matrix, found: Sequence[Eigenvalue], _letter: Latex, under: Condition | None
) -> Outcome:
    items: list[Named] = []
    box = []
    first = 1
    for place, item in enumerate(found, 1):
        value = number(f"lambda{place}", rf"\lambda_{{{place}}}", item.value)
        count = number(f"algebraic{place}", "", sp.Integer(item.algebraic))
        space = vectors(f"V{place}", "v", item.vectors)
        space = _numbered(space, first)
        shown = r",\quad ".join(rf"v_{{{first + k}}} = {v}" for k, v in enumerate(space.vectors))
        first += item.geometric
        items += [value, count, space]
        box.append(Latex(rf"{value.equation},\quad {shown}"))
    total = sum(item.geometric for item in found)
    lines = [Line("diagonalisable" if total == len(rows) else "not diagonalisable", count=total)]
    text = "; ".join(
        f"{items[k].text} (multiplicity {items[k + 1].text}): {items[k + 2].text}"
        for k in range(0, len(items), 3)
    )
    return Outcome("eigenvalues", tuple(items), tuple(box), text, tuple(lines), under)


def _numbered(space: Named, first: int) -> Named:
    return replace(space, first=first)


def _diagonalisation(
    rows: Matrix, found: Sequence[Eigenvalue], letter: Latex, under: Condition | None
) -> Outcome:
    if sum(item.geometric for item in found) < len(rows):
        return _not_diagonalisable(found, letter, under)
    s = matrix("S", "S", transposed(tuple(v for item in found for v in item.vectors)))
    d = matrix("D", "D", diagonal([item.value for item in found for _ in item.vectors]))
    line = Line("diagonalisation", (Latex(rf"{letter} S = S D"),))
    return Outcome(
        "diagonalisation",
        (s, d),
        (Latex(rf"{s.equation},\quad {d.equation}"),),
        f"S = {s.text}, D = {d.text}",
        (line,),
        under,
    )


def _not_diagonalisable(found: Sequence[Eigenvalue], letter: Latex, under: Condition | None) -> Outcome:
    """Report an eigenvalue whose eigenspace is smaller than its multiplicity."""
    place, item = next((i, x) for i, x in enumerate(found, 1) if x.geometric < x.algebraic)
    value = number("lambda", rf"\lambda_{{{place}}}", item.value)
    space = vectors("V", "v", item.vectors)
    count = number("algebraic", "", sp.Integer(item.algebraic))
    dimension = rf"\dim N({letter} - \lambda_{{{place}}} I) = {item.geometric} < {item.algebraic}"
    listed = "".join(rf",\quad {v} = {x}" for v, x in zip(space.names, space.vectors, strict=True))
    box = Latex(rf"{value.equation}{listed},\quad {dimension}")
    return Outcome("defective", (value, count, space), (box,), f"not diagonalisable: {value.text}", (), under)


def _orthonormal(rows: Matrix, found: Sequence[Eigenvalue]) -> list[tuple[sp.Expr, Matrix]]:
    if is_complex(rows) and not is_normal(rows):
        refuse(
            "the matrix is not normal", "A A* = A* A, as of a Hermitian matrix, for orthogonal eigenvectors"
        )
    if not is_complex(rows) and not is_symmetric(rows):
        raise InputError(
            Diagnostic("the matrix is not symmetric", expected="A = A.T for orthogonal eigenvectors")
        )
    return [(item.value, orthogonal_basis(item.vectors)) for item in found]


def _orthogonal(rows: Matrix, found: Sequence[Eigenvalue], letter: Latex, under: Condition | None) -> Outcome:
    spaces = _orthonormal(rows, found)
    columns = tuple(unit(v) for _, basis in spaces for v in basis)
    q = matrix("Q", "Q", transposed(columns))
    d = matrix("D", "D", diagonal([value for value, basis in spaces for _ in basis]))
    lines = (
        Line(
            f"orthogonal basis{_of_normal(rows)}",
            tuple(column("", "w", v).value for _, basis in spaces for v in basis),
        ),
        Line("orthogonal diagonalisation", (Latex(rf"{letter} = Q D Q^{star(rows)}"),)),
    )
    return Outcome(
        "orthogonal diagonalisation",
        (q, d),
        (Latex(rf"{q.equation},\quad {d.equation}"),),
        f"Q = {q.text}, D = {d.text}",
        lines,
        under,
    )


def _spectral(rows: Matrix, found: Sequence[Eigenvalue], letter: Latex, under: Condition | None) -> Outcome:
    items: list[Named] = []
    for place, (value, basis) in enumerate(_orthonormal(rows, found), 1):
        total = zeros(len(rows), len(rows))
        for v in basis:
            square = dot(v, conjugated(v))
            total = added(total, scaled(1 / square, product(tuple((x,) for x in v), (conjugated(v),))))
        items += [
            number(f"lambda{place}", rf"\lambda_{{{place}}}", value),
            matrix(f"P{place}", f"P_{{{place}}}", total),
        ]
    whole_sum = " + ".join(rf"{items[k].latex} {items[k + 1].latex}" for k in range(0, len(items), 2))
    lines = (Line(f"projections{_of_normal(rows)}", (Latex(f"{letter} = {whole_sum}"),)),)
    most = _PROJECTIONS if len(rows) <= _NARROW else 1
    box = (*_side_by_side(items[::2], len(items)), *_side_by_side(items[1::2], most))
    text = "; ".join(f"{item.name} = {item.text}" for item in items)
    return Outcome("spectral decomposition", tuple(items), box, text, lines, under)


def _of_normal(rows: Matrix) -> str:
    return " of a normal matrix" if is_complex(rows) else ""


def _side_by_side(items: Sequence[Named], most: int) -> Iterator[Latex]:
    """Yield the equations of items, as many in a line as are stated."""
    for start in range(0, len(items), most):
        yield Latex(r",\quad ".join(item.equation for item in items[start : start + most]))


def _jordan(rows: Matrix, found: Sequence[Eigenvalue], letter: Latex, under: Condition | None) -> Outcome:
    """Find a basis of Jordan chains."""
    p, j = jordan(rows, found)
    left, right = matrix("P", "P", p), matrix("J", "J", j)
    lines = (*chain_lines(rows, found, letter), Line("Jordan form", (Latex(rf"{letter} P = P J"),)))
    box = (Latex(rf"{left.equation},\quad {right.equation}"),)
    return Outcome("Jordan form", (left, right), box, f"P = {left.text}, J = {right.text}", lines, under)


_ANSWERS: Mapping[str, Callable[..., Outcome]] = {
    "eigenvalues": _eigenvalues,
    "diagonalisation": _diagonalisation,
    "orthogonal diagonalisation": _orthogonal,
    "spectral decomposition": _spectral,
    "power": power,
    "exponential": exponential,
    "Jordan form": _jordan,
}
