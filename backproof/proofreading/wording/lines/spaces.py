"""Lines about spaces and their dimensions, by what is claimed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from backproof.proofreading.linear import pairs
from backproof.proofreading.linear.space import NULL_SPACES, Space
from backproof.proofreading.wording.lines.descriptions import of_description
from backproof.proofreading.wording.skeletons import FORMULA, NUMBER, formulas, listed

Claim = Mapping[str, Any]
_PAIRS = ("sum", "intersection")
# From so many on, elements are named by the first and the last.
_FEW = 3
_TWO_DIGITS = 10
_NOUNS = MappingProxyType({
    "functions": ("function", "functions"),
    "polynomials": ("polynomial", "polynomials"),
    "matrices": ("matrix", "matrices"),
})  # fmt: skip
_OF_VECTORS = ("vector", "vectors")
_UNITS = ("i", "j")
_IMAGINARY = "⟦Here, § is a real symbol, not the imaginary unit.|⟧"


def dimension(claim: Claim) -> Iterator[str]:
    """Yield the words of the proof of a dimension."""
    kind, described = claim["space"], claim.get("described", {})
    if kind != "functions":
        yield from _readings(claim)
    if described:
        yield of_description(kind, described)
    if not described or described["sort"] == "pair":
        yield from _stated(claim)
    if "matrix" in claim:
        yield "#"
    if "cases" in claim:
        yield "⟦Here, the row operations assume ¶.|⟧"
    yield from _concluded(claim)
    if described.get("elements") and kind != "homogeneous_system":
        yield "A basis of the space is #"
    cases = claim.get("cases", ())
    if squares := claim.get("squares", ()):
        yield " ".join("#" for _ in squares)
    if len(cases) > 1:
        yield " ".join(("The dimension, case by case:", *("#" for _ in cases)))
    if kind == "functions" and claim["dimension"]:
        yield _independent(claim)


def _readings(claim: Claim) -> Iterator[str]:
    """Yield what is said of the scalars and of the parameters."""
    if "prime" in claim:
        prime = claim["prime"]
        field = rf"\mathbb{{F}}_{{{prime}}}" if prime else r"\mathbb{C}"
        yield f"Here, the scalars are those of ${field}$."
        return
    symbols = [name for name in Space(claim).judge.symbols if name not in _UNITS]
    if symbols:
        noun, verb = ("parameter", "is") if len(symbols) == 1 else ("parameters", "are")
        yield f"Here, the {noun} {', '.join([FORMULA] * len(symbols))} {verb} real."
    yield from [_IMAGINARY] * len(_UNITS)


def _stated(claim: Claim) -> Iterator[str]:
    """Yield what the space is, and how its matrix is made."""
    kind, names = claim["space"], _elements(len(claim["names"]))
    if kind in _PAIRS:
        yield from _of_two(claim)
    elif kind == "functions":
        yield "The space is § on §⟦, where all functions are defined|⟧."
        yield "⟦Written as combinations of simpler functions, ‡|⟧"
        if "matrix" in claim:
            count = len(claim["coordinates"])
            rows = " ".join([FORMULA] * count)
            yield f"With one column for each function and one row for each of {rows}, row operations give"
    else:
        coefficients = " ".join([FORMULA] * len(claim["coordinates"]))
        yield _OF_ONE[kind].format(names=names, coefficients=coefficients)


_OF_ONE = MappingProxyType({
    "span": "The space is § Row operations on the matrix with these columns preserve the linear relations "
    "among them:",
    "column_space": "The columns {names} of § span §. Row operations preserve their linear relations:",
    "row_space": "The rows {names} of § span §. Written as columns, they keep their linear relations under "
    "row operations:",
    "matrices": "The space is § with # The entries of each matrix, row by row, form a column. Row operations "
    "preserve the linear relations among the columns:",
    "homogeneous_system": "The space § holds the solutions § of # Row operations on the coefficient matrix "
    "do not change the solutions:",
    "null_space": "The null space § consists of the solutions of §, which row operations do not change:",
    "polynomials": "The space is § With one column for each polynomial and one row for the coefficients of "
    "each of {coefficients}:",
})  # fmt: skip


def _of_two(claim: Claim) -> Iterator[str]:
    """Yield how two spaces are given, and how their matrix is made."""
    is_sum = claim["space"] == "sum"
    first, second = (_lettered(letter, len(side)) for letter, side in zip("uw", claim["items"], strict=True))
    sign = "+" if is_sum else r"\cap"
    yield f"The space is $U{sign}W$, where $U$ is spanned by {first}, and $W$ by {second}, with #"
    if is_sum:
        yield (
            "Together they span the sum. Row operations on the matrix of these columns preserve the linear "
            "relations among the columns:"
        )
        return
    columns = ", ".join([FORMULA] * len(claim["columns"]))
    yield (
        "A vector lies in both if a combination of a basis of $U$ equals one of a basis of $W$. "
        rf"With the columns {columns}\ the difference of the two is a matrix times the coefficients, "
        "and row operations preserve its null space:"
    )


def _concluded(claim: Claim) -> Iterator[str]:
    """Yield what the reduced matrix shows."""
    kind = claim["space"]
    if kind in NULL_SPACES:
        yield from _of_solutions(claim)
    elif kind == "intersection":
        yield (
            "Each column without a pivot gives a vector that lies in both:"
            if claim["dimension"]
            else "Every column has a pivot: only the vector $0$ lies in both."
        )
    elif claim["relations"]:
        yield from _of_relations(claim)
    elif "matrix" in claim:
        yield _without_relations(claim)
    if kind in _PAIRS and not claim.get("cases"):
        common = pairs.dimensions(Space(claim))[r"\cap"]
        if kind == "sum" and common:
            yield "Both $U$ and $W$ contain"
        yield from ["#"] * common
        yield "This agrees with the dimension formula: # and #"


def _of_solutions(claim: Claim) -> Iterator[str]:
    """Yield the count of pivots, and the basis of the solutions."""
    rank, columns = len(claim["pivots"]), len(claim["matrix"][0])
    counted = {0: "is no pivot", 1: "is one pivot"}.get(rank, f"are {rank} pivots")
    yield f"There {counted} in {columns} column{'s' * (columns != 1)}, so #"
    if not claim["basis"]:
        return
    is_translated = bool(claim.get("described", {}).get("elements"))
    noun, verb = ("equation", "gives") if rank == 1 else ("equations", "give")
    if rank:
        place = "" if is_translated else " in"
        yield rf"The {noun} {formulas(rank)}\ ({FORMULA}) {verb} the basis{place} #"
    elif is_translated:
        yield "Every element is allowed (§), which gives the basis #"
    else:
        yield r"Every vector is a solution\ (§); a basis stands in #"


def _of_relations(claim: Claim) -> Iterator[str]:
    """Yield the basis, and the elements that it expresses."""
    one, many = _NOUNS.get(claim["space"], _OF_VECTORS)
    count, given, relations = claim["dimension"], len(claim["names"]), len(claim["relations"])
    basis = formulas(count)
    if not count:
        subject = f"The {one} is" if given == 1 else f"All of the {many} are"
        yield f"{subject} zero, so the space contains nothing else: #"
    elif "matrix" in claim:
        pivots = "The pivot column (in blue) gives" if count == 1 else "The pivot columns (in blue) give"
        yield f"{pivots} the basis {basis}."
        yield f"⟦Their degrees, {_degrees(count)}, differ, so they are independent.|⟧"
        non_pivots = "non-pivot columns express" if relations > 1 else "non-pivot column expresses"
        yield f"The {non_pivots} the remaining {many if relations > 1 else one}: #"
    else:
        subject = f"{many} are" if relations > 1 else f"{one} is"
        yield f"A basis is {basis}. In this basis, the remaining {subject} #"
    yield "⟦Indeed, ‡|⟧"


def _degrees(count: int) -> str:
    """Return the degrees of a basis as a sentence lists them."""
    return listed([NUMBER] * count)


def _without_relations(claim: Claim) -> str:
    one, many = _NOUNS.get(claim["space"], _OF_VECTORS)
    shown = f"⟦, as their degrees, {_degrees(len(claim['pivots']))}, show as well|⟧."
    if len(claim["pivots"]) == 1:
        return f"The column has a pivot (in blue), so the {one} is a basis{shown}"
    return (
        f"Every column has a pivot (in blue), so the {many} are linearly independent and form a basis{shown}"
    )


def _independent(claim: Claim) -> str:
    """Return what shows that functions are independent."""
    if claim["dimension"] == 1:
        return "The basis function § is not zero at a point: #"
    formed = "" if claim["relations"] else " and form a basis"
    return (
        f"The functions {formulas(claim['dimension'])} are independent{formed}, as "
        "⟦their Wronskian $W$ is not zero at a point|the determinant of their values is not zero⟧: #"
    )


def _lettered(letter: str, count: int) -> str:
    """Return the names of the vectors that span one of two spaces."""
    return listed(
        [f"${letter}_{i}$" if i < _TWO_DIGITS else f"${letter}_{{{i}}}$" for i in range(1, count + 1)]
    )


def _elements(count: int) -> str:
    """Return the names of elements; of many, the first and the last."""
    return FORMULA if count > _FEW else formulas(count)
