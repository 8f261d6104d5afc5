"""Lists as MATLAB, NumPy and sheets have them, with commas and brackets; a field stated after them."""

from __future__ import annotations

import re

_BY_MATRIX = ("null_space", "column_space", "row_space")
_LISTS = (*_BY_MATRIX, "span", "matrices", "polynomials", "functions", "homogeneous_system")
_NUMBERS = r"(?:[RQC\u211d\u211a\u2102]|(?:GF|[FZ\u2124\U0001d53d])_?\s*[({]?\s*\d+\s*[)}]?|Z\s*/\s*\d+\s*Z?)"
_OVER = re.compile(rf",?\s*\(?\s*\bover\s+({_NUMBERS})\s*\)?\s*")
_MODULO = re.compile(r",?\s*\(?\s*\bmod(?:ulo)?\s+(\d+)\s*\)?\s*")
_WITHIN = re.compile(rf"(?<=[\])}}])\s*(?:in|\u2208)\s+({_NUMBERS})\s*(?:\^|\*\*)\s*\{{?\d+\}}?\s*")
_REAL = re.compile(r"(?:\bR|\u211d|\\mathbb\s*\{?R\}?)\s*(?:\^|\[|\d|\*\*)|\(\s*(?:R|\u211d)\s*\)|\breal\b")
_NOT_REAL = re.compile(r"[\u2102\u211a\U0001d53d]|GF|\bi\b|(?:\b|_)[CQFZ](?:\b|[_\d])")
_TRANSPOSED = re.compile(r"(?<=[\])])\s*(?:\^\s*T\b|\.T\b|\u1d40|\u22a4)(?=\s*(?:,|$))")
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
# A space between two entries: no operator stands before it, and none with a space of its own behind it.
_BETWEEN = re.compile(r"(?<![-+*/^(,;\s])\s+(?![*/^),;]|[-+]\s|$)")


def with_field(kind: str, text: str) -> tuple[str, str | None]:
    """Return a list without the field that is stated after it, and this field; None if there is none."""
    for pattern, spelt in ((_OVER, "{}"), (_MODULO, "F{}"), (_WITHIN, "{}")) if kind in _LISTS else ():
        found = list(pattern.finditer(text))
        if found and found[-1].end() == len(text) and found[-1].start():
            return text[: found[-1].start()], spelt.format(found[-1][1])
    return text, None


def field_behind(text: str) -> tuple[str, str] | None:
    """Return a description and the field that is stated behind it: {p in P_3 : p(1) = 0} over F_5.

    None if there is none, or if the description names the real numbers, or, before R, another field.
    """
    for pattern, spelt in ((_OVER, "{}"), (_MODULO, "F{}")):
        found = list(pattern.finditer(text))
        if found and found[-1].end() == len(text) and found[-1].start():
            head, field = text[: found[-1].start()], spelt.format(found[-1][1])
            is_other = (_NOT_REAL if field in ("R", "\u211d") else _REAL).search(head)
            return None if is_other else (head, field)
    return None


def with_commas(kind: str, text: str) -> str:
    """Return a list with commas between entries, and each row in brackets; other texts are unchanged."""
    if kind not in _LISTS or "{" in text:
        return text
    if kind in _BY_MATRIX and ";" in text and "[" not in text:
        text = f"[{text.strip().removeprefix('(').removesuffix(')')}]"
    if kind == "span":
        text = _TRANSPOSED.sub("", text)
    rows = _INNERMOST.sub(_rows, text)
    joined = re.sub(r"\](\s+)\[", lambda gap: "]," + gap[1][1:] + "[", rows)
    return joined.replace(";", ",")


def _rows(found: re.Match[str]) -> str:
    """Return the rows of a bracket: several if there are semicolons."""
    rows = [_entries(row) for row in found[1].split(";") if row.strip()]
    listed = ", ".join(f"[{row.strip()}]" for row in rows)
    return f"[{listed}]" if ";" in found[1] else f"[{_entries(found[1])}]"


def _entries(row: str) -> str:
    """Return a row with commas, each in place of a space."""
    if "," in row:
        return row
    inner = row.strip()
    start = row.index(inner) if inner else 0
    parted = _BETWEEN.sub(lambda gap: "," + gap[0][1:], inner)
    return row[:start] + parted + row[start + len(inner) :]
