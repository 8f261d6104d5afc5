"""Tasks in the words of a kind's own template, held against the claim of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

from backproof.answer import Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page, Passage
from backproof.proofreading.optima.said import task_of
from backproof.proofreading.wording.tasks import matrices, optima
from backproof.proofreading.wording.tasks.skeletons import fits, skeleton
from backproof.proofreading.wording.templates import is_reworded, kinds_of

Words = Callable[[Mapping[str, Any]], Sequence[str]]
_OF_OPTIMA = (
    "stationary kkt convex_set convexity matrix_convexity matrix_minimiser subgradient dual linear_program "
    "descent set_projection gaussian likelihood"
)
_OF_MATRICES = (
    "determinant four_subspaces linear_system inverse definiteness gram_schmidt least_squares projection "
    "singular_values matrix_factorisation membership coordinates linear_map eigenvalues"
)
# Functions that return the words of a task have the names of the kinds.
TASKS: Mapping[str, Words] = MappingProxyType(
    {name: getattr(optima, name) for name in _OF_OPTIMA.split()}
    | {name: getattr(matrices, name) for name in _OF_MATRICES.split()}
)


def judge(page: Page, solutions: Sequence[Solution], own: Sequence[str] = ()) -> Iterator[Fault]:
    """Yield a fault for each task in the words of its kind that are not those of its answer.

    `own` are the names of the author's own templates, which may say the same in other words.
    """
    for solution in solutions:
        for answer, kind in kinds_of(solution):
            if kind in TASKS and answer.claims and not is_reworded(solution, kind, own):
                passages = [passage for passage in page.passages if passage.part == answer.id]
                yield from _judged(TASKS[kind](answer.claims[0].data), passages)


def _judged(wanted: Sequence[str], passages: Sequence[Passage]) -> Iterator[Fault]:
    start, end, is_default = task_of(passages)
    if not is_default:
        return
    passage = next(one for one in passages if one.start <= start < one.start + len(one.latex))
    latex = passage.latex[start - passage.start : end - passage.start]
    said = skeleton(latex)
    if not any(fits(said, one) for one in wanted):
        nearest = max(wanted, key=lambda one: SequenceMatcher(None, said, one).ratio())
        yield Fault(start + len(latex) - len(latex.lstrip()), f"the task says '{said}', not '{nearest}'")
