"""Sentences about a space: pivots, bases, degrees, and what a caption says of its picture."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from backproof.proofreading import pairs
from backproof.proofreading.faults import Fault
from backproof.proofreading.space import Space, element_of
from backproof.proofreading.wording.sentences import Sentence, judged


def judge(claim: Any, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each sentence of a part that is not true of its space."""
    space = Space(claim)
    if not space.is_pair:
        yield from judged(_OF_ANY, space, latex, start)
    yield from judged(_OF_TWO, space, latex, start)


def _columns(space: Space) -> int:
    return len(space.claim["matrix"][0]) if space.claim.get("matrix") else space.columns.shape[1]


def _rank(space: Space) -> int:
    """Return the rank of the given vectors, whatever the claim says."""
    return int(np.linalg.matrix_rank(space.columns))


def _are_independent(space: Space, _: object = None) -> bool:
    return _rank(space) == int(space.columns.shape[1])


def _counts_pivots(space: Space, found: re.Match[str]) -> bool:
    pivots = 1 if found[1] == "is one pivot" else int(found[2])
    return bool(pivots == _rank(space) and int(found[3]) == _columns(space))


def _is_basis(space: Space, found: re.Match[str]) -> bool:
    """Return whether the formulas name as many elements as the dimension, and these are independent."""
    listed = re.findall(r"\$([^$]*)\$", found[1])
    places = [element_of(space, latex) for latex in listed]
    if None in places:
        return False
    chosen = space.columns[:, [place for place in places if place is not None]]
    return bool(len(places) == space.claim["dimension"] == np.linalg.matrix_rank(chosen))


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


_OF_ANY: tuple[Sentence[Space], ...] = (
    Sentence(r"Every column has a pivot", _are_independent),
    Sentence(r"are linearly independent and form a basis", _are_independent),
    Sentence(r"There (is one pivot|are (\d+) pivots) in (\d+) columns", _counts_pivots),
    Sentence(r"(?:give the basis|A basis is) ((?:\$[^$]*\$(?:,| and)?\s*)+)\.", _is_basis),
    Sentence(r"[Tt]heir degrees, ([^a-z]*(?:and)?[^a-z]*), (?:differ|show)", _degrees_differ),
    Sentence(r"all lie in the plane spanned by the two", lambda space, _: _rank(space) == 2),
    Sentence(r"All of the vectors lie in the plane", lambda space, _: _rank(space) == 2),
    Sentence(r"All of the vectors lie on one line", lambda space, _: _rank(space) == 1),
    Sentence(
        r"vectors are independent and span \$\\math(?:bb|bf)\{R\}([^$]*)\$",
        lambda space, m: m[1].strip("^{}") == f"{_rank(space)}" == f"{len(space.columns)}" and m[1][0] == "^",
    ),
)
_OF_TWO: tuple[Sentence[Space], ...] = (
    Sentence(
        r"[Ww]ith the columns ((?:\$[^$]*\$,?\s*)+)",
        lambda space, m: not pairs.columns_stated(space, re.findall(r"\$([^$]*)\$", m[1])),
    ),
    Sentence(r"only the vector \$0\$ lies in both", lambda space, _: space.claim["dimension"] == 0),
    Sentence(r"Both \$U\$ and \$W\$ contain", lambda space, _: pairs.dimensions(space)[r"\cap"] > 0),
    Sentence(r"null space \(in blue\)", lambda space, _: space.claim["space"] == "null_space"),
)
