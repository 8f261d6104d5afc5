"""Dimensions that depend on symbols: each printed case held against the claimed one, at its sample values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.linear.space import Space, printed_names
from backproof.proofreading.scalars import UnreadableError, evaluate
from backproof.proofreading.verifier import verify

_CASE = re.compile(r"(?P<condition>.*):\\quad\s*(?P<dimension>\d+)[.,]?", re.DOTALL)
_UNLESS = re.compile(r"\\text\{ (?:unless|if) \}(.*)", re.DOTALL)
_EXCEPTION = re.compile(r"(?P<condition>[^()]+)\\ \((?P<dimension>\d+)\)")
_RELATION = re.compile(r"\\(neq?|le|ge|leq|geq)(?![A-Za-z])|[=<>]")
_ANY_VALUE = re.compile(r"(.+)\\in \\mathbb\{R\}")
_HOLDS = {
    "=": lambda a, b: abs(a - b) <= _near(a, b),
    "ne": lambda a, b: abs(a - b) > _near(a, b),
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "le": lambda a, b: a <= b + _near(a, b),
    "ge": lambda a, b: a >= b - _near(a, b),
}


def _near(a: float, b: float) -> float:
    return 1e-9 * max(1.0, abs(a), abs(b))


def without_cases(latex: str) -> str:
    """Return a formula up to the cases in which another dimension holds."""
    return _UNLESS.sub("", latex).strip()


def is_case(latex: str) -> bool:
    """Return whether a line states the dimension under a condition."""
    return _CASE.fullmatch(latex.strip()) is not None


def judge(space: Space, formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each case that is none of the claim, and for each that is missing."""
    # A description's line such as e^{2x}: 1 gives a value, and is compared as it stands.
    open_lines = (formula for formula in formulas if not space.describes(formula.latex))
    lines = [(f, match) for f in open_lines if (match := _CASE.fullmatch(f.latex.strip()))]
    for formula, match in lines:
        if _place(space, match) is None:
            yield Fault(formula.start, f"{match['condition']} is no case of dimension {match['dimension']}")
    stated = {_place(space, match) for _, match in lines} - {None}
    if lines and len(stated) != len(_cases(space)):
        yield Fault(lines[0][0].start, f"{len(stated)} cases are stated, not {len(_cases(space))}")
    for formula in formulas:
        if formula.place in ("box", "summary") and (unless := _UNLESS.search(formula.latex)):
            yield from _exceptions(space, formula, unless[1])


def _exceptions(space: Space, formula: Formula, listed: str) -> Iterator[Fault]:
    """Yield a fault unless what an answer lists are the cases of other dimensions than the generic one."""
    wanted = {i for i, case in enumerate(_cases(space)) if case["dimension"] != space.claim["dimension"]}
    found = {_place(space, match) for match in _EXCEPTION.finditer(listed)}
    if "dots" not in listed and found != wanted:
        yield Fault(formula.start, "the exceptions that the answer lists are not the cases of the dimension")


def _cases(space: Space) -> Sequence[Mapping[str, Any]]:
    """Return the claimed cases; none for a question without parameters."""
    found: Sequence[Mapping[str, Any]] = space.claim.get("cases", ())
    return found


def _place(space: Space, match: re.Match[str]) -> int | None:
    """Return the index of the claimed case whose samples satisfy a printed condition, with its dimension."""
    for index, case in enumerate(_cases(space)):
        points = [{name: verify.entry(text) for name, text in sample} for sample in case["samples"]]
        if case["dimension"] != int(match["dimension"]):
            continue
        if not points and _is_written(space, match["condition"], case["condition"]):
            return index
        if points:
            try:
                if all(holds(match["condition"], printed_names(point)) for point in points):
                    return index
            except UnreadableError:
                # Conditions in words have no values: their dimension alone is judged.
                return index
    return None


def _is_written(space: Space, printed: str, claimed: str) -> bool:
    """Return whether a printed equation is the claimed one, by its values at random ones of the symbols."""
    sides, other = printed.split("="), claimed.split("=")
    if len(sides) != len(other) or len(sides) > len(("left", "right")):
        return False
    try:
        left, right = (evaluate(side.strip(), space.symbols) for side in sides)
    except UnreadableError:
        return False
    wanted = [float(verify.entry(side.strip(), space.exact_symbols)) for side in other]
    return bool(abs((left - right) - (wanted[0] - wanted[1])) <= _near(left - right, wanted[0]))


def holds(condition: str, names: Mapping[str, Any]) -> bool:
    """Return whether a printed condition holds at values of its names; UnreadableError if it has words."""
    parts = re.split(r"(?<!\\),(?:\\[;, ]|\s)*|\\text\{ and \}", condition.strip().strip(","))
    return all(_relation(part, names) for part in parts if part.strip())


def _relation(part: str, names: Mapping[str, Any]) -> bool:
    if (always := _ANY_VALUE.fullmatch(part.strip())) and always[1].strip() in names:
        return True
    found = _RELATION.search(part)
    if found is None:
        raise UnreadableError(part)
    sides = (evaluate(side.strip(), names) for side in (part[: found.start()], part[found.end() :]))
    return bool(_HOLDS[(found[1] or found[0]).removesuffix("q")](*sides))
