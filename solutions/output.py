"""An excerpt of a script's output: its tables by their telling rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

# A table with more rows than this is shown by some of them.
_LONGEST = 8
_AT_EITHER_END = 2
_LEFT_OUT = "..."


def telling_rows(output: str) -> str:
    """Return the output with each long table cut to its ends and the rows with a column's minimum."""
    lines = output.splitlines()
    runs = groupby(enumerate(lines), key=lambda item: bool(_numbers(item[1])))
    kept = (
        line for is_table, group in runs for line in (_cut if is_table else list)([text for _, text in group])
    )
    return "\n".join(kept)


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
    columns = list(zip(*map(_numbers, rows), strict=False))[1:]
    least = {min(range(len(rows)), key=column.__getitem__) for column in columns}
    ends = range(_AT_EITHER_END)
    return {*ends, *(len(rows) - 1 - index for index in ends), *least}


def _numbers(line: str) -> list[float]:
    """Return the numbers that a line consists of; [] for any other line."""
    try:
        return [float(cell) for cell in line.split()]
    except ValueError:
        return []
