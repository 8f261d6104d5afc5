"""Tasks in the words of a kind's own template, held against the claim of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Passage
from backproof.proofreading.printed_task import task_of
from backproof.proofreading.wording.skeletons import fits, skeleton
from backproof.proofreading.wording.tasks import derivatives, matrices, optima, scripts, spaces

Words = Callable[[Mapping[str, Any]], Sequence[str]]
_OF_OPTIMA = (
    "stationary kkt convex_set convexity matrix_convexity matrix_minimiser subgradient dual linear_program "
    "descent set_projection gaussian likelihood"
)
_OF_MATRICES = (
    "determinant four_subspaces linear_system inverse definiteness gram_schmidt least_squares projection "
    "singular_values matrix_factorisation membership coordinates linear_map eigenvalues"
)
_OF_DERIVATIVES = "gradient derivative composition backpropagation computation show statement"
# Functions that return the words of a task have the names of the kinds.
_TASKS: Mapping[str, Words] = MappingProxyType(
    {name: getattr(optima, name) for name in _OF_OPTIMA.split()}
    | {name: getattr(matrices, name) for name in _OF_MATRICES.split()}
    | {name: getattr(derivatives, name) for name in _OF_DERIVATIVES.split()}
    | {"dimension": spaces.dimension, "script": scripts.script}
)


def judge(kind: str, claim: Mapping[str, Any], passages: Sequence[Passage]) -> Iterator[Fault]:
    """Yield a fault for the task of a part in the words of its kind's template, if it is not that "
    "of the claim."""
    start, end, is_default = task_of(passages)
    if kind not in _TASKS or not end:
        return
    passage = next(one for one in passages if one.start <= start < one.start + len(one.latex))
    latex = passage.latex[start - passage.start : end - passage.start]
    # In place of an author's words there are spaces.
    if not is_default and not latex.strip("\n"):
        yield Fault(start, "the part states no task")
    if not is_default:
        return
    wanted = _TASKS[kind](claim)
    said = skeleton(latex)
    if not any(fits(said, one) for one in wanted):
        nearest = max(wanted, key=lambda one: SequenceMatcher(None, said, one).ratio())
        yield Fault(start + len(latex) - len(latex.lstrip()), f"the task says '{said}', not '{nearest}'")
