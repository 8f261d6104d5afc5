"""Faults of layout, found in the finished PDF by the places of its glyphs and lines."""

from __future__ import annotations

from pathlib import Path

from backproof.diagnostic import Diagnostic
from backproof.results.layout.breaks import parted
from backproof.results.layout.collisions import collisions
from backproof.results.layout.ink import Box, pages_of


def faults(path: Path, area: Box) -> tuple[Diagnostic, ...]:
    """Return the faults of layout in a PDF whose text stands in this area of each page."""
    pages = pages_of(path)
    found = [(page.number, fault) for page in pages for fault in collisions(page, area)]
    found += parted(pages, area)
    return tuple(
        Diagnostic(f"page {number}: {fault}", file=path.as_posix()) for number, fault in sorted(found)
    )
