"""Hermitian and skew-Hermitian matrices as the real combinations of a basis: u(2), Hermitian 3x3 matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backproof.spaces.language.tokens import refuse

_WORDS = r"(?:(?:all|the|space\s+of|set\s+of|real\s+vector\s+space\s+of|complex)\s+)*"
_OVER = (
    r"(?:\s*,?\s*(?:over\s+(?P<field>[RC]\b|\u211d|\u2102|the\s+reals?(?:\s+numbers)?)"
    r"|as\s+a\s+real\s+(?:vector\s+)?space))?"
)
_SIZE = r"(?P<size>\d)\s*(?:x|\u00d7|by)\s*(?P=size)\s+(?:complex\s+)?"
_FREE = r"(?P<free>trace(?:less|-free|\s+zero)\s+)?"
_KIND = r"(?P<skew>(?:skew|anti)[\s-]*)?(?:hermitian|self-adjoint)\s+"
_AFTER = r"(?P<after>\s+(?:with|of)\s+(?:zero\s+trace|trace\s+(?:zero|0)))?"
_STARRED = r"A\s*\^?\s*\{?(?:\*|H|\\dagger|\u2020)\}?\s*=\s*(?P<skew>-?)\s*A\s*"
_PATTERNS = (
    re.compile(rf"{_WORDS}{_FREE}{_KIND}{_SIZE}matrices{_AFTER}{_OVER}", re.IGNORECASE),
    re.compile(rf"{_WORDS}{_SIZE}{_FREE}{_KIND}matrices{_AFTER}{_OVER}", re.IGNORECASE),
    re.compile(
        r"\{\s*A\s+in\s+(?:M_?\{?(?P<size>\d)\}?\s*\(\s*C\s*\)|C\^\{?(?P<wide>\d)\s*x\s*(?P=wide)\}?)\s*[:|]\s*"
        rf"{_STARRED}(?P<after>,\s*tr\s*\(?\s*A\s*\)?\s*=\s*0\s*)?\}}{_OVER}"
    ),
    re.compile(rf"(?P<free>s?)(?P<skew>u)\s*\(\s*(?P<size>\d)\s*\){_OVER}"),
    re.compile(rf"Herm_?\{{?(?P<size>\d)\}}?(?:\s*\(\s*C\s*\))?{_OVER}"),
)
_MOST = 5


def hermitian(text: str) -> str:
    """Return Hermitian matrices as real combinations; any other text as it is.

    >>> hermitian("su(2)")[:60]
    'real combinations in all skew-hermitian,traceless:2 of [[i, '
    """
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(text.strip()):
            given = found.groupdict()
            size = int(given.get("size") or given["wide"])
            is_skew, is_free = bool(given.get("skew")), bool(given.get("free") or given.get("after"))
            if (given["field"] or "R") in ("C", "\u2102"):
                refuse(
                    "Hermitian matrices are no space over C", hint="i*A is skew-Hermitian if A is Hermitian"
                )
            if not 0 < size <= _MOST:
                refuse(f"matrices of size {size}", expected=f"1 to {_MOST}")
            kind = f"{'skew-' * is_skew}hermitian{',traceless' * is_free}:{size}"
            shown = "; ".join(_shown(m) for m in _basis(size, is_skew, is_free))
            return f"real combinations in all {kind} of {shown or _shown([['0'] * size] * size)}"
    return text


def _shown(rows: Sequence[Sequence[str]]) -> str:
    listed = (", ".join(row) for row in rows)
    return f"[{', '.join(f'[{row}]' for row in listed)}]"


def _basis(size: int, is_skew: bool, is_free: bool) -> Iterator[list[list[str]]]:
    """Yield a basis: on the diagonal, then by pairs of entries that mirror one another."""
    unit = "i" if is_skew else "1"
    for k in range(size - is_free):
        yield _matrix(size, {(k, k): unit} | ({(k + 1, k + 1): f"-{unit}"} if is_free else {}))
    for j in range(size):
        for k in range(j + 1, size):
            yield _matrix(size, {(j, k): "1", (k, j): "-1" if is_skew else "1"})
            yield _matrix(size, {(j, k): "i", (k, j): "i" if is_skew else "-i"})


def _matrix(size: int, entries: dict[tuple[int, int], str]) -> list[list[str]]:
    return [[entries.get((i, j), "0") for j in range(size)] for i in range(size)]
