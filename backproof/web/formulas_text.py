"""The text of formulas, without what is for paper alone."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
_GAP_AFTER_ROW = re.compile(r"\\\\\s*\[-?[\d.]+\s*(?:pt|em|ex|mm|cm)\]")
_LAST_ROW = re.compile(r"\\\\\s*(?=\\end\{)")


def plain(latex: str) -> str:
    """Return a formula without comments, gaps after rows and an end of a row before the end of all."""
    return _LAST_ROW.sub("", _GAP_AFTER_ROW.sub(r"\\\\ ", _COMMENT.sub("", latex))).strip()
