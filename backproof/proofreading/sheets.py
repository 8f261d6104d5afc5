"""Proofreading of a sheet: the tasks, their points and the head, without any answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.answer import Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import read
from backproof.proofreading.linear import workings
from backproof.proofreading.optima import claims as optima
from backproof.proofreading.places import Places
from backproof.proofreading.proofread import places_of
from backproof.proofreading.wording import counts, doublings
from backproof.proofreading.wording.tasks import judging as tasks
from backproof.proofreading.wording.templates import worded_by_kinds


def proofread_sheet(
    text: str, solutions: Sequence[Solution], sheet: counts.Sheet, own: Sequence[str] = ()
) -> tuple[Fault, ...]:
    """Return the faults of a sheet's LaTeX in order; `own` are the names of the author's own templates."""
    page = read(text, len(solutions))
    found = [
        *doublings.judge(page),
        *counts.judge_sheet(text, page, solutions, sheet),
    ]
    kinds = worded_by_kinds(solutions, own)
    with np.errstate(all="ignore"):
        for answer, claim, places in places_of(page, solutions):
            if answer.id in kinds and claim is answer.claims[0]:
                found += tasks.judge(kinds[answer.id], claim.data, places.passages)
            if judge := _TASKS.get(claim.kind):
                found += judge({"kind": claim.kind, **claim.data}, places)
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: fault.at))


def _of_matrices(claim: Mapping[str, Any], places: Places) -> Iterator[Fault]:
    yield from workings.judge_task(claim, places.mine, places.passages)


_TASKS: Mapping[str, Callable[[Mapping[str, Any], Places], Iterator[Fault]]] = {
    **dict.fromkeys(optima.KINDS, optima.judge_task),
    "matrices": _of_matrices,
}
