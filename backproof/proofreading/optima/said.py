"""Formulas of a task and of the lines of a worked answer in print: each that the claim lists, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, Passage, split, statements
from backproof.proofreading.optima.worked import WORDS, Agrees, plain
from backproof.proofreading.printed_task import task_of

_SIGN = re.compile(r"=|<|>|\\(?:leq?|geq?|in|to|propto|succ)(?![A-Za-z])")
_END = re.compile(r"(?:\\[,; ]|[?.,\s])+$")
_SHORT = {r"\leq": r"\le", r"\geq": r"\ge"}
_FURTHER = r"\\colon\\quad|\\q?quad\s*\\text\{[^{}]*\}"


def judge(
    claim: Mapping[str, Any], formulas: Sequence[Formula], passages: Sequence[Passage], agrees: Agrees
) -> Iterator[Fault]:
    """Yield a fault for the first statement of the task, and of the lines, that is not printed in its turn.

    A task in an author's own words need not state what the default one does.
    """
    yield from judge_task(claim, formulas, passages, agrees)
    _, end, _ = task_of(passages)
    own = [formula for formula in _placed(formulas) if formula.start >= end]
    says = partial(_says, claim=claim, agrees=agrees)
    yield from _in_order(claim["says"], own, says)
    yield from _doubled([*claim["says"], *map(_as_relation, claim["lines"])], own, says)


def judge_task(
    claim: Mapping[str, Any], formulas: Sequence[Formula], passages: Sequence[Passage], agrees: Agrees
) -> Iterator[Fault]:
    """Yield a fault for the first statement of the task that is not printed in its turn."""
    _, end, is_default = task_of(passages)
    wanted = claim["asked"] if is_default else ()
    own = [formula for formula in _placed(formulas) if formula.start < end]
    says = partial(_says, claim=claim, agrees=agrees)
    yield from _in_order(wanted, own, says)
    yield from _doubled(wanted, own, says)


def _placed(formulas: Sequence[Formula]) -> list[Formula]:
    return [formula for formula in formulas if formula.place in ("line", "text")]


def _in_order(
    wanted: Sequence[Any], formulas: Sequence[Formula], says: Callable[[str, Any], bool]
) -> Iterator[Fault]:
    """Yield a fault for the first of the statements that does not stand after those before it."""
    printed = _printed(formulas)
    at = 0
    for data in wanted:
        found = next((i for i in range(at, len(printed)) if says(printed[i][1], data)), None)
        if found is None:
            place = printed[min(at, len(printed) - 1)][0] if printed else 0
            yield Fault(place, f"{_text(data)} is left out, or printed otherwise")
            return
        at = found + 1


def _printed(formulas: Sequence[Formula]) -> list[tuple[int, str]]:
    """Return the statements of formulas with their positions."""
    return [
        (formula.start, _END.sub("", WORDS.sub("", part)).strip())
        for formula in formulas
        for text in statements(formula.latex)
        for part in split(text, _FURTHER)
    ]


def _as_relation(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claimed line as a relation of its name with its value."""
    return {"sides": [{"name": line["left"]}, line["value"]], "signs": ["="]}


def _doubled(
    claimed: Sequence[Any], formulas: Sequence[Formula], says: Callable[[str, Any], bool]
) -> Iterator[Fault]:
    """Yield a fault for each displayed formula that is printed more often than it is claimed."""
    count = Counter(formula.latex.strip().rstrip(".,") for formula in formulas if formula.place == "line")
    for formula in formulas:
        latex = formula.latex.strip().rstrip(".,")
        if count[latex] > 1 and formula.place == "line":
            printed = [text for _, text in _printed([formula])]
            most = [sum(says(text, data) for data in claimed) for text in printed]
            if most and 0 < max(most) < count[latex]:
                yield Fault(formula.start, f"{latex} is printed {count[latex]} times")
            count[latex] = 0


def _says(latex: str, data: Any, *, claim: Mapping[str, Any], agrees: Agrees) -> bool:
    """Return whether a formula is a value, a name, or a relation with the same signs and sides."""
    if not isinstance(data, Mapping):
        return agrees(latex, data, claim)
    if "name" in data:
        return plain(latex) == plain(data["name"])
    sides = split(latex, _SIGN.pattern)
    signs = [_SHORT.get(sign, sign) for sign in _SIGN.findall(_outside(latex))]
    return (
        len(sides) == len(data["sides"])
        and signs == data["signs"]
        and all(
            _says(side, value, claim=claim, agrees=agrees)
            for side, value in zip(sides, data["sides"], strict=True)
        )
    )


def _outside(latex: str) -> str:
    """Return the signs of a relation without those in brackets."""
    depth, kept = 0, []
    for token in re.finditer(r"\\begin\{\w+\}|\\end\{\w+\}|\\[{}]|\\[A-Za-z]+|.", latex, re.DOTALL):
        closes = token[0] in (")", "]", "}", r"\}") or token[0].startswith(r"\end")
        depth -= closes
        kept += [token[0]] if depth == 0 and not closes else []
        depth += token[0] in ("(", "[", "{", r"\{") or token[0].startswith(r"\begin")
    return " ".join(kept)


def _text(data: Any) -> str:
    """Return a statement as text."""
    if isinstance(data, str):
        return data
    if isinstance(data, Mapping):
        if "name" in data:
            return str(data["name"])
        sides = [*map(_text, data["sides"])]
        return sides[0] + "".join(f" {s} {x}" for s, x in zip(data["signs"], sides[1:], strict=True))
    return f"({', '.join(map(_text, data))})"
