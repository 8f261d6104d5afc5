"""Values in writing: as TOML, as texts of formulas, and in LaTeX."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any


def toml(value: Any) -> str:
    """Return a value as TOML in one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case Mapping():
            return f"{{ {', '.join(f'{quoted(key)} = {toml(entry)}' for key, entry in value.items())} }}"
        case date() | time():
            return value.isoformat()
    return str(value)


def quoted(text: str) -> str:
    """Return a text in quotes, as TOML reads it."""
    # JSON leaves this control character as it is, which TOML refuses.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def text(value: Any) -> str:
    """Return a value as it stands in a formula or a sentence: 3, tanh(t), [[1, 2], [3, 4]]."""
    match value:
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return f"[{', '.join(map(text, value))}]"
    return str(value)


def _signed(value: Any) -> str:
    """Return a number with its sign as an operation: `+ 3` or `- 3`."""
    return f"- {-value}" if value < 0 else f"+ {value}"


def _latex(value: Any) -> str:
    """Return a value in LaTeX: rows as a matrix, a list as a column."""
    if not isinstance(value, list | tuple):
        return text(value)
    rows = [row if isinstance(row, list | tuple) else [row] for row in value]
    lines = r" \\ ".join(" & ".join(map(text, row)) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


FORMS: dict[str, Callable[[Any], str]] = {"text": text, "signed": _signed, "latex": _latex}
