"""Braces of a text that are not escaped, paired by their nesting alone."""

from __future__ import annotations

import re


def closing(text: str, start: int) -> int | None:
    """Return the index of the brace that closes the group beginning at `start`."""
    depth = 0
    for brace in re.compile(r"(?<!\\)[{}]").finditer(text, start):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return None


def unopened(line: str) -> list[int]:
    """Return the closing braces of a line that it does not open."""
    depth, found = 0, []
    for brace in re.finditer(r"(?<!\\)[{}]", line):
        depth += 1 if brace.group() == "{" else -1
        if depth < 0:
            found.append(brace.start())
            depth = 0
    return found
