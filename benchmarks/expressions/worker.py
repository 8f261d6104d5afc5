"""One case of the campaign, drawn and judged: it may run in a process of its own."""

from __future__ import annotations

import jax

from benchmarks.expressions.cases import case_at
from benchmarks.expressions.judge import Outcome, judged

_CLEARED = 500


def outcome_at(chosen: tuple[int, int]) -> tuple[int, Outcome]:
    """The outcome of the case of a seed and a number, with that number."""
    if chosen[1] % _CLEARED == _CLEARED - 1:
        # What jax has compiled takes three megabytes an expression.
        jax.clear_caches()
    return chosen[1], judged(case_at(*chosen))
