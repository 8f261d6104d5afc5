"""Printed places of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.proofreading.formulas import Formula, Passage, Picture


@dataclass(frozen=True)
class Places:
    """Formulas of an answer: those of the question's statement and its own, its own, its row's.

    `passages` are its words, `pictures` its drawings.
    """

    stated: list[Formula]
    mine: list[Formula]
    row: list[Formula]
    passages: list[Passage]
    pictures: list[Picture]
