"""The size up to which a space is written on paper; the command line answers larger ones."""

from __future__ import annotations

import re

from backproof.spaces.language.reading import read_each
from backproof.spaces.language.tokens import refuse

_MOST_LISTED = 30
_MOST_DIGITS = 100
_LONG = re.compile(rf"\d{{{_MOST_DIGITS + 1}}}")


def refuse_unprintable(value: object) -> None:
    """Raise an InputError, at the entry, for a list or a number that no page has room for."""
    if isinstance(value, list):
        if len(value) > _MOST_LISTED:
            refuse(
                f"a list of {len(value)} in a term file",
                expected=f"at most {_MOST_LISTED}",
                hint="the command line answers larger ones: python build.py dimension",
            )
        read_each(value, lambda item, _: refuse_unprintable(item))
    elif _is_long(value):
        refuse(f"a number of more than {_MOST_DIGITS} digits", expected="one that fits on a line of paper")


def _is_long(value: object) -> bool:
    if isinstance(value, int):
        return value.bit_length() > _MOST_DIGITS * 10 // 3
    return isinstance(value, str) and bool(_LONG.search(value))
