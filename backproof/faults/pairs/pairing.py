"""The brace whose partner is missing, of those that may lack it: the one without which the others pair best.

Read from its start, a text shows only that some brace is left over, not which. Most pairs stand on one
line. Of the others, a brace that ends a line is closed by one that begins a line, and one inside of a text
inside of a text; pairs of a text end before an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\\.|%[^\n]*|(?P<brace>[{}])|(?P<empty>\n[ \t]*(?=\n))", re.DOTALL)
# Nothing but commands and their arguments, as in a definition.
_CODE = re.compile(r"(?:\\[A-Za-z@]+|[{}\[\]#%=\d\s])*")
# So many braces are compared; what is nearer to the place where the fault was noticed is more likely.
_MOST = 200
_TEXT_BY_LINE, _LINE_BY_TEXT, _TEXT_BY_TEXT, _OVER_A_PARAGRAPH = 4, 1, 2, 3


@dataclass(frozen=True)
class _Brace:
    """A brace that its line does not pair: `in_text` if there is text on both of its sides."""

    at: int
    opens: bool
    in_text: bool
    paragraph: int


def left_open(text: str, start: int, end: int) -> int | None:
    """Return the brace from `start` to `end` that most likely lacks its `}`, or None."""
    return _superfluous(_braces_by_line(text, start, end), opens=True)


def left_closing(text: str, start: int, end: int) -> int | None:
    """Return the brace from `start` to `end` that most likely lacks its `{`, or None."""
    return _superfluous(_braces_by_line(text, start, end), opens=False)


def _superfluous(braces: Sequence[_Brace], *, opens: bool) -> int | None:
    """Return the brace without which all others are paired at the least cost.

    Of equal ones, the opening one that holds the others, or the closing one nearest to the end.
    """
    candidates = [index for index, brace in enumerate(braces) if brace.opens is opens]
    costs = {index: _cost([*braces[:index], *braces[index + 1 :]]) for index in candidates}
    possible = {index: cost for index, cost in costs.items() if cost is not None}
    if not possible:
        return None
    least = [index for index, cost in possible.items() if cost == min(possible.values())]
    return braces[least[0 if opens else -1]].at


def _cost(braces: Sequence[_Brace]) -> int | None:
    """Return how unlike others the pairs are; None if the braces are no pairs."""
    opened: list[_Brace] = []
    cost = 0
    for brace in braces:
        if brace.opens:
            opened.append(brace)
        elif opened:
            cost += _of_pair(opened.pop(), brace)
        else:
            return None
    return None if opened else cost


def _of_pair(first: _Brace, last: _Brace) -> int:
    if not first.in_text:
        return _LINE_BY_TEXT if last.in_text else 0
    cost = _TEXT_BY_TEXT if last.in_text else _TEXT_BY_LINE
    return cost + (_OVER_A_PARAGRAPH if first.paragraph != last.paragraph else 0)


def _braces_by_line(text: str, start: int, end: int) -> list[_Brace]:
    """Return the braces whose partner is not on their line, nearest to the end if there are many."""
    found: list[_Brace] = []
    line: list[int] = []
    paragraph, line_start = 0, text.rfind("\n", 0, start) + 1
    for token in _TOKEN.finditer(text, start, end):
        at = token.start()
        if "\n" in text[line_start:at] or token["empty"] is not None:
            found += _unpaired(text, line, paragraph)
            line, line_start = [], text.rfind("\n", 0, at) + 1
            paragraph += token["empty"] is not None
        if token["brace"]:
            line.append(at)
    found += _unpaired(text, line, paragraph)
    return found[-_MOST:]


def _unpaired(text: str, line: Sequence[int], paragraph: int) -> list[_Brace]:
    """Return the braces of a line that pair with none of it."""
    left: list[int] = []
    for at in line:
        if text[at] == "}" and left and text[left[-1]] == "{":
            left.pop()
        else:
            left.append(at)
    return [_Brace(at, text[at] == "{", _is_in_text(text, at), paragraph) for at in left]


def _is_in_text(text: str, at: int) -> bool:
    """True for a brace with text before and behind it on its line."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    line_end = text.find("\n", at)
    behind = text[at + 1 : line_end if line_end >= 0 else len(text)]
    return bool(before.strip(" \t{}").removesuffix(r"\par")) and not _CODE.fullmatch(behind)
