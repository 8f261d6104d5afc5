"""Values that expressions have in a script after its run, as plain data.

The child process imports this next to the script: hence only the standard library.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_MOST_BYTES = 8 * 2**20


def keep_values(file: Path, calls: Mapping[str, str], names: dict[str, Any]) -> None:
    """Write the value of each expression over a script's names; TypeError if it is none of numbers.

    What is printed meanwhile is no output of the script.
    """
    found: dict[str, Any] = {}
    for name, text in calls.items():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                # A name of its own keeps the expression's lines from being taken for the script's.
                found[name] = _plain(eval(compile(text, f"<calls.{name}>", "eval"), names))
        except Exception as error:
            error.add_note(f"in the call {text}, named '{name}'")
            raise
    content = json.dumps(found)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"the calls return more than {_MOST_BYTES // 2**20} MB")
    file.write_text(content, encoding="utf-8")


def _plain(value: Any) -> Any:
    """Return numbers, truths, and lists, arrays and dictionaries of them as JSON has them."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"the call returned {type(value).__name__}, expected numbers")
