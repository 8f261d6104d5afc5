"""Sentences about a space: pivots, bases, degrees, and what a caption says of its picture."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.linear import pairs
from backproof.proofreading.linear.space import NULL_SPACES, Space, as_printed, element_of, same, values_of
from backproof.proofreading.scalars import name_of
from backproof.proofreading.wording.sentences import Sentence, judged


def judge(claim: Any, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each sentence of a part that is not true of its space."""
    space = Space(claim)
    if not space.is_pair:
        yield from judged(OF_ANY, space, latex, start)
    yield from judged(OF_TWO, space, latex, start)


def _columns(space: Space) -> int:
    return len(space.claim["matrix"][0]) if space.claim.get("matrix") else space.columns.shape[1]


def _rank(space: Space) -> int:
    """Return the rank of the given vectors, whatever the claim says."""
    return space.rank(space.columns)


def _are_independent(space: Space, _: object = None) -> bool:
    return _rank(space) == int(space.columns.shape[1])


def _counts_pivots(space: Space, found: re.Match[str]) -> bool:
    pivots = {"is no pivot": 0, "is one pivot": 1}.get(" ".join(found[1].split()), int(found[2] or 0))
    return bool(pivots == _rank(space) and int(found[3]) == _columns(space))


def _is_basis(space: Space, found: re.Match[str]) -> bool:
    """Return whether the formulas name as many elements as the dimension, and these are independent."""
    listed = _formulas(found[1])
    return _are_chosen_independent(space, listed) and len(listed) == space.claim["dimension"]


def _formulas(words: str) -> list[str]:
    return re.findall(r"\$([^$]*)\$", words)


def _are_chosen_independent(space: Space, formulas: Sequence[str]) -> bool:
    """Return whether formulas are given elements, all different and independent."""
    places = [element_of(space, latex) for latex in formulas]
    chosen = space.columns[:, [place for place in places if place is not None]]
    return bool(None not in places and len(places) == space.rank(chosen))


def _of_functions(space: Space, found: re.Match[str]) -> bool:
    """Return whether the functions f_1 = ..., f_2 = ... are independent, and all of a basis if it is said."""
    listed = [latex.partition("=")[2].strip() for latex in _formulas(found[1])]
    needed = space.claim["dimension"] if found[2] else len(listed)
    return len(listed) == needed and _are_chosen_independent(space, listed)


def _is_the_one(space: Space, found: re.Match[str]) -> bool:
    """Return whether the one function of a basis is a given one, and not zero."""
    return space.claim["dimension"] == 1 and _are_chosen_independent(space, [found[1].strip()])


def _remain(space: Space, found: re.Match[str]) -> bool:
    """Return whether more than one element remains beside the basis, exactly if the words are plural."""
    count = len(space.claim["names"]) - space.claim["dimension"]
    is_plural = (found[1] or "").endswith(("s", "matrices"))
    return bool(count > 0 and (count > 1) == is_plural)


def _solved_for(space: Space, found: re.Match[str]) -> bool:
    """Return whether the equations are those of the pivots' unknowns, in order, and the free ones follow."""
    unknowns = [name_of(as_printed(name)) for name in space.claim["coordinates"]]
    pivots = list(space.claim["pivots"])
    left = [name_of(latex.partition("=")[0]) if "=" in latex else "" for latex in _formulas(found[2])]
    free = re.search(r"\\text\{[^{}]*\}(.*)", found[3] or "")
    named = [name_of(name) for name in free[1].split(",")] if free else []
    others = [name for i, name in enumerate(unknowns) if i not in pivots]
    return (
        left == [unknowns[i] for i in pivots]
        and (len(left) > 1) == bool(found[1])
        and (not free or named == others)
    )


def _all_named(space: Space, found: re.Match[str]) -> bool:
    """Return whether all given elements are said to span, by name; of many, the first and the last."""
    formulas = _formulas(found[2])
    names = [name_of(name) for text in formulas for name in text.split(",")]
    given = [name_of(as_printed(name)) for name in space.claim["names"]]
    short = [given[0], "\\dots", given[-1]] if len(given) > 3 else given
    fits = space.claim["space"] == {"columns": "column_space", "rows": "row_space"}[found[1]]
    return fits and names == short and name_of(found[3]) == name_of(space.claim["name"])


def _degree(space: Space, column: Sequence[str]) -> int:
    """Return the largest degree among the monomials with a coefficient in a column."""
    at = dict.fromkeys(space.claim["variables"], 2.0)
    monomials = [math.log2(abs(space.number(text, at))) for text in space.claim["coordinates"]]
    return max((round(d) for d, c in zip(monomials, column, strict=True) if c not in ("0", 0)), default=0)


def _degrees_differ(space: Space, found: re.Match[str]) -> bool:
    """Return whether the stated degrees are those of the basis, all different."""
    stated = [int(number) for number in re.findall(r"\d+", found[1])]
    columns = list(zip(*space.claim["matrix"], strict=True))
    own = [_degree(space, columns[j]) for j in space.claim["pivots"]]
    return stated == own and len(set(stated)) == len(stated)


def _are_monomials(space: Space, found: re.Match[str]) -> bool:
    """Return whether the formulas are the monomials that the rows of the matrix belong to, in order."""
    listed = [latex.strip().rstrip(",") for latex in _formulas(found[1])]
    wanted = space.claim["coordinates"]
    return len(listed) == len(wanted) and all(map(partial(_is_monomial, space), listed, wanted))


def _is_monomial(space: Space, latex: str, text: str) -> bool:
    values = values_of(space, latex)
    return values is not None and same(values, [np.asarray(space.number(text, at)) for at in space.points])


_LIST = r"((?:\$[^$]*\$(?:,| and)?\s*)+)"
OF_ANY: tuple[Sentence[Space], ...] = (
    Sentence(r"Every column has a pivot", _are_independent),
    Sentence(r"are linearly independent and form a basis", _are_independent),
    Sentence(r"The column has a pivot", lambda space, _: _rank(space) == space.columns.shape[1] == 1),
    Sentence(r"so the \w+ is a basis", lambda space, _: _rank(space) == space.columns.shape[1] == 1),
    Sentence(r"There (is no pivot|is one pivot|are (\d+) pivots) in (\d+) columns?", _counts_pivots),
    Sentence(rf"one row for the coefficients of each of {_LIST}", _are_monomials),
    Sentence(rf"(?:gives? the basis|A basis is) {_LIST}\.", _is_basis),
    Sentence(rf"The functions {_LIST} are independent( and form a basis)?", _of_functions),
    Sentence(r"The basis function \$f_1 = ([^$]*)\$ is not zero", _is_the_one),
    Sentence(r"the remaining (\w+)(?: are\b| is\b|:)", _remain),
    Sentence(r"The non-pivot column(s)? express(?:es)? the remaining", _remain),
    Sentence(
        rf"The equation(s)? {_LIST}(?:\\ \(\$([^$]*)\$\))? gives? the basis",
        lambda space, m: space.claim["space"] in NULL_SPACES and _solved_for(space, m),
    ),
    Sentence(r"Every vector is a solution", lambda space, _: _rank(space) == 0),
    Sentence(r"The \w+ is zero|All of the \w+ are zero", lambda space, _: not np.any(space.columns)),
    Sentence(rf"The (columns|rows) {_LIST} of \$([^$]*)\$ span", _all_named),
    Sentence(r"The rows \$r_i\$ of \$([^$]*)\$", lambda space, m: m[1].strip() == space.claim["name"]),
    Sentence(r"and the relation between them", lambda space, _: _rank(space) < space.columns.shape[1]),
    Sentence(r"[Tt]heir degrees, ([^a-z]*(?:and)?[^a-z]*), (?:differ|show)", _degrees_differ),
    Sentence(r"all lie in the plane spanned by the two", lambda space, _: _rank(space) == 2),
    Sentence(r"All of the vectors lie in the plane", lambda space, _: _rank(space) == 2),
    Sentence(r"All of the vectors lie on one line", lambda space, _: _rank(space) == 1),
    Sentence(
        r"vectors are independent and span \$\\math(?:bb|bf)\{R\}([^$]*)\$",
        lambda space, m: m[1].strip("^{}") == f"{_rank(space)}" == f"{len(space.columns)}" and m[1][0] == "^",
    ),
)
OF_TWO: tuple[Sentence[Space], ...] = (
    Sentence(
        r"[Ww]ith the columns ((?:\$[^$]*\$,?\s*)+)",
        lambda space, m: not pairs.columns_stated(space, re.findall(r"\$([^$]*)\$", m[1])),
    ),
    Sentence(r"only the vector \$0\$ lies in both", lambda space, _: space.claim["dimension"] == 0),
    Sentence(r"Both \$U\$ and \$W\$ contain", lambda space, _: pairs.dimensions(space)[r"\cap"] > 0),
    Sentence(r"null space \(in blue\)", lambda space, _: space.claim["space"] == "null_space"),
)
