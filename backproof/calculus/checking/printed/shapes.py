"""Evidence for shapes: every printed part is parsed back, computed as an array, and measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from backproof.answer import Check
from backproof.calculus.checking.printed.read_back import read_back
from backproof.calculus.evaluation.extents import computed_shape
from backproof.calculus.language.blocks import Blocks
from backproof.calculus.language.expression import (
    Binary,
    Elementwise,
    Joint,
    Named,
    Number,
    Power,
    Reduce,
    Structural,
    Variable,
)
from backproof.calculus.language.scalar_functions.user_functions import own_functions
from backproof.calculus.language.traversal import named_parts, sizes, variables
from backproof.calculus.language.tree import Expression, to_text, walk
from backproof.calculus.primitives.sizes import length
from backproof.calculus.printing.tables import Row
from backproof.diagnostic import InputError

_LISTED = Binary | Elementwise | Reduce | Structural | Joint | Blocks | Named


def shape_checks(rows: Sequence[Row], whole: Expression) -> Iterator[Check]:
    """Check the rows of a dimension table: shapes at two choices of lengths, printed sizes, completeness."""
    names = sizes(whole)
    for lengths in (dict.fromkeys(names, 1), {name: number for number, name in enumerate(names, 4)}):
        yield _measured(rows, whole, lengths)
    faults = [*_misprinted(rows), *_row_errors(rows, whole)]
    yield Check(
        "rows of the table", f"{len(rows)} parts", len(faults), 0, "each part once", "; ".join(faults)
    )


def _measured(rows: Sequence[Row], whole: Expression, lengths: Mapping[str, int]) -> Check:
    expected = [tuple(length(size, lengths) for size in row.shape) for row in rows]
    got = [_shape_of(row, whole, lengths) for row in rows]
    wrong = sum(a != b for a, b in zip(expected, got, strict=True))
    named = ", ".join(f"{name} = {value}" for name, value in lengths.items())
    return Check("shapes of computed arrays", f"parts at {named}", wrong, 0, str(expected), str(got))


def _shape_of(row: Row, whole: Expression, lengths: Mapping[str, int]) -> tuple[int, ...] | None:
    try:
        known: tuple[Named | Variable, ...] = (*variables(whole), *named_parts(whole))
        part = read_back(row.text, known, own_functions(whole), sizes(whole))
        return computed_shape(part, lengths)
    except InputError:
        return None


def _misprinted(rows: Sequence[Row]) -> list[str]:
    """Return the rows whose printed shape names sizes other than their own."""
    return [row.text for row in rows if _printed_sizes(row.shape_latex) != _sizes_to_print(row)]


def _printed_sizes(latex: str) -> list[str]:
    _, _, power = latex.partition("^")
    sides = power.removeprefix("{").removesuffix("}").split(r"\times") if power else []
    return [re.sub(r"\\[a-z]+(?=\{)|[^A-Za-z0-9]", "", side) for side in sides]


def _sizes_to_print(row: Row) -> list[str]:
    rows, columns = map(str, row.shape)
    if (rows, columns) == ("1", "1"):
        return []
    return [re.sub("[^A-Za-z0-9]", "", size) for size in ([rows] if columns == "1" else [rows, columns])]


def _row_errors(rows: Sequence[Row], whole: Expression) -> list[str]:
    """Return the errors in the list: missing, repeated or misplaced parts, and a whole that is not last."""
    texts = [row.text for row in rows]
    needed = [_text(part) for part in _parts_to_list(whole)]
    found = [f"no row for {text}" for text in needed if text not in texts]
    found += [f"twice: {text}" for text in dict.fromkeys(texts) if texts.count(text) > 1]
    found += [f"{text} before its parts" for text in _out_of_order(texts, whole)]
    return found if texts and texts[-1] == _text(whole) else [*found, "the whole is not the last row"]


def _text(part: Expression) -> str:
    return part.name if isinstance(part, Named) else to_text(part, lets=False)


def _parts_to_list(whole: Expression) -> list[Expression]:
    """Return the operations to list, except values of names, squared norms, and operations with a number."""
    order = walk(whole)
    hidden = {part.value for part in order if isinstance(part, Named)}
    hidden |= {part.base for part in order if isinstance(part, Power) and isinstance(part.base, Reduce)}
    parts = [p for p in order if isinstance(p, _LISTED)]
    scaled = {p for p in parts if isinstance(p, Binary) and any(isinstance(c, Number) for c in p.children)}
    return [p for p in parts if p not in hidden | scaled and any(isinstance(v, Variable) for v in walk(p))]


def _out_of_order(texts: Sequence[str], whole: Expression) -> list[str]:
    places = {_text(part): place for place, part in enumerate(walk(whole))}
    known = [text for text in texts if text in places]
    return [later for earlier, later in pairwise(known) if places[later] < places[earlier]]
