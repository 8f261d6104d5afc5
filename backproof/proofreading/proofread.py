"""Proofreading of a whole document: what must be there, once and in order, and what each place states."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backproof.answer import Answer, Claim, Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, Page, letters, read


@dataclass(frozen=True)
class Proofread:
    """The faults of a document in order of their position, and the keys of all faultless claims."""

    faults: tuple[Fault, ...]
    faultless: frozenset[str]


def proofread(text: str, solutions: Sequence[Solution], known: frozenset[str] = frozenset()) -> Proofread:
    """Read a document's LaTeX, except for claims whose formulas were found faultless before, by `known`."""
    page = read(text, len(solutions))
    found = [*_structure(page, solutions), *_foreign(page, solutions), *_doubled(page)]
    faultless: set[str] = set()
    for answer, claim, places in _claims(page, solutions):
        key = _key(claim, places)
        faults = [] if key in known else list(_judged(claim, places))
        faults += _listed(answer, page) if claim.kind == "script" else ()
        faults += _output(answer, page) if claim.kind == "run" else ()
        found += faults
        faultless |= set() if faults else {key}
    ordered = sorted(dict.fromkeys(found), key=lambda fault: fault.at)
    return Proofread(tuple(ordered), frozenset(faultless))


def _structure(page: Page, solutions: Sequence[Solution]) -> Iterator[Fault]:
    """Yield a fault for each part that is missing, doubled or out of order, on its page or in the summary.

    Answers that claim nothing, those of a homework's own solver, may be left out.
    """
    answers = [answer for solution in solutions for answer in solution.answers]
    order = [answer.id for answer in answers]
    needed = [answer.id for answer in answers if answer.claims]
    yield from _in_order(page.labels, order, needed, (r"\label{part:...}", page.end))
    if page.rows:
        yield from _in_order(page.rows, order, order, ("row of the summary", page.rows[-1][1]))


def _in_order(
    places: Sequence[tuple[str, int]], order: Sequence[str], needed: Sequence[str], what: tuple[str, int]
) -> Iterator[Fault]:
    """Yield a fault for what is foreign, doubled, out of order, or missing among the needed."""
    name, end = what
    last = -1
    for id, at in places:
        position = order.index(id) if id in order else -1
        if position <= last:
            yield Fault(at, f"a {name} for {id} is doubled, foreign or out of order")
        last = max(last, position)
    found = {id for id, _ in places}
    for id in needed:
        if id not in found:
            yield Fault(end, f"there is no {name} for {id}")


Places = tuple[list[Formula], list[Formula], list[Formula]]
"""The formulas of a question's statement with those of a part, of the part alone, and of its row."""


def _claims(page: Page, solutions: Sequence[Solution]) -> Iterator[tuple[Answer, Claim, Places]]:
    """Yield every claim with the formulas that may speak of it."""
    for number, solution in enumerate(solutions, start=1):
        question = [f for f in page.formulas if f.question == number]
        for answer in solution.answers:
            mine = [f for f in question if f.part == answer.id]
            row = [f for f in page.formulas if f.question == 0 and f.part == answer.id]
            stated = [f for f in question if f.part in ("", answer.id)]
            yield from ((answer, claim, (stated, mine, row)) for claim in answer.claims)


def _key(claim: Claim, places: Places) -> str:
    """Return a digest of a claim and its formulas, wherever these stand."""
    printed = [[(f.place, f.latex, f.second) for f in formulas] for formulas in places]
    return hashlib.sha256(repr((_code(), claim.kind, dict(claim.data), printed)).encode()).hexdigest()


@cache
def _code() -> str:
    """Return a digest of the modules that judge: what others found faultless is judged again."""
    files = [*Path(__file__).parent.glob("*.py"), Path(__file__).parents[1] / "proof" / "verify.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()


def _judged(claim: Claim, places: Places) -> Iterator[Fault]:
    """Yield the faults of the formulas that speak of a claim."""
    import numpy as np

    with np.errstate(all="ignore"):
        yield from _faults({"kind": claim.kind, **claim.data}, places)


def _faults(claim: Mapping[str, Any], places: Places) -> Iterator[Fault]:
    from backproof.proofreading import derivatives, dimensions

    stated, mine, row = places
    match claim["kind"]:
        case "derivatives":
            yield from derivatives.judge(claim, stated)
            yield from derivatives.judge_summary(claim, row) if row else ()
        case "shapes":
            yield from derivatives.judge_shapes(claim, mine, are_paired=True)
            yield from derivatives.judge_shapes(claim, row, are_paired=False) if row else ()
        case "script":
            yield from derivatives.judge_call(claim, [*mine, *row])
        case "dimension":
            yield from dimensions.judge(claim, [formula for formula in mine if formula.place != "stated"])
            yield from dimensions.judge_summary(claim, row)


def _listed(answer: Answer, page: Page) -> Iterator[Fault]:
    """Yield a fault unless the function's lines are listed in the part, letter by letter."""
    listings = [listing for listing in page.listings if listing.part == answer.id]
    if letters(answer.text) not in [listing.letters for listing in listings]:
        at = listings[0].start if listings else dict(page.labels).get(answer.id, page.end)
        yield Fault(at, f"the lines of the function that {answer.id} lists are not those that were checked")


def _output(answer: Answer, page: Page) -> Iterator[Fault]:
    """Yield a fault for each listing of a run's output with a line that the run did not print."""
    printed = letters(answer.text)
    for listing in page.listings:
        if (
            listing.part == answer.id
            and listing.is_output
            and any(line not in printed for line in listing.lines)
        ):
            yield Fault(listing.start, f"{answer.id} shows a line that the script did not print")


def _foreign(page: Page, solutions: Sequence[Solution]) -> Iterator[Fault]:
    """Yield a fault for each listing that is printed twice, or that no file contains."""
    files = [letters(text) for solution in solutions for text in solution.files.values()]
    seen: set[tuple[str, str]] = set()
    for listing in page.listings:
        if (listing.part, listing.letters) in seen:
            yield Fault(listing.start, "this listing is printed twice")
        seen.add((listing.part, listing.letters))
        if not listing.is_output and not any(listing.letters in text for text in files):
            yield Fault(listing.start, "these lines are in no file that is handed in")


def _doubled(page: Page) -> Iterator[Fault]:
    """Yield a fault for each line of a derivation, stage or box that a part states twice."""
    seen: set[tuple[str, str, str, str]] = set()
    for formula in page.formulas:
        key = (formula.part, formula.place, formula.latex, formula.second)
        if formula.place in ("step", "stage", "box", "result") and key in seen:
            yield Fault(formula.start, "this formula is printed twice")
        seen.add(key)
