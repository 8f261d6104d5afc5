"""Equations and inequalities that are typed as one text."""

from __future__ import annotations

import re

_SIGN = re.compile(r"[=<>≤≥∈]|\\(?:leq?|geq?|in)\b|\bin\b")
_BETWEEN = re.compile(r"[,;\n()\[\]{}]|\band\b")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{\w+\*?\}(?:\{[lcr]*\})?|\\left\\\{|\\right\.|[$&]")


def relations_of(text: str) -> list[str]:
    r"""Return the relations of a text, without the environment of LaTeX around them.

    They stand between commas, semicolons, line breaks and "and". Of "x, y >= 0", the comma stands within a
    relation, as no sign of one is before it.

    >>> relations_of(r"\begin{cases} x + y = 1 \\ x - y = 3 \end{cases}"), relations_of("x = 1, y = x")
    (['x + y = 1', 'x - y = 3'], ['x = 1', 'y = x'])
    >>> relations_of("norm([x, y]) <= 1 and x, y >= 0")
    ['norm([x, y]) <= 1', 'x, y >= 0']
    """
    text = _ENVIRONMENT.sub("", text).replace(r"\\", "\n").strip().rstrip(".")
    found, start, depth = [], 0, 0
    for separator in _BETWEEN.finditer(text):
        sign = separator[0]
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign not in "()[]{}" and _SIGN.search(text[start : separator.start()]):
            found.append(text[start : separator.start()].strip())
            start = separator.end()
    return [*found, last] if (last := text[start:].strip()) or not found else found
