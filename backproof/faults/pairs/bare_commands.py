r"""A command without the brace of its argument, recognised by how the document writes it elsewhere.

`\texttt\textit{x}}` and `\labelpart:q1}` lack a brace where a reader sees it at once: everywhere else
`\texttt` and `\label` are followed by one, or the document defines them so.
"""

from __future__ import annotations

import re
from collections import Counter

_COMMAND = re.compile(r"\\(?P<name>[A-Za-z@]+)\*?(?P<next>\s*[\[{])?")
_WITH_ARGUMENTS = re.compile(r"\\(?:re)?newcommand\*?\s*\{?\\(?P<name>[A-Za-z@]+)\}?\[[1-9]\](?!\[)")


def bare_command(text: str, end: int) -> tuple[int, str] | None:
    """Return the last command of the line before `end` that lacks its brace, with its name; or None."""
    line_start = text.rfind("\n", 0, end) + 1
    bare = [found for found in _COMMAND.finditer(text, line_start, end) if not found["next"]]
    if not bare:
        return None
    all_uses, with_brace = Counter[str](), Counter[str]()
    for found in _COMMAND.finditer(text):
        all_uses[found["name"]] += 1
        with_brace[found["name"]] += found["next"] is not None
    defined = {found["name"] for found in _WITH_ARGUMENTS.finditer(text)}
    for found in reversed(bare):
        for name in _readings(found["name"], all_uses):
            if name in defined or _takes_one(with_brace[name], all_uses[name]):
                return found.start(), name
    return None


def _takes_one(with_brace: int, uses: int) -> bool:
    """True for a command whose uses have a brace, but for this one, or for those of a loop."""
    bare = uses - with_brace
    return with_brace > 1 and (bare <= 1 or bare <= uses / 5)


def _readings(name: str, uses: Counter[str]) -> list[str]:
    r"""Return the command, or those that its name may begin with if it is used nowhere else: `\labelpart`."""
    if uses[name] > 1:
        return [name]
    return [name[:length] for length in range(len(name) - 1, 2, -1)]
