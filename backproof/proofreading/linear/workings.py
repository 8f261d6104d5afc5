"""Tasks and lines of answers about matrices in print: what is given, and each line in its turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, Passage, split, statements
from backproof.proofreading.linear.eliminations import equal
from backproof.proofreading.linear.matrices import Scope, items, read
from backproof.proofreading.printed_task import task_of

# What changes nothing of a formula but its looks, and the rest, character by character.
_LOOKS = r"\s|\{\}|\\displaystyle(?![A-Za-z])|\\[,;!]"
_PIECE = re.compile(rf"(?:{_LOOKS})+|(?P<kept>.)", re.DOTALL)
_END = ".,"
_BOX = r"\answerbox{}"


def judge(
    claim: Mapping[str, Any], formulas: Sequence[Formula], passages: Sequence[Passage]
) -> Iterator[Fault]:
    """Yield a fault for what the default task leaves out, a line out of its turn, or missing stages."""
    yield from judge_task(claim, formulas, passages)
    _, end, _ = task_of(passages)
    boxes = [
        range(formula.start, formula.start + len(_BOX) + len(formula.latex))
        for formula in formulas
        if formula.place == "box"
    ]
    text, positions = _plain(passages, end, boxes)
    lines = [line for part in (claim, *claim["cases"]) for line in part.get("lines", ())]
    at = 0
    for rule, says, _ in lines:
        places = [text.find(_shortened(latex), at) for latex in says]
        if places and min(places) < 0:
            left_out = says[places.index(-1)]
            yield Fault(positions[min(at, len(positions) - 1)], f"{left_out} is left out ({rule})")
            return
        at = min(places, default=at)
    stages = [formula for formula in formulas if formula.place == "stage"]
    wanted = sum(count for _, _, count in lines)
    if lines and len(stages) != wanted:
        start = stages[-1].start if stages else positions[0]
        yield Fault(start, f"{len(stages)} stages of eliminations are printed, not {wanted}")


def judge_task(
    claim: Mapping[str, Any], formulas: Sequence[Formula], passages: Sequence[Passage]
) -> Iterator[Fault]:
    """Yield a fault for each given matrix that the default task leaves out."""
    _, end, is_default = task_of(passages)
    if is_default:
        missing = _not_given(claim, [formula for formula in formulas if formula.start < end])
        yield from (Fault(end, f"the task does not state {name}") for name in missing)


def _not_given(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[str]:
    """Yield the printed names of the given matrices whose values no statement of the task has."""
    case = claim["cases"][0]
    scope = Scope(claim, case, case["samples"][0])
    sides = [
        side.strip()
        for formula in formulas
        for statement in statements(formula.latex)
        for side in split(statement, "=")
    ]
    written = [value for side in sides if "matrix" in side and (value := read(scope, side)) is not None]
    for name in claim.get("stated", ()):
        for shown, value in items(scope.number(claim["given"][name]), claim["printed"][name]):
            if not any(equal(found, value) for found in written):
                yield shown


def _plain(passages: Sequence[Passage], after: int, boxes: Sequence[range]) -> tuple[str, list[int]]:
    """Return what passages say after a position but in boxes, without spaces, and where each character is."""
    kept = [
        (piece["kept"], at)
        for passage in passages
        for piece in _PIECE.finditer(passage.latex)
        if piece["kept"]
        and (at := passage.start + piece.start()) >= after
        and not any(at in box for box in boxes)
    ]
    return "".join(character for character, _ in kept), [at for _, at in kept] or [after]


def _shortened(latex: str) -> str:
    """Return a formula as it is searched for."""
    return "".join(piece["kept"] or "" for piece in _PIECE.finditer(latex)).rstrip(_END)
