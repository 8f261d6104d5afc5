"""Lines of a worked answer, word by word, in the words of its kind's own template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Passage
from backproof.proofreading.optima.said import task_of
from backproof.proofreading.wording.lines import estimates, points, programs, sets
from backproof.proofreading.wording.skeletons import pattern, skeleton

Claim = Mapping[str, Any]
# The words of a line by its rule, its word, and the claim.
Words = Callable[[str, str, Claim], str]
LINES: Mapping[str, Words] = MappingProxyType(
    {**points.KINDS, **sets.KINDS, **programs.KINDS, **estimates.KINDS},
)
_BEFORE = {
    "set_projection": "The nearest point $p$ of a closed convex set $C$ is the one with "
    r"$(y-p)^\top(z-p)\le0$ for all $z\inC$.",
}
_BOX = r"\answerbox"


def judge(kind: str, claim: Claim, passages: Sequence[Passage]) -> Iterator[Fault]:
    """Yield a fault for the first line between the task and the box in other words than those of its rule."""
    words = LINES.get(kind)
    if words is None or not passages:
        return
    wanted = [_BEFORE[kind]] if kind in _BEFORE else []
    try:
        wanted += [words(rule, word, claim) for rule, word in claim["rules"]]
    except KeyError:  # A rule whose words are not declared.
        return
    start, said = _lines(passages)
    at = 0
    for line in wanted:
        found = pattern(line).match(said, at)
        if found is None:
            yield Fault(start, f"'{said[at : at + 80]}' stands where '{line[:80]}' is due")
            return
        at = found.end() + said.startswith(" ", found.end())
    if at < len(said):
        yield Fault(start, f"'{said[at : at + 80]}' follows the last line")


def _lines(passages: Sequence[Passage]) -> tuple[int, str]:
    """Return where the lines of an answer begin, and their words."""
    _, end, _ = task_of(passages)
    said = "".join(
        passage.latex[max(end - passage.start, 0) :]
        for passage in passages
        if end < passage.start + len(passage.latex)
    )
    start = max(end, passages[0].start)
    return start + len(said) - len(said.lstrip()), skeleton(said.partition(_BOX)[0])
