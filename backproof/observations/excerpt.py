"""An excerpt of a script's output: tables and other lines of one form by their telling rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

# A run of lines of one form that is longer than this is shown by some of them.
_LONGEST = 8
_AT_EITHER_END = 2
_LEFT_OUT = "..."
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|\b(?:nan|inf)\b")


def telling_rows(output: str) -> str:
    """Return the output with each long table cut to its ends and the rows with a column's minimum."""
    runs = groupby(output.removesuffix("\n").split("\n"), key=_form)
    kept = (line for form, lines in runs for line in (_cut(list(lines)) if "#" in form else lines))
    return "\n".join(kept)


def _form(line: str) -> str:
    """Return a line's words, with a sign for each number: what rows of one table have in common."""
    return " ".join(_NUMBER.sub("#", line).split())


def _cut(rows: Sequence[str]) -> Iterator[str]:
    """Yield the telling rows of a table, and a row of dots for those between."""
    telling = _telling(rows) if len(rows) > _LONGEST else set(range(len(rows)))
    was_left_out = False
    for index, row in enumerate(rows):
        if index in telling:
            yield row
        elif not was_left_out:
            yield " " * (len(row) - len(row.lstrip())) + _LEFT_OUT
        was_left_out = index not in telling


def _telling(rows: Sequence[str]) -> set[int]:
    """Return the indices of the first and last rows, and of the least value in each column but the first."""
    columns = list(zip(*([float(number) for number in _NUMBER.findall(row)] for row in rows), strict=False))
    least = {min(range(len(rows)), key=column.__getitem__) for column in columns[1:]}
    ends = range(_AT_EITHER_END)
    return {*ends, *(len(rows) - 1 - index for index in ends), *least}
