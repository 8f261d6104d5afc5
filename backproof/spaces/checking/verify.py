"""Independent checks of every claim of a `Dimension` against its source.

Nothing here reduces a matrix by the method that found the answer: relations are recomputed entry by entry,
ranks and determinants come from FLINT (over the rationals, modulo primes, or with balls), and the recorded
row operations are replayed. A malformed claim fails its check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking import cases as verify_cases
from backproof.spaces.checking import functions as verify_functions
from backproof.spaces.checking import intersection as verify_intersection
from backproof.spaces.checking.descriptions import in_fields as verify_in_fields
from backproof.spaces.checking.descriptions import translation as verify_descriptions
from backproof.spaces.checking.elimination import certificate_printed, replayed
from backproof.spaces.checking.fields import intersections as verify_common_in_fields
from backproof.spaces.checking.fields import scalars as verify_scalars
from backproof.spaces.checking.numeric_inputs import (
    Instance,
    grid_points,
    instances,
    is_zero,
    number_at,
    precise,
    rank,
)
from backproof.spaces.checking.printed import steps as verify_steps
from backproof.spaces.checking.printed.pair_lines import has_formula
from backproof.spaces.checking.squares import sums_of_squares
from backproof.spaces.enclosures import balls, exact_matrices
from backproof.spaces.language.result import OPEN, Dimension, Factorisation, Rows
from backproof.spaces.language.syntax import parse
from backproof.spaces.linear.claims import SOLVED, bookkeeping, bounds, printed

_Row = Sequence[Any]
_Judge = Callable[[Dimension], Iterator[Check]]


def verify(dimension: Dimension) -> tuple[Check, ...]:
    """Return all checks of a claimed dimension, based only on its plain data and its source."""
    return judged(dimension).checks


def judged(dimension: Dimension) -> Dimension:
    """Return the dimension with its checks, and each line of its derivation with its own."""
    with precise(dimension.source, dimension.cases):
        of_lines = verify_steps.step_checks(dimension)
        checks = tuple(_found(dimension, of_lines))
    steps = (replace(step, check=check) for step, check in zip(dimension.steps, of_lines, strict=True))
    return replace(dimension, checks=checks, steps=tuple(steps))


def _found(dimension: Dimension, of_lines: Sequence[Check]) -> list[Check]:
    def lines(dimension: Dimension) -> Iterator[Check]:
        return verify_steps.lines(dimension, of_lines)

    found: list[Check] = []
    for judge in _judges(dimension, lines):
        try:
            found.extend(judge(dimension))
        except Exception as error:  # a malformed claim counts as false
            name = judge.__name__.strip("_").replace("_", " ")
            found.append(
                Check(name, dimension.space.text, float("nan"), 0, got=f"{type(error).__name__}: {error}")
            )
    return found


def _judges(dimension: Dimension, lines: _Judge) -> Sequence[_Judge]:
    kind = dimension.source.kind
    counted = (bookkeeping, _settled, printed, lines)
    if dimension.source.scalars:
        translated = (verify_in_fields.translation,) if dimension.translation else ()
        in_field = (verify_common_in_fields if kind == "intersection" else verify_scalars).JUDGES
        both = (_proofs_of_parts,) if dimension.parts else ()
        return (*counted, *translated, *in_field, *both)
    if kind == "functions":
        return (*counted, certificate_printed, *verify_functions.JUDGES)
    described: tuple[_Judge, ...] = (verify_descriptions.translation,) if dimension.translation else ()
    reduced = (*described, *counted, certificate_printed, replayed)
    if kind == "intersection":
        return (*reduced, *verify_intersection.JUDGES, _proofs_of_parts)
    own: tuple[_Judge, ...] = (_solutions,) if kind in SOLVED else (_relations,)
    cases: tuple[_Judge, ...] = (sums_of_squares, _distinction) if dimension.cases else ()
    parts: tuple[_Judge, ...] = (_proofs_of_parts,) if kind == "sum" else ()
    return (*reduced, _matrix_agrees, *own, _minor, _modulo, _factors, _ranks, *cases, *parts)


def _faults(method: str, subject: str, count: int, expected: str = "", got: str = "") -> Check:
    """Return a check that counts faults and tolerates none."""
    return Check(method, subject, float(count), 0.0, expected, got)


def _rank_claimed(dimension: Dimension) -> tuple[int, int]:
    """Return the lower and upper bound of the matrix's rank that the claim implies."""
    low, high = bounds(dimension)
    if dimension.source.kind in SOLVED:
        return len(dimension.given) - high, len(dimension.given) - low
    return low, high


def _relations(dimension: Dimension) -> Iterator[Check]:
    """Check each relation by multiplying it out entry by entry."""
    wrong = [0] * len(dimension.relations)
    for at in instances(dimension) if wrong else ():
        factors = [[0] * len(at.vectors) for _ in dimension.relations]
        for row, relation in zip(factors, dimension.relations, strict=True):
            for index, coefficient in relation.coefficients:
                row[index] += at.value(coefficient)
        combined = _product(factors, at.vectors, at.is_exact, len(at.vectors[0]))
        for nth, relation in enumerate(dimension.relations):
            pairs = zip(at.vectors[relation.index], combined[nth], strict=True)
            wrong[nth] += sum(not is_zero(x - y) for x, y in pairs)
    for count, relation in zip(wrong, dimension.relations, strict=True):
        yield _faults("relation multiplied out", relation.text, count, "0 entries differ", f"{count} differ")


def _solutions(dimension: Dimension) -> Iterator[Check]:
    """Check A v = 0 for every basis vector, and their independence by an invertible diagonal block."""
    if dimension.dimension is None:
        return
    for at in instances(dimension):
        vectors = [[at.value(entry) for entry in element.entries] for element in dimension.basis]
        images = _product(vectors, at.vectors, at.is_exact, len(at.vectors[0])) if vectors else []
        for element, image in zip(dimension.basis, images, strict=True):
            wrong = sum(not is_zero(x) for x in image)
            yield _faults(
                "A v = 0", f"{element.name.text} = {element.text}", wrong, "0", f"{wrong} entries not 0"
            )
        free = [c for c in range(len(dimension.given)) if c not in dimension.pivots]
        block = [[at.value(e.entries[c]) for c in free] for e in dimension.basis]
        wrong = sum(is_zero(x) == (i == j) for i, row in enumerate(block) for j, x in enumerate(row)) + abs(
            len(block) - len(free)
        )
        name = "diagonal block at the free variables"
        yield _faults(name, dimension.space.text, wrong, "no 0 but beside the diagonal", f"{wrong} amiss")
        break


def _matrix_agrees(dimension: Dimension) -> Iterator[Check]:
    """Check that the elimination starts with the coordinates of the given elements."""
    wrong = 0
    for at in instances(dimension):
        wrong += sum(
            not is_zero(x - y)
            for place, index in enumerate(dimension.columns)
            for x, y in zip(_column(dimension, at, place), at.vectors[index], strict=True)
        )
    yield _faults(
        "matrix against the input", dimension.space.text, wrong, "0 entries differ", f"{wrong} differ"
    )


def _column(dimension: Dimension, at: Instance, place: int) -> list[Any]:
    """Return a column's vector: its entries, or the values of the polynomial with these coefficients."""
    column = [at.value(row[place]) for row in dimension.matrix_text]
    if dimension.source.kind != "polynomials":
        return column
    elements = [(parse(str(p)),) for p in dimension.source.items]
    values = [
        [number_at(parse(c.text), point, at.is_exact) for c in dimension.coordinates]
        for point in grid_points(elements, dimension.source.variables)
    ]
    return [sum(c * value for c, value in zip(column, row, strict=True)) for row in values]


def _minor(dimension: Dimension) -> Iterator[Check]:
    """Check that the minor's determinant, computed by FLINT, is the claimed one and nonzero."""
    claimed = dimension.certificate.minor
    low, _ = _rank_claimed(dimension)
    if claimed is None:
        yield _faults("minor is not 0", dimension.space.text, int(low > 0), "a minor", "none")
        return
    wrong, shown = int(not len(claimed.rows) == len(claimed.columns) == low), ""
    wrong += int(
        len(set(claimed.rows)) != len(claimed.rows) or len(set(claimed.columns)) != len(claimed.columns)
    )
    for at in instances(dimension):
        square = [[at.value(dimension.matrix_text[i][j]) for j in claimed.columns] for i in claimed.rows]
        found = (exact_matrices if at.is_exact else balls).determinant(square)
        is_apart = found != 0 if at.is_exact else balls.is_apart(found)
        wrong += int(not is_apart or not is_zero(found - at.value(claimed.determinant.text)))
        shown = str(found) if at.is_exact else found.str(15)
    size = f"{low} by {low} minor"
    yield _faults("minor is not 0", size, wrong, claimed.determinant.text, shown)


def _modulo(dimension: Dimension) -> Iterator[Check]:
    """Check the ranks of the given elements modulo large primes, if they are rational."""
    low, high = _rank_claimed(dimension)
    for at in instances(dimension):
        if not at.is_exact:
            return
        ranks = exact_matrices.ranks_modulo(at.vectors)
        far = max(low - max(ranks), max(ranks) - high, 0)
        yield _faults("rank modulo primes", dimension.space.text, far, _between(low, high), str(max(ranks)))
        return


def _between(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _factors(dimension: Dimension) -> Iterator[Check]:
    """Check A = C R by multiplying out; the number of columns of C is the claimed rank."""
    claimed = dimension.certificate.factorisation
    _, high = _rank_claimed(dimension)
    if claimed is None:
        return
    wrong = int(len(claimed.right_text) != high) + sum(len(row) != high for row in claimed.left_text)
    for at in instances(dimension):
        wrong += _differing(at, claimed, dimension.matrix_text)
    yield _faults(
        "A = C R multiplied out", dimension.space.text, wrong, "0 entries differ", f"{wrong} differ"
    )


def _differing(at: Instance, claimed: Factorisation, matrix: Rows) -> int:
    """Return in how many entries C R is not the matrix at a point."""
    if at.is_exact and claimed.right_text:
        apart = at.table(claimed.left_text) * at.table(claimed.right_text) - at.table(matrix)
        return sum(x != 0 for x in apart.entries())
    left = [[at.value(x) for x in row] for row in claimed.left_text]
    right = [[at.value(x) for x in row] for row in claimed.right_text]
    product = _product(left, right, at.is_exact, len(matrix[0]))
    return sum(
        not is_zero(x - at.value(y))
        for row, target in zip(product, matrix, strict=True)
        for x, y in zip(row, target, strict=True)
    )


def _product(left: Sequence[_Row], right: Sequence[_Row], is_exact: bool, width: int) -> Sequence[_Row]:
    """Return C R; the zero matrix if C has no columns."""
    if is_exact and right:
        return exact_matrices.product(left, right)
    columns = list(zip(*right, strict=True)) or [()] * width
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def _ranks(dimension: Dimension) -> Iterator[Check]:
    """Check the rank of the given elements, with FLINT's fractions if they are rational, else with balls."""
    low, high = _rank_claimed(dimension)
    for at in instances(dimension):
        found = rank(at.vectors, at.is_exact)
        method = "rank over the rationals" if at.is_exact else "rank in many digits"
        far = max(low - found, found - high, 0)
        yield _faults(method, dimension.space.text, far, _between(low, high), str(found))
        return


def _distinction(dimension: Dimension) -> Iterator[Check]:
    """Check every case at its own points, and all cases at random points and at zeros of the minor."""
    yield from verify_cases.checks(dimension)
    yield from verify_cases.at_zeros_of_the_minor(dimension)


def _proofs_of_parts(dimension: Dimension) -> Iterator[Check]:
    """Check that the parts are U, W and the third space of the formula, each with evidence that passes."""
    if not has_formula(dimension):
        return
    items, kind = dimension.source.items, dimension.source.kind
    third = "sum" if kind == "intersection" else "intersection"
    expected = [("span", items[0]), ("span", items[1]), (third, items)]
    wrong = sum((p.source.kind, p.source.items) != e for p, e in zip(dimension.parts, expected, strict=True))
    wrong += sum(not check.passed for part in dimension.parts for check in verify(part))
    name = f"proofs of {', '.join(part.space.text for part in dimension.parts)}"
    yield Check(name, dimension.space.text, float(wrong), 0.0, "0 fail", f"{wrong} fail")


def _settled(dimension: Dimension) -> Iterator[Check]:
    """Check that both bounds are equal; if they are not, the answer is open."""
    low, high = bounds(dimension)
    gap = float(abs(high - low))
    yield Check(OPEN, dimension.space.text, gap, 0.0, "one number", dimension.answer.text)
