"""Phrases of the default wording that belong to lines of a derivation: each as often as its lines.

A phrase that stands more often is that of another case, or of an opposite. One that is left out is missed
where the words are those of the kind's own template; in a template of the author's, others are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.answer import Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page
from backproof.proofreading.wording.phrases import PHRASES, Phrase
from backproof.proofreading.wording.templates import is_reworded, kinds_of

Claim = Mapping[str, Any]


def judge(kind: str, claim: Claim, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each phrase of a part that stands more often than its lines."""
    for phrase in PHRASES.get(kind, ()):
        for place in _places(phrase, latex)[_most(phrase, claim) :]:
            yield Fault(start + place.start(), f"'{' '.join(place[0].split())}' does not hold")


def left_out(page: Page, solutions: Sequence[Solution], own: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each phrase that stands less often than its lines in a shipped template."""
    for solution in solutions:
        for answer, kind in kinds_of(solution):
            passages = [passage for passage in page.passages if passage.part == answer.id]
            if is_reworded(solution, kind, own) or not passages:
                continue
            said = " ".join(passage.latex for passage in passages)
            for claim in answer.claims:
                for phrase in PHRASES.get(claim.kind, ()):
                    if phrase.is_needed and len(_places(phrase, said)) < _most(phrase, claim.data):
                        shown = re.sub(r"\\b|\\(?=\W)", "", phrase.words.replace("\\n", " "))
                        yield Fault(passages[0].start, f"'{shown}' is left out")


def _places(phrase: Phrase, latex: str) -> list[re.Match[str]]:
    return list(re.finditer(phrase.words.replace(" ", r"\s+"), latex))


def _most(phrase: Phrase, claim: Claim) -> int:
    """Return the number of lines that say a phrase."""
    lines = claim.get("rules") or [(case["task"], "") for case in claim.get("cases", ())]
    return sum(phrase.fits(rule, word, claim) for rule, word in lines)
