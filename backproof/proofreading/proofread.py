"""Proofreading of a whole document: what must be there, once and in order, and what each place states."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from backproof.answer import Answer, Claim, Solution
from backproof.proofreading import listings
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page, read
from backproof.proofreading.places import Places
from backproof.proofreading.wording import branches, captions, counts, doublings, evidence, runs
from backproof.proofreading.wording.lines import judging as lines
from backproof.proofreading.wording.tasks import judging as tasks
from backproof.proofreading.wording.templates import worded_by_kinds

# Steps of an elimination, which its stages show.
_SHOWN_AS_STAGES = ("matrix", "row operation", "pivots")
_CASE = r"\paragraph{Case "


@dataclass(frozen=True)
class Proofread:
    """The faults of a document in order of their position, and the keys of all faultless claims."""

    faults: tuple[Fault, ...]
    faultless: frozenset[str]


def proofread(  # noqa: PLR0913
    text: str,
    solutions: Sequence[Solution],
    known: frozenset[str] = frozenset(),
    sheet: counts.Sheet | None = None,
    drawn: Mapping[str, str] = MappingProxyType({}),
    *,
    own: Sequence[str] = (),
) -> Proofread:
    """Read a document's LaTeX, except for claims whose places were found faultless before, by `known`.

    The head is held against the `sheet`, if there is one. `drawn` are drawings by the command that stands
    for each. `own` are the names of the author's own templates, whose words are theirs.
    """
    page = read(text, len(solutions), drawn)
    found = [
        *_structure(page, solutions),
        *listings.judge(page, solutions),
        *_doubled(text, page),
        *_escaped(page),
        *captions.judge(page),
        *doublings.judge(page),
        *evidence.judge(page, solutions, own),
    ]
    found += [*counts.judge(text, page, solutions, sheet), *_lines_left_out(page, solutions)]
    faultless: set[str] = set()
    kinds = worded_by_kinds(solutions, own)
    for answer, claim, places in places_of(page, solutions):
        kind = kinds.get(answer.id, "")
        formulas, sentences = _key(answer, claim, places), _key_of_sentences(answer, claim, places, kind)
        faults = [] if formulas in known else list(_judged(answer, claim, places))
        spoken = [] if sentences in known else list(_spoken(answer, claim, places, kind))
        faultless |= {key for key, wrong in ((formulas, faults), (sentences, spoken)) if not wrong}
        faults += listings.judge_claim(answer, {"kind": claim.kind, **claim.data}, page)
        found += [*faults, *spoken]
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


def places_of(page: Page, solutions: Sequence[Solution]) -> Iterator[tuple[Answer, Claim, Places]]:
    """Yield every claim with the formulas that may speak of it."""
    for number, solution in enumerate(solutions, start=1):
        question = [f for f in page.formulas if f.question == number]
        for answer in solution.answers:
            mine = [f for f in question if f.part == answer.id]
            row = [f for f in page.formulas if f.question == 0 and f.part == answer.id]
            stated = [f for f in question if f.part in ("", answer.id)]
            passages = [p for p in page.passages if p.part == answer.id]
            pictures = [p for p in page.pictures if p.part == answer.id]
            places = Places(stated, mine, row, passages, pictures)
            yield from ((answer, claim, places) for claim in answer.claims)


def _key(answer: Answer, claim: Claim, places: Places) -> str:
    """Return a digest of a claim, its formulas and its drawings, wherever these stand."""
    groups = (places.stated, places.mine, places.row)
    printed = [[(f.place, f.latex, f.second) for f in formulas] for formulas in groups]
    drawn = [picture.latex for picture in places.pictures]
    output = answer.text if claim.kind == "run" else ""
    whole = repr((_code(), claim.kind, dict(claim.data), printed, drawn, output))
    return hashlib.sha256(whole.encode()).hexdigest()


def _key_of_sentences(answer: Answer, claim: Claim, places: Places, kind: str) -> str:
    """Return a digest of a claim, and of the sentences that may speak of it."""
    said = [passage.latex for passage in places.passages]
    output = (answer.text, [formula.latex for formula in places.row]) if claim.kind == "run" else ""
    whole = repr((_code(), "sentences", kind, claim.kind, dict(claim.data), said, output))
    return hashlib.sha256(whole.encode()).hexdigest()


@cache
def _code() -> str:
    """Return a digest of the modules that judge: what others found faultless is judged again."""
    verifier = Path(__file__).parents[1] / "proof" / "verify"
    files = [*Path(__file__).parent.rglob("*.py"), *verifier.rglob("*.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()


def _judged(answer: Answer, claim: Claim, places: Places) -> Iterator[Fault]:
    """Yield the faults of the formulas and drawings that speak of a claim."""
    import numpy as np

    from backproof.proofreading.judges import JUDGES

    if judge := JUDGES.get(claim.kind):
        with np.errstate(all="ignore"):
            yield from judge(answer, {"kind": claim.kind, **claim.data}, places)


def _spoken(answer: Answer, claim: Claim, places: Places, kind: str) -> Iterator[Fault]:
    """Yield a fault for each sentence about a claim that does not hold.

    In a part that the template of a `kind` has worded, each word is that of the template.
    """
    import numpy as np

    with np.errstate(all="ignore"):
        yield from _of_sentences(answer, claim, places)
    if kind:
        yield from lines.judge(claim.kind, claim.data, places.passages, kind)
        if claim is answer.claims[0]:
            yield from tasks.judge(kind, claim.data, places.passages)


def _of_sentences(answer: Answer, claim: Claim, places: Places) -> Iterator[Fault]:
    for passage in places.passages:
        if claim.kind == "run":
            yield from runs.judge(answer.text, passage.latex, passage.start)
        if claim.kind == "dimension":
            from backproof.proofreading.wording import spaces

            yield from spaces.judge(claim.data, passage.latex, passage.start)
        if "rules" in claim.data or claim.kind == "matrices":
            from backproof.proofreading.wording import optima

            yield from optima.judge(claim.kind, claim.data, passage.latex, passage.start)
            yield from branches.judge(claim.kind, claim.data, passage.latex, passage.start)
    if claim.kind == "run":
        for formula in places.row:
            yield from runs.judge(answer.text, formula.latex, formula.start)


def _lines_left_out(page: Page, solutions: Sequence[Solution]) -> Iterator[Fault]:
    """Yield a fault for each line of a dimension's proof that its part does not print."""
    for solution in solutions:
        for answer in solution.answers:
            printed = " ".join(passage.latex for passage in page.passages if passage.part == answer.id)
            data = [claim.data for claim in answer.claims if claim.kind == "dimension"] if printed else []
            for claim in data:
                for step in answer.steps:
                    if _is_needed(step.rule, claim) and step.latex not in printed:
                        at = dict(page.labels)[answer.id]
                        yield Fault(at, f"{answer.id} leaves out the line '{step.text}' ({step.rule})")


def _is_needed(rule: str, claim: Mapping[str, Any]) -> bool:
    """Return whether the lines of a rule are printed: not those that stages show, or that say nothing."""
    if rule in ("free variables", "pivot unknown"):
        return bool(claim.get("basis"))
    return rule not in _SHOWN_AS_STAGES and (rule != "case" or len(claim["cases"]) > 1)


def _escaped(page: Page) -> Iterator[Fault]:
    """Yield a fault for each formula in which LaTeX was taken for data, and escaped."""
    for formula in page.formulas:
        if formula.place != "stated" and r"\textbackslash" in formula.latex:
            yield Fault(formula.start, f"{formula.latex.strip()} shows commands in place of what they print")


def _doubled(text: str, page: Page) -> Iterator[Fault]:
    """Yield a fault for each line of a derivation, stage or box that a part or a case states twice.

    A constant derivative is stated once as a formula, and once behind the lines that state a point.
    """
    seen: set[tuple[int, int, str, str, str, str]] = set()
    begun = [found.start() for found in re.finditer(re.escape(_CASE), text)]
    run, stated = "", 0
    for formula in page.formulas:
        stated += formula.place == "line"
        case, begins = bisect(begun, formula.start), r"\xrightarrow" not in formula.latex
        if formula.place == "stage":
            run = formula.latex if begins else f"{run}\n{formula.latex}"
            if begins:  # Two eliminations may begin with the same matrix.
                continue
        shown = run if formula.place == "stage" else formula.latex
        behind = stated if formula.place == "result" else 0
        key = (case, behind, formula.part, formula.place, shown, formula.second)
        if formula.place in ("step", "stage", "box", "result") and key in seen:
            yield Fault(formula.start, "this formula is printed twice")
        seen.add(key)
