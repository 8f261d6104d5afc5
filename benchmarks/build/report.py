"""The tables, at most 100 columns wide."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from .edits import PLACES
from .measure import Sample
from .memory import Peak

NOTHING, WORDING, EXPRESSION = "nothing changed", "wording changed", "expression changed"
COLD, WATCH, PASS, FIXED_POINT = "cold", "watch: saved to new PDF", "bare pass", "bare to its fixed point"
NEW_PREAMBLE = "cold, with a new preamble"
IDLE_LATEXMK = f"bare latexmk: {NOTHING}"
COLUMNS = (COLD, NOTHING, WORDING, EXPRESSION)
MEMORY_MB, NOTHING_SECONDS = 250, 0.12
# Row, what it is measured against, and the ratio to reach.
ROWS = (
    (NOTHING, IDLE_LATEXMK, 1.5),
    (WORDING, PASS, 1.0),
    (EXPRESSION, PASS, 2.0),
    (COLD, FIXED_POINT, 1.5),
    (WATCH, PASS, 0.6),
)
_PLACED = (WORDING, WATCH)
Medians = Mapping[str, Sample]


def ours(medians: Medians, engine: str) -> Iterator[str]:
    """This project's rows, as ratios to what each is measured against."""
    yield f"{'what':40} {'seconds':>8} {'ratio':>6} {'reach':>6} {'cpu':>6}  against"
    for row, base, reach in ROWS:
        yield _line(medians, row, base, f"{reach:6.2f}")
        if row in _PLACED:
            yield from (_line(medians, placed(row, place), base, " " * 6) for place in PLACES)
        if row == COLD:
            yield _line(medians, NEW_PREAMBLE, base, " " * 6)
    yield f"{NOTHING} has to take at most {NOTHING_SECONDS} s, too; `cpu` is the ratio of processor time"
    yield (
        f"bare TeX: a pass {medians[PASS].wall:.3f} s, to its fixed point {medians[FIXED_POINT].wall:.3f} s; "
        f"{engine}"
    )


def placed(row: str, place: str) -> str:
    """The name of a row's part."""
    return f"{row}, at the {place}"


def _line(medians: Medians, row: str, base: str, reach: str) -> str:
    found = medians[row]
    ratio, cpu = (
        f"{'-':>6}" if math.isnan(one) else f"{one:6.2f}" for one in (found.wall_ratio, found.cpu_ratio)
    )
    stale = " stale" if found.stale else ""
    return f"{row:40} {found.wall:8.3f} {ratio} {reach} {cpu}  {base}{stale}"


def beside(medians: Medians, peers: Sequence[str]) -> Iterator[str]:
    """Every tool's builds of the same pages, in seconds; `stale` where an edit was not on the page."""
    yield " ".join([f"{'seconds':24}", *(f"{column:>18}" for column in COLUMNS)])
    for name in ("backproof", *peers):
        keys = [column if name == "backproof" else f"{name}: {column}" for column in COLUMNS]
        yield " ".join([f"{name:24}", *(_cell(medians.get(key)) for key in keys)])


def _cell(sample: Sample | None) -> str:
    if sample is None:
        return f"{'-':>18}"
    return f"{f'{sample.wall:.3f}' + (' stale' if sample.stale else ''):>18}"


def memory(peaks: Mapping[str, Peak]) -> Iterator[str]:
    """Every command's peak."""
    yield f"{'MB at most':26} {'any process':>12} {'all together':>13} {'reach':>6}"
    for name, peak in peaks.items():
        over = "  over" if peak.largest > MEMORY_MB else ""
        yield f"{name:26} {peak.largest:12.0f} {peak.together:13.0f} {MEMORY_MB:6}{over}"
