"""Answers and figures shared between copies: each is kept under its data's digest, whoever asks for it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from backproof.answer import Figure
from backproof.building import sources
from backproof.building.cache import Entry, Store
from backproof.building.field_reads import flat
from backproof.building.incremental import Steps
from backproof.writing import kept

_MOST = 4096
_TIDIED_AFTER = 256


class Shelf(Store):
    """A store that several processes share: what was used last stays, and no more than a fixed number."""

    _put = 0

    def get(self, step: str) -> Entry | None:
        """Return a step's entry, and note that it was used."""
        found = super().get(step)
        if found:
            with suppress(OSError):
                os.utime(self._file(step))
        return found

    def put(self, step: str, facts: dict[str, str], value: Any) -> None:
        """Store a value; now and then, remove those that were not used for long."""
        super().put(step, facts, value)
        self._put += 1
        if self._put % _TIDIED_AFTER == 0:
            kept.tidy(self.folder, "*.entry", _MOST)


class SharedSteps(Steps):
    """The steps of one copy, with a place for each variant of a question and of a figure.

    The facts of an entry are compared as in any build: the digest only chooses the place.
    """

    def answer_step(self, question: Any) -> str:
        """Return the name of a question's step: its fields are in it, but not the file that they are from."""
        every = flat(question, question.id).items()
        fields = [f"{name}={text}" for name, text in every if ".source." not in name]
        return f"{super().answer_step(question)} {_digest(fields)}"

    def figure_step(self, name: str, figure: Figure) -> str:
        """Return the name of a figure's step: the data that it shows are in it."""
        return f"{super().figure_step(name, figure)} {_digest([repr(figure)])}"


def _digest(facts: list[str]) -> str:
    return sources.digest("\0".join(facts).encode("utf-8", "surrogatepass"))
