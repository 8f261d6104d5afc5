r"""Matrices and vectors in one text, as MATLAB, NumPy, LaTeX and the blackboard have them."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import accumulate
from typing import Any
from unicodedata import normalize

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.descriptions.splitting import closing_place, cut
from backproof.spaces.language.spelling.notation import plain_notation

Nested = str | list["Nested"]

_ARRAY = re.compile(
    r"\\begin\{([bpvB]?(?:small)?matrix|array)\}(?:\{[lcr|, ]*\})?(.*?)\\end\{\1\}(\[[^\]]*\])?", re.DOTALL
)
_NAMED = re.compile(
    r"(?<![\w\\])\\?[A-Za-z]\w*\s*:?=\s*(?=[\[({\\]|\w+[.\w]*\()|^\s*[A-Za-z]\w*\s*:?=\s*(?=\S)"
)
_CALL = re.compile(r"(?:(?:np|numpy|sp|sympy|torch)\.)?(?:array|[mM]atrix|tensor|asarray)\s*(?=\()")
_SPAN = re.compile(
    r"\s*(?:the\s+)?(?:\\operatorname\{span\}|\\?(?:span|lin)\b)?\s*(?:of\b|by\b)?\s*(?:the\s+)?"
    r"(?:(?:column\s+)?vectors?\b)?\s*",
    re.IGNORECASE,
)
_TRANSPOSED = re.compile(r"\s*(?:\^\s*\{?\s*(?:T|\\?top|\\?intercal)\s*\}?|\.T\b|'|\u1d40|\u22a4)\s*$")
_ADJACENT = re.compile(r"(?<=[\]}])\s*(?=[\[{])")
# A factor in front of a matrix: a product, or a number beside it.
_SCALED = re.compile(r"(?<=[\w)])\s*\*?\s*(?=\[)|(?<=[\w)])\s*\*\s*(?=\()")
_NAME = re.compile(r"[A-Za-z]\s*$")
_DIAGONAL = re.compile(r"\\?(?:np\.)?diag\s*(\(.*\))", re.DOTALL)
# A space between two entries: no operator stands before it, and none with a space of its own behind it.
_BETWEEN = re.compile(r"(?<![-+*/^(\[,;\s])\s+(?![*/^),;\]]|[-+]\s|$)")
_NUMBER = re.compile(r"[-+]?[\d./]+")
_ROW = re.compile(r"[\[{,;]|\\begin|^\s*\(?\s*[-+\d./]+\s[-+\d./\s]*\)?\s*$")
_DECIMAL = re.compile(r"(?<![\w.])(?:\d{1,40}\.\d{0,40}|\.\d{1,40})(?:[eE][-+]?\d{1,2})?(?![\d.])")
_LISTING = re.compile(r"[\[{(,;\n]|\S\s+\S|\\begin")
_LONGEST, _DEEPEST = 4_000, 12
_PAIRS = ("[]", "()", "{}")


def rows_of(text: str) -> Nested:
    """Return the rows of a matrix; the text itself if it lists nothing.

    >>> rows_of("[1 -2; sqrt(2), 1/2]"), rows_of("(1, 2), (3, 4)")
    ([['1', '-2'], ['sqrt(2)', '1/2']], [['1', '2'], ['3', '4']])
    """
    if not _LISTING.search(text):
        return text
    found = _nested(text)
    while _depth(found) > 2 and len(found) == 1:
        found = found[0]
    return [found] if _depth(found) == 1 else found


def augmented_of(text: str) -> Nested:
    """Return the rows of an augmented matrix, in which a bar may stand before the last column.

    >>> augmented_of("[1 2 | 3; 4 5 | 6]")
    [['1', '2', '3'], ['4', '5', '6']]
    """
    return rows_of(re.sub(r"\s*\|\s*", lambda found: " " * len(found[0]) if "," not in text else ",", text))


def vector_of(text: str) -> Nested:
    """Return the entries of a vector, in a row or in a column; the text itself if it lists nothing.

    >>> vector_of("[1; 2; x + 1]"), vector_of("(1, 2, 3)^T")
    (['1', '2', 'x + 1'], ['1', '2', '3'])
    """
    return _flat(_nested(text)) if _LISTING.search(text) else text


def vectors_of(text: str) -> Nested:
    """Return vectors, each as a list of its entries; elements that are no vectors as their texts.

    Raises an InputError for one matrix, of which the rows or the columns may be meant.

    >>> vectors_of("span [1; 2], [3; 4]"), vectors_of("{(1, 2), (3, 4)}"), vectors_of("1, x, x^2")
    ([['1', '2'], ['3', '4']], [['1', '2'], ['3', '4']], ['1', 'x', 'x^2'])
    """
    if not _LISTING.search(text):
        return text
    is_one = _is_one_array(text)
    found = _nested(_SPAN.sub("", text, count=1))
    if is_one and _depth(found) == 3 and len(found) == 1 and min(len(found[0]), len(found[0][0])) > 1:
        raise InputError(
            Diagnostic(
                "one matrix stands in place of vectors",
                expected="a list of vectors, such as (1, 2), (3, 4)",
                hint="write each vector by itself: of a matrix, the rows or the columns may be meant",
            )
        )
    while _depth(found) > 2 and len(found) == 1 and not _is_column(found[0]):
        found = found[0]
    if _depth(found) > 2:
        return [_flat(item) if _depth(item) == 2 else item for item in found]
    return [found] if _is_numbers(found) and "," not in text.strip("([{}])") else found


def matrices_of(text: str) -> Nested:
    """Return matrices, each as a list of its rows.

    >>> matrices_of("[1 0; 0 0], [0 1; 1 0]")
    [[['1', '0'], ['0', '0']], [['0', '1'], ['1', '0']]]
    """
    found = _nested(_SPAN.sub("", text, count=1)) if _LISTING.search(text) else text
    while _depth(found) > 3 and len(found) == 1:
        found = found[0]
    return [found] if _depth(found) == 2 else found


def with_fractions(text: str) -> str:
    """Return a text with the fraction that each decimal states in place of it: (1/10) for 0.1."""
    return _DECIMAL.sub(lambda found: f"({Fraction(found[0])})", text)


def one_list(data: Any) -> Any:
    """Return the entries of a vector that is written as a column, or as one row; other data as they are."""
    rows = data if isinstance(data, list) and all(isinstance(row, list) for row in data) else []
    if len(rows) == 1:
        return rows[0]
    return [row[0] for row in rows] if rows and all(len(row) == 1 for row in rows) else data


def listed_rows(items: list[object]) -> list[object]:
    """Return a list with each row that is a text as the list of its entries."""
    return [_row_of(item) for item in items]


def _row_of(item: object) -> object:
    if not isinstance(item, str) or not _ROW.search(item):
        return item
    found = vector_of(item)
    is_list = len(found) > 1 or item.lstrip().startswith(("[", r"\begin"))
    return found if _depth(found) == 1 and is_list else item


def _is_one_array(text: str) -> bool:
    """Return whether a text is one matrix as MATLAB or LaTeX has it."""
    return (";" in text or r"\\" in text) and len(re.findall(r"[\[]|\\begin\{(?!array)", text)) == 1


def _nested(text: str) -> Nested:
    """Return the lists that a text writes out, from the outside in; InputError for a large one."""
    _refuse_large(text)
    shown = "".join(_plain_fraction(c) for c in text.replace("$", "").replace("\u2212", "-"))
    shown = _ARRAY.sub(_bracketed, shown.replace(r"\{", "{").replace(r"\}", "}"))
    shown = shown.replace(r"\left", "").replace(r"\right", "").replace("\u27e8", "{").replace("\u27e9", "}")
    shown = plain_notation(_CALL.sub("", _NAMED.sub("", shown)))
    shown = re.sub(r"\s*,?\s+and\s+(?=[\[({])", ", ", shown)
    return _items(_SCALED.sub("*", _ADJACENT.sub(", ", shown)))


def _refuse_large(text: str) -> None:
    """Raise an InputError for a text that takes long to be read."""
    if len(text) > _LONGEST:
        message = f"a matrix in a text of {len(text):,} characters"
        raise InputError(Diagnostic(message, expected=f"at most {_LONGEST:,}", hint="list its rows"))
    depths = accumulate((c in "([{") - (c in ")]}") for c in text)
    if max(depths, default=0) > _DEEPEST:
        raise InputError(
            Diagnostic("the brackets are nested too deeply", expected=f"at most {_DEEPEST} levels")
        )


def _plain_fraction(character: str) -> str:
    """Return 1/2 for a character that is a fraction."""
    parts = normalize("NFKC", character).split("\u2044")
    return f"({'/'.join(parts)})" if len(parts) == 2 else character


def _bracketed(found: re.Match[str]) -> str:
    """Return an array of LaTeX with commas and semicolons."""
    rows = [row for row in found[2].split(r"\\") if row.strip()]
    return f"[{'; '.join(', '.join(entry.strip() for entry in row.split('&')) for row in rows)}]"


def _items(inner: str) -> list[Nested]:
    """Return the entries of a list, by rows if semicolons or lines part it."""
    rows = [row.strip().removesuffix(",") for row in cut(inner, ";\n") if row.strip(" ,\t\r")]
    if len(rows) > 1:
        found = [_row(row) for row in rows]
        return [row[0] if len(row) == 1 and isinstance(row[0], list) else row for row in found]
    return _row(rows[0]) if rows else []


def _row(row: str) -> list[Nested]:
    pieces = cut(row, ",")
    if len(pieces) > 1:
        return [_entry(piece.strip()) for piece in pieces]
    found = [_entry(piece.strip()) for piece in _spaced(row)]
    if len(found) == 2 and isinstance(found[0], str) and isinstance(found[1], list):
        return [_times(found[0], found[1])]
    return found


def _spaced(row: str) -> list[str]:
    """Return the entries that spaces outside of brackets part."""
    places = [found.span() for found in _BETWEEN.finditer(row) if _is_outside(row[: found.start()])]
    starts, ends = [0, *[gap[1] for gap in places]], [*[gap[0] for gap in places], len(row)]
    return [row[place:end] for place, end in zip(starts, ends, strict=True)]


def _is_outside(before: str) -> bool:
    return all(before.count(pair[0]) == before.count(pair[1]) for pair in _PAIRS)


def _entry(text: str) -> Nested:
    """Return an entry, or the list that brackets enclose; a transposed one is turned."""
    bare = _TRANSPOSED.sub("", text) if "[" in text or text[:1] in "({" else text
    opening = _opening_place(bare)
    if opening < 0 or (bare[opening] == "(" and _NAME.search(bare[:opening])):
        diagonal = _DIAGONAL.fullmatch(bare)
        return _diagonal(_items(diagonal[1][1:-1])) if diagonal else text
    found, factor = _bracket(bare[opening:]), bare[:opening].strip().removesuffix("*").strip()
    is_product = len(cut(factor.lstrip("+-"), "+-")) == 1 and not re.search(r"[\[;,]", factor)
    if not isinstance(found, list) or not is_product:
        return text
    found = _turned(found) if bare != text else found
    return _times("-1" if factor == "-" else factor, found) if factor else found


def _opening_place(text: str) -> int:
    """Return the place of the bracket that the last one closes; -1 if none closes at the end."""
    turned = text[::-1].translate(str.maketrans("()[]{}", ")(][}{"))
    return (
        len(text) - 1 - closing_place(turned)
        if turned[:1] in ("(", "[", "{") and closing_place(turned) > 0
        else -1
    )


def _bracket(bare: str) -> Nested:
    """Return the list in brackets; what stands in parentheses alone is an entry."""
    inner = bare[1:-1]
    if bare[0] != "(" or len(cut(inner, ",;\n")) > 1:
        return _items(inner)
    pieces = _spaced(inner.strip())
    if len(pieces) > 1 and all(_NUMBER.fullmatch(piece) for piece in pieces):
        return _items(inner)
    within = _entry(inner.strip())
    return within if isinstance(within, list) else bare


def _diagonal(entries: list[Nested]) -> Nested:
    return [[x if i == j else "0" for j in range(len(entries))] for i, x in enumerate(entries)]


def _times(factor: str, found: Nested) -> Nested:
    return [_times(factor, item) for item in found] if isinstance(found, list) else f"({factor})*({found})"


def _turned(found: list[Nested]) -> list[Nested]:
    """Return the transposed matrix; a row becomes a column."""
    while len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    rows = [row for row in found if isinstance(row, list)]
    if not rows:
        return [[entry] for entry in found]
    is_even = len(rows) == len(found) and len({len(row) for row in rows}) == 1
    return [list(column) for column in zip(*rows, strict=True)] if is_even else found


def _flat(found: Nested) -> Nested:
    """Return the entries of a row or a column as one list."""
    while _depth(found) > 1 and len(found) == 1:
        found = found[0]
    return [row[0] for row in found] if _is_column(found) else found


def _is_column(found: Nested) -> bool:
    return _depth(found) == 2 and all(isinstance(row, list) and len(row) == 1 for row in found)


def _is_numbers(found: Nested) -> bool:
    return all(isinstance(item, str) and _NUMBER.fullmatch(item) for item in found)


def _depth(found: Nested) -> int:
    return 1 + max(map(_depth, found), default=0) if isinstance(found, list) else 0
