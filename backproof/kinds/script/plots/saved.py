"""A figure that a script has drawn, as the PDF that it is."""

from __future__ import annotations


def pdf(content: bytes, alternative: str) -> bytes:  # noqa: ARG001 (told by plot.alt.j2)
    """Return the file that the document includes; `alternative` is told to those who do not see it."""
    return content
