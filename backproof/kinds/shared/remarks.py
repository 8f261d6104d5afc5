"""Warnings about a definition that is derived as it stands, and may not be what its author means."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.calculus.inference.readings import Problem
from backproof.calculus.inference.shapes import notes_on
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.diagnostic import Diagnostic
from backproof.kinds.shared.claims import Stated
from backproof.terms.term import Item


def remarks(item: Item, stated: Stated, functions: Sequence[Function]) -> tuple[Diagnostic, ...]:
    """Warn of products entry by entry where those of matrices are usual, and of names that are not used."""
    properties = {name: words.split(",") for name, words in stated.properties.items()}
    problem = Problem(stated.definition, stated.shapes, properties, functions)
    return tuple(
        found.as_warning()
        for note in notes_on(problem)
        for found in item.error(note, "definition").diagnostics
    )
