"""Lines of a worked answer, word by word, in the words of its kind's own template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Passage, group_at
from backproof.proofreading.printed_task import task_of
from backproof.proofreading.wording.lines import (
    derivatives,
    estimates,
    matrices,
    points,
    programs,
    rules,
    scripts,
    sets,
)
from backproof.proofreading.wording.skeletons import pattern, skeleton

Claim = Mapping[str, Any]
# The words of a line by its rule, its word, and the claim.
Words = Callable[[str, str, Claim], str]
LINES: Mapping[str, Words] = MappingProxyType(
    {**points.KINDS, **sets.KINDS, **programs.KINDS, **estimates.KINDS, **rules.KINDS},
)
_BEFORE = {
    "set_projection": "The nearest point $p$ of a closed convex set $C$ is the one with "
    r"$(y-p)^\top(z-p)\le0$ for all $z\inC$.",
}
_BOX = r"\answerbox"
# Results that lines may follow, and what stands between these.
_RESULTS, _CHECKED = r"\answerlines{", r"\checkedline"
_BESIDE = re.compile(
    r"\\begin\{(steps|premises|picture\*)\}.*?\\end\{\1\}|\{\\centering.*?\\end\{tabular\}\\par\}", re.DOTALL
)
# Where no task stands before the lines, the label of the part does.
_LABEL = re.compile(r"^\\label\{part:[^{}]*\}\}?")
_SHOWN = r" \shown{} "
# Headings of cases, which are judged by their conditions.
_CASE = re.compile(r"\\paragraph\{Case \$[^$]*\$\.\}")


def judge(kind: str, claim: Claim, passages: Sequence[Passage], part: str) -> Iterator[Fault]:
    """Yield a fault for the first line between the task and the box in other words than those of its rule.

    `kind` is the claim's kind, `part` that of the part.
    """
    try:
        wanted = list(_wanted(kind, claim, part))
    except KeyError:  # A rule whose words are not declared.
        return
    own = [passage for passage in passages if passage.question]  # Others are rows of the summary.
    if not wanted or not own:
        return
    start, said = _lines(own)
    at = 0
    for line in wanted:
        found = pattern(line).match(said, at)
        if found is None:
            yield Fault(start, f"'{said[at : at + 80]}' stands where '{line[:80]}' is due")
            return
        at = found.end() + said.startswith(" ", found.end())
    if at < len(said):
        yield Fault(start, f"'{said[at : at + 80]}' follows the last line")


def _wanted(kind: str, claim: Claim, part: str) -> Iterator[str]:
    """Yield the words of each line of an answer, if its kind declares them."""
    if kind == "matrices":
        yield from matrices.words(part, claim)
    if kind == "matrix_minimiser":
        yield sets.minimiser(claim)
    if part in derivatives.KINDS and kind == derivatives.KINDS[part][0]:
        yield from derivatives.KINDS[part][1](claim)
    if kind == part == "dimension":
        from backproof.proofreading.wording.lines import spaces

        yield from spaces.dimension(claim)
    if (kind, part) == ("observations", "script"):
        yield from scripts.observations(claim)
    if kind in LINES:
        yield from [_BEFORE[kind]] if kind in _BEFORE else []
        yield from (LINES[kind](rule, word, claim) for rule, word in claim["rules"])


def _lines(passages: Sequence[Passage]) -> tuple[int, str]:
    """Return where the lines of an answer begin, and their words."""
    _, end, _ = task_of(passages)
    said = "".join(
        passage.latex[max(end - passage.start, 0) :]
        for passage in passages
        if end < passage.start + len(passage.latex)
    )
    start = max(end, passages[0].start)
    whole, said = said, _LABEL.sub("", said)
    return start + len(whole) - len(said.lstrip()), skeleton(_CASE.sub(" ", _up_to_the_box(said)))


def _up_to_the_box(said: str) -> str:
    """Return the text of an answer up to its box, with displays for results, steps and tables."""
    said = _BESIDE.sub(lambda _: _SHOWN, said.partition(_BOX)[0].partition(_CHECKED)[0])
    while (at := said.find(_RESULTS)) >= 0:
        _, end = group_at(said, at + len(_RESULTS) - 1)
        said = said[:at] + _SHOWN + said[end:]
    return said
