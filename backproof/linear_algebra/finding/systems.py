"""All solutions of A x = b by elimination, or a combination of the equations that reads 0 = 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.cases import by_cases, reduced
from backproof.linear_algebra.language.complex_numbers import complex_number, is_complex
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.matrices import (
    Vector,
    as_column,
    beside,
    determinant,
    factored,
    identity,
    is_square,
    mapped,
    null_vectors,
    refuse_long_inverse,
)
from backproof.linear_algebra.language.result import (
    Condition,
    Line,
    Named,
    Outcome,
    Result,
    column,
    matrix,
    vectors,
)
from backproof.linear_algebra.language.result import number as number_named
from backproof.linear_algebra.language.stages import elimination_line, stages
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import (
    Matrix,
    column_latex,
    combination,
    name_latex,
    number_latex,
    number_text,
)
from backproof.spaces.language.result import Formula, RowOperation
from backproof.spaces.linear.elimination import Elimination
from backproof.spaces.parameters.cases import Leaf

_LETTERS = {1: "t", 2: "st", 3: "rst", 4: "rstu"}


def solve_system(
    rows: Matrix, right: Vector, unknowns: Sequence[str], symbols: Sequence[str], names: tuple[str, str]
) -> Result:
    """Find all solutions, by cases if there are symbols; `names` are those of the matrix and of b.

    Raises TooLongError for a square matrix of which Cramer's rule would have too many addends.
    """
    if is_square(rows):
        refuse_long_inverse(rows)
    name, other = (name_latex(text) for text in names)
    given = (matrix("A", name, rows), column("b", other, right))

    def solve(leaf: Leaf, under: Condition | None) -> Outcome:
        return _outcome(leaf, beside(rows, as_column(right)), unknowns, given, under, symbols)

    outcomes = by_cases([rows, beside(rows, as_column(right))], symbols, solve)
    lines = (_determinant_line(rows, name),) if symbols and is_square(rows) else ()
    return Result(given, outcomes, lines, tuple(symbols))


def _determinant_line(rows: Matrix, name: str) -> Line:
    value = sp.factor(determinant(rows))
    return Line("determinant", (Latex(rf"\det {name} = {number_latex(value)}"),))


def _outcome(  # noqa: PLR0913, PLR0917
    leaf: Leaf,
    both: Matrix,
    unknowns: Sequence[str],
    given: tuple[Named, Named],
    under: Condition | None,
    symbols: Sequence[str],
) -> Outcome:
    """Solve the system under the condition of a case."""
    found, width = reduced(both, leaf), len(unknowns)
    if width in found.pivots:
        return _unsolvable(found.matrix, found, given, under, {*unknowns, *symbols})
    line = elimination_line(found, bar=width)
    particular = [sp.S.Zero] * width
    for row, pivot in enumerate(found.pivots):
        particular[pivot] = found.reduced[row][width]
    x = column("x", _unknown(unknowns), tuple(map(factored, particular)))
    if len(found.pivots) == width:
        if width == 1 and not unknowns[0][-1].isdigit():
            x = number_named("x", name_latex(unknowns[0]), factored(particular[0]))
        text = f"x = {x.text}"
        return Outcome("unique solution", (x,), (x.equation,), text, (line,), under)
    return _with_parameters(found, x, line, unknowns, under, symbols)


def _unknown(unknowns: Sequence[str]) -> str:
    """Return the name of the vector of unknowns: x for x1, x2; otherwise the unknowns as a column."""
    stems = {name.rstrip("0123456789").rstrip("_") for name in unknowns}
    numbered = all(name[-1].isdigit() for name in unknowns)
    if len(stems) == 1 and numbered:
        return name_latex(stems.pop())
    return column_latex(name_latex(name) for name in unknowns)


def _with_parameters(  # noqa: PLR0913, PLR0917
    found: Elimination,
    x: Named,
    line: Line,
    unknowns: Sequence[str],
    under: Condition | None,
    symbols: Sequence[str],
) -> Outcome:
    """Return the solutions of a system with free unknowns."""
    width = len(unknowns)
    cut = Elimination(
        tuple(row[:-1] for row in found.matrix), (), tuple(row[:-1] for row in found.reduced), found.pivots
    )
    directions = vectors("N", "n", mapped(factored, null_vectors(cut)))
    free = tuple(c for c in range(width) if c not in found.pivots)
    letters = _free_letters(len(free), {*unknowns, *symbols})
    addends = [(sp.S.One, Formula(x.value, ""))] if any(row != ("0",) for row in x.texts) else []
    terms = " + ".join(
        f"{name_latex(letter)} {shown}" for letter, shown in zip(letters, directions.vectors, strict=True)
    )
    general = f"{addends[0][1].latex} + {terms}" if addends else terms
    domain = ", ".join(map(name_latex, letters))
    field = "C" if is_complex(found.matrix) else "R"
    box = Latex(rf"{x.latex} = {general},\quad {domain} \in \mathbb{{{field}}}")
    text = f"x = {x.text}" + "".join(
        f" + {letter}*[{', '.join(row)}]" for letter, row in zip(letters, directions.texts, strict=True)
    )
    lines = (
        line,
        Line("solved for", tuple(_solved_for(found, unknowns, free)), count=len(found.pivots)),
        Line(
            "free unknowns",
            tuple(
                Latex(f"{name_latex(unknowns[c])} = {name_latex(letter)}")
                for c, letter in zip(free, letters, strict=True)
            ),
        ),
    )
    return Outcome("solutions with parameters", (x, directions), (box,), text, lines, under, letters)


def _free_letters(count: int, taken: set[str]) -> tuple[str, ...]:
    stems = {name.rstrip("0123456789_") for name in taken}
    usual = tuple(_LETTERS.get(count, ()))
    if usual and not stems & set(usual):
        return usual
    letter = next(x for x in "tsruvwpqczyxkmnhgfdjlaboei" if x not in stems)
    return tuple(f"{letter}{i + 1}" for i in range(count)) if count > 1 else (letter,)


def _solved_for(found: Elimination, unknowns: Sequence[str], free: Sequence[int]) -> Iterable[Latex]:
    """Yield the equation of each pivot unknown."""
    named = [Formula(name_latex(name), name) for name in unknowns]
    for row, pivot in enumerate(found.pivots):
        entries = found.reduced[row]
        right = combination(
            [(entries[len(unknowns)], Formula(Latex("1"), "1"))]
            + [(normal(-entries[c]), named[c]) for c in free]
        )
        yield Latex(f"{named[pivot].latex} = {right.latex}")


def _unsolvable(
    whole: Matrix,
    found: Elimination,
    given: tuple[Named, Named],
    under: Condition | None,
    taken: set[str],
) -> Outcome:
    """Return a combination y of the equations whose left side is 0 and whose right side is not."""
    operations = _up_to_the_contradiction(whole, found.operations)
    combined = identity(len(whole))
    for operation in operations:
        combined = _operated(combined, operation)
    last = operations[-1].matrix_text if operations else tuple(tuple(map(str, row)) for row in whole)
    place = next(i for i, row in enumerate(last) if _is_contradiction(row))
    letter = free_letter("y", taken)
    y, x = column("y", letter, combined[place]), free_letter("x", taken)
    value = normal(sp.Add(*(p * row[-1] for p, row in zip(combined[place], whole, strict=True))))
    a, b = given[0].latex, given[1].latex
    lines = (
        Line("elimination", stages=stages(whole, operations), bar=len(whole[0]) - 1),
        Line("contradiction", (Latex(f"0 = {number_latex(value)}"),), count=place + 1),
        Line(
            "certificate",
            (
                y.equation,
                Latex(rf"{letter}^{{\top}} {a} = 0"),
                Latex(rf"{letter}^{{\top}} {b} = {number_latex(value)}"),
            ),
        ),
    )
    box = Latex(rf"\{{{x} : {a}{x} = {b}\}} = \emptyset")
    text = f"no solution, by y = {y.text}"
    return Outcome("no solution", (y,), (box,), text, lines, under, apart=(number_text(value),))


def _is_contradiction(row: Sequence[str]) -> bool:
    return all(x == "0" for x in row[:-1]) and row[-1] != "0"


def _up_to_the_contradiction(whole: Matrix, operations: Sequence[RowOperation]) -> tuple[RowOperation, ...]:
    """Return the operations up to the first row that reads 0 = c."""
    if any(all(x == 0 for x in row[:-1]) and row[-1] != 0 for row in whole):
        return ()
    for count, operation in enumerate(operations, 1):
        if any(map(_is_contradiction, operation.matrix_text)):
            return tuple(operations[:count])
    return tuple(operations)


def _operated(rows: Matrix, operation: RowOperation) -> Matrix:
    """Return a matrix after one more row operation."""
    work, factor = [list(row) for row in rows], complex_number(operation.factor)
    target, source = operation.target, operation.source
    if operation.kind == "swap":
        work[target], work[source] = work[source], work[target]
    elif operation.kind == "scale":
        work[target] = [normal(factor * x) for x in work[target]]
    else:
        work[target] = [normal(x + factor * y) for x, y in zip(work[target], work[source], strict=True)]
    return tuple(map(tuple, work))
