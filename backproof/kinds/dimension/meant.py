"""Keys that a part does not have but that people write for a space, each with the key that stands for it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from backproof.terms.term import Part

# By the key: the key for lists of numbers, and the beginning and the end of a description in `space`.
_MEANT = {
    **dict.fromkeys(("kernel", "ker", "nullspace", "null", "nullity"), ("null_space", "ker(", ")")),
    **dict.fromkeys(("image", "im", "range", "colspace", "rank", "matrix"), ("column_space", "im(", ")")),
    **dict.fromkeys(("rowspace",), ("row_space", "", "")),
    **dict.fromkeys(("basis", "vectors", "vector", "generators", "elements"), ("span", "span{", "}")),
    **dict.fromkeys(("system", "equations", "equation", "ode"), ("homogeneous_system", "", "")),
    **dict.fromkeys(("quotient", "subspace", "conditions", "set", "description"), ("", "", "")),
    **dict.fromkeys(("eigenspace",), ("", "eigenspace of ", "")),
    **dict.fromkeys(("intersect", "common"), ("intersection", "", "")),
}
_FIELD = ("scalars", "over", "base_field")


def require_known_keys(part: Part, known: Sequence[str]) -> None:
    """Refuse a key that stands for a space elsewhere, with the key that stands for it here."""
    for key, value in part.data.items():
        if key not in known and key in (*_MEANT, *_FIELD):
            expected = f"one of {', '.join(known)}"
            hint = f'write field = "{value}"' if key in _FIELD else f"write {_line(key, value)}"
            raise part.error(f"unknown key '{key}'", key, expected=expected, hint=hint)


def _line(key: str, value: object) -> str:
    """The line to write in place of the key and its value."""
    listed, start, end = _MEANT[key]
    if isinstance(value, list) and listed:
        is_worded = listed == "span" and all(isinstance(item, str) for item in value)
        return f"{'polynomials' if is_worded else listed} = {json.dumps(value, ensure_ascii=False)}"
    text = value.strip() if isinstance(value, str) else "..."
    is_whole = text.startswith(start.rstrip("({ "))
    return f"space = {json.dumps(text if is_whole else start + text + end, ensure_ascii=False)}"
