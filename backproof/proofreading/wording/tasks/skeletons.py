"""Skeletons of tasks: their words, with a sign for each formula."""

from __future__ import annotations

import re

from backproof.proofreading.formulas import group_at

# Any formula in a line, any display, and any words.
FORMULA, DISPLAY, ANYTHING = "§", "#", "…"
_DISPLAY = re.compile(r"\\begin\{formulas\}.*?\\end\{formulas\}|\\\[.*?\\\]", re.DOTALL)
_GROUPED = re.compile(r"\\(?:(?P<shown>shown)|within|inline|bpinline|bpfitted)(?=\{)")
_INLINE = re.compile(r"(?<!\\)\$([^$]*)\$")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
_SIGNS = {
    FORMULA: r"\$[^$]*\$",
    ANYTHING: ".*",
}


def skeleton(latex: str) -> str:
    """Return the words of a task, with `#` for each display and formulas of its sentences without spaces.

    >>> skeleton(r"Find $A  x$ of\\n\\shown{A = 1.}")
    'Find $Ax$ of #'
    """
    text = _DISPLAY.sub(f" {DISPLAY} ", _COMMENT.sub("", latex))
    at, pieces = 0, []
    for found in _GROUPED.finditer(text):
        if found.start() < at:
            continue
        formula, end = group_at(text, found.end())
        pieces += [text[at : found.start()], f" {DISPLAY} " if found["shown"] else f"${formula}$"]
        at = end
    text = _INLINE.sub(_without_spaces, "".join((*pieces, text[at:])))
    return " ".join(text.replace("~", " ").split())


def _without_spaces(formula: re.Match[str]) -> str:
    return "".join(formula[0].split())


def fits(said: str, wanted: str) -> bool:
    """Return whether a skeleton has the wanted words; `§` is any formula, `…` anything."""
    pieces = re.split(f"([{''.join(_SIGNS)}])", wanted)
    pattern = "".join(_SIGNS.get(piece) or re.escape(piece) for piece in pieces)
    return re.fullmatch(pattern, said) is not None


def listed(items: list[str]) -> str:
    """Return items as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def formulas(count: int) -> str:
    """Return as many formulas as a sentence lists them."""
    return listed([FORMULA] * count)
