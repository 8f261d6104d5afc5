"""Variants of a term: for each seed a sheet that is as hard as the reference, answer by answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backproof.terms.loading import load
from backproof.terms.reading import read
from backproof.terms.term import Term
from backproof.variants.certificate import Certificate, Refusal
from backproof.variants.reference import Reference, Solver, reference_of
from backproof.variants.search import Search


@dataclass(frozen=True)
class Variant:
    """The term of one seed: its text, the values in it, and why it is as hard as the reference.

    `digest` is that of the text, `attempts` counts the drawings up to this one, and `refused` says why the
    others were not taken. A term in which nothing varies has no certificate.
    """

    seed: str
    term_text: str
    values: Mapping[str, Any]
    digest: str
    attempts: int
    term: Term
    certificate: Certificate | None = None

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """The attempts that were refused."""
        return self.certificate.refused if self.certificate else ()


def draw(
    path: Path,
    seed: int | str,
    *,
    reference: Reference | None = None,
    solve: Solver | None = None,
    **options: Any,
) -> Variant:
    """Return the variant of the term at `path` for a seed, the same on every machine.

    Values are drawn anew until every answer is as hard as the reference's. `reference` is that of the term,
    computed once for many seeds. `solve` answers a question, or a part of it alone; without it, kinds and the
    homework's own solvers do. `options` are those of reading a term. Raises InputError for a fault of the
    term, and if no variant was found.
    """
    if reference is None:
        source, content = read(path)
        if "variants" not in content:
            term = load(path, **options)
            return Variant(str(seed), source.text, {}, _digest(source.text), 1, term)
        reference = reference_of(path, solve=solve, **options)
    found = Search(reference, str(seed)).found()
    return Variant(
        seed=str(seed),
        term_text=found.text,
        values=found.values,
        digest=_digest(found.text),
        attempts=found.attempts,
        term=found.term,
        certificate=found.certificate,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
