r"""Notation of the blackboard and of LaTeX as entries have it: e^{2x}, \frac{1}{2}, a column in a pmatrix."""

from __future__ import annotations

import re

_INNER = r"\{([^{}]*)\}"
_RAISED = re.compile(r"\^\s*" + _INNER)
_LOWERED = re.compile(r"_\s*\{\s*(\w+)\s*\}")
_FRACTION = re.compile(r"\\[dt]?frac\s*" + _INNER + r"\s*" + _INNER)
_ROOT = re.compile(r"\\sqrt\s*" + _INNER)
_ARRAY = re.compile(r"\\begin\{([bpv]?)(?:small)?matrix\}(.*?)\\end\{\1(?:small)?matrix\}", re.DOTALL)
_SHORT = re.compile(r"\\(?:[dt]?frac\s*([0-9a-z])\s*([0-9a-z])(?![a-z])|sqrt\s*([0-9a-z])(?![a-z]))")
_SPACING = re.compile(r"\\(?:left|right|bigl?|bigr|displaystyle|,|;|!|:|q?quad|\s)")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_SIGNS = {"cdot": "*", "times": "*", "div": "/", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|"}


def plain_notation(text: str) -> str:
    r"""Return a text with parentheses in place of braces and names in place of commands.

    Without commands, each character keeps its column.

    >>> plain_notation(r"e^{-x}, \frac{1}{2}\sin^{2} x")
    'e^(-x), ((1)/(2))sin ^(2) x'
    >>> plain_notation(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}")
    '[[1, 2], [3, 4]]'
    >>> plain_notation(r"\frac12 \sqrt2")
    '((1)/(2)) sqrt(2)'
    """
    if "\\" not in text and "{" not in text:
        return text
    shown = _LOWERED.sub(lambda found: _padded("_" + found[1], found[0]), _ARRAY.sub(_array, text))
    shown, before = _SHORT.sub(_with_braces, shown), ""
    while before != shown:  # from the inside out
        before = shown
        shown = _RAISED.sub(lambda found: _raised(found[1].strip(), found[0]), shown)
        shown = _ROOT.sub(r"sqrt(\1)", _FRACTION.sub(r"((\1)/(\2))", shown))
    return _COMMAND.sub(_command, _SPACING.sub("", shown)) if "\\" in shown else shown


def _with_braces(found: re.Match[str]) -> str:
    return rf"\frac{{{found[1]}}}{{{found[2]}}}" if found[1] else rf"\sqrt{{{found[3]}}}"


def _raised(exponent: str, replaced: str) -> str:
    is_order = exponent.startswith("(") and exponent.endswith(")") and exponent[1:-1].isdigit()
    return _padded(f"^{exponent}" if is_order else f"^({exponent})", replaced)


def _padded(text: str, replaced: str) -> str:
    return text + " " * (len(replaced) - len(text))


def _command(found: re.Match[str]) -> str:
    return _SIGNS.get(found[1], f"{found[1]} ")


def _array(found: re.Match[str]) -> str:
    r"""Return the rows of an array; one column is a vector."""
    lines = [line for line in found[2].split(r"\\") if line.strip()]
    rows = [[entry.strip() for entry in line.split("&")] for line in lines]
    if all(len(row) == 1 for row in rows):
        return f"[{', '.join(row[0] for row in rows)}]"
    if len(rows) == 1:
        return f"[{', '.join(rows[0])}]"
    listed = (", ".join(row) for row in rows)
    return f"[{', '.join(f'[{row}]' for row in listed)}]"
