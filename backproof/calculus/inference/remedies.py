"""Suggested corrections of a text: @ for *, an added transpose, a spread number, expanded powers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise, product

from backproof.calculus.primitives.matrix_operations import REDUCTIONS
from backproof.calculus.spelling.token import Token
from backproof.calculus.spelling.tokens import Source

_Edit = tuple[int, int, str]
_Choices = list[tuple[_Edit, ...]]
_MATRIX_PRODUCT = " @ "
_SCALING = re.compile(r"(^|[-+(=;\n])\s*[a-z]\w*$")
_MOST_PLACES = 3
_MOST_REWRITINGS = 48
_LARGEST_POWER = 4


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    """Apply the replacements to the text."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def on_one_line(text: str) -> str:
    """Format the text as typed in a shell: without comments, its lines separated by semicolons."""
    plain = re.sub(r"#[^\n]*", "", text).strip()
    ends = [token.start for token in Source(plain).tokens() if token.kind == "separator"]
    parted = _edited(plain, [(at, at + 1, ";") for at in ends])
    return re.sub(r"\s*(;\s*)+", "; ", re.sub(r"\s+", " ", parted))


def with_name_as(text: str, name: str, new: str) -> str:
    """Replace a variable by another text; a size of the same name, as in ones(n), is kept."""
    tokens = Source(text).tokens()
    places: list[int] = []
    closing = 0
    for at, token in enumerate(tokens):
        if token.text in ("ones", "eye") and _is(tokens[at + 1], "("):
            closing = next((i for i in range(at, len(tokens)) if _is(tokens[i], ")")), at)
        if token.kind == "name" and token.text == name and at >= closing:
            places.append(token.start)
    return _edited(text, [(start, start + len(name), new) for start in places])


def rewritings(text: str, sizes: Sequence[str]) -> list[str]:
    """Return variants of the text with operators changed to linear algebra, those with few changes first.

    `sizes` are the symbols with which a number can be spread.
    """
    tokens = Source(text).tokens()
    signs = [token for token in tokens if _is(token, "*", "@")]
    products = [_product(text, tokens, tokens.index(sign)) for sign in signs]
    powers = [edit for at, token in enumerate(tokens) if (edit := _power(text, tokens, at))]
    shapes = (*sizes, *(f"{one}, {other}" for one in sizes for other in sizes if one != other))
    spread = [
        [(), *(choice for shape in shapes for choice in _all_or_one(list(find(tokens, shape))))]
        for find in (_spread_numbers, _spread_reductions)
    ]
    groups = [*_places(text, products), [(), *_all_or_one(powers)], *spread]
    stars = sum(_is(token, "*") and bool(edits) for token, edits in zip(signs, products, strict=True))
    combined = sorted(product(*groups), key=lambda parts: _cost(parts, stars))
    apart = (edits for parts in combined if _are_apart(edits := sorted(chain(*parts))) and edits)
    return [_edited(text, edits) for edits in islice(apart, _MOST_REWRITINGS)]


def _cost(parts: Sequence[Sequence[_Edit]], stars: int) -> int:
    """Return the cost of a rewriting: changing all `*` alike counts as one change, a single one as more."""
    changed = [edits for edits in parts if edits]
    plain = sum(edit[2] == _MATRIX_PRODUCT for edits in changed for edit in edits)
    if not plain or plain < stars:
        return 2 * len(changed)
    return 1 + 2 * sum(edits[0][2] != _MATRIX_PRODUCT for edits in changed)


def _are_apart(edits: Sequence[_Edit]) -> bool:
    return all(one[1] <= other[0] for one, other in pairwise(edits))


def _places(text: str, options: list[list[_Edit]]) -> list[_Choices]:
    """Return the choices at each place; with many places, all of them, all but the scalings, or one."""
    possible = [edits for edits in options if edits]
    if len(possible) <= _MOST_PLACES:
        return [[(), *((edit,) for edit in edits)] for edits in possible]
    first = [edits[0] for edits in possible if edits[0][2] == _MATRIX_PRODUCT]
    others = [edit for edit in first if not _SCALING.search(text[: edit[0]])]
    return [[(), *_all_or_one(first), tuple(others)]]


def _all_or_one(edits: list[_Edit]) -> _Choices:
    alone: _Choices = [(edit,) for edit in edits[:_MOST_PLACES]]
    return [tuple(edits), *alone] if len(edits) > 1 else alone


def _is(token: Token, *texts: str) -> bool:
    return token.kind == "operator" and token.text in texts


def _product(text: str, tokens: Sequence[Token], at: int) -> list[_Edit]:
    """Return the edits that make a product sign a matrix product, with and without a transpose before it."""
    token, before = tokens[at], tokens[at - 1]
    if "number" in (before.kind, tokens[at + 1].kind):
        return []
    start = len(text[: token.start].rstrip())
    end = token.start + 1 + len(text[token.start + 1 :]) - len(text[token.start + 1 :].lstrip())
    plain = [(start, end, _MATRIX_PRODUCT)] if token.text == "*" else []
    if (before.kind == "name" and before.text != "T") or _is(before, ")"):
        return [*plain, (start, end, f".T{_MATRIX_PRODUCT}")]
    return plain


def _power(text: str, tokens: Sequence[Token], at: int) -> _Edit | None:
    """Return the edit that turns an elementwise power into a power of matrices or an inverse."""
    first = tokens[_start_of_operand(tokens, at - 1)] if at else tokens[0]
    start = first.start
    if _is(tokens[at], "**") and first.text not in REDUCTIONS:
        base = text[start : tokens[at].start].rstrip()
        opening = _is(tokens[at + 1], "(")
        sign = at + 1 + opening
        if _is(tokens[sign], "-") and tokens[sign + 1].text == "1":
            last = tokens[sign + 1 + opening]
            return start, last.start + len(last.text), f"inv({base})"
        exponent = tokens[at + 1]
        if exponent.text.isdigit() and 2 <= int(exponent.text) <= _LARGEST_POWER:
            return start, exponent.start + 1, " @ ".join([base] * int(exponent.text))
    if _is(tokens[at], "/") and tokens[at - 1].text == "1" and tokens[at + 1].kind == "name":
        name = tokens[at + 1]
        return tokens[at - 1].start, name.start + len(name.text), f"inv({name.text})"
    return None


def _start_of_operand(tokens: Sequence[Token], at: int) -> int:
    """Return the start of the operand ending at this token: a name, call or group, transposed or not."""
    if tokens[at].text == "T" and at > 1 and _is(tokens[at - 1], "."):
        return _start_of_operand(tokens, at - 2)
    depth = 0
    while at > 0 and (_is(tokens[at], ")") or depth):
        depth += _is(tokens[at], ")") - _is(tokens[at], "(")
        if not depth:
            break
        at -= 1
    called = _is(tokens[at], "(") and at > 0 and tokens[at - 1].kind == "name"
    return at - 1 if called else at


def _spread_numbers(tokens: Sequence[Token], shape: str) -> Iterator[_Edit]:
    """Yield edits that replace an addend that is a number by a vector or matrix of that number."""
    for first, last in _addends(tokens):
        if first is last and first.kind == "number":
            factor = "" if first.text == "1" else f"{first.text}*"
            yield first.start, first.start + len(first.text), f"{factor}ones({shape})"


def _spread_reductions(tokens: Sequence[Token], shape: str) -> Iterator[_Edit]:
    """Yield edits that replace an addend that is a reduction by a vector or matrix of that value."""
    for first, last in _addends(tokens):
        if first.text in REDUCTIONS:
            end = last.start + len(last.text)
            yield end, end, f"*ones({shape})"


def _addends(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield the first and last token of each addend of a sum."""
    for at, token in enumerate(tokens[:-1]):
        before = tokens[at - 1] if at else tokens[-1]
        opens = before.kind in ("separator", "end") or _is(before, "(", "=", "+", "-")
        last = _end_of_addend(tokens, at)
        if opens and last >= at and (_joins(tokens, at - 1) or _joins(tokens, last + 1)):
            yield token, tokens[last]


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """True for a sign between two addends."""
    before = tokens[at - 1]
    return at > 0 and _is(tokens[at], "+", "-") and (before.kind in ("name", "number") or _is(before, ")"))


def _end_of_addend(tokens: Sequence[Token], at: int) -> int:
    """Return the last token of the addend that begins here."""
    depth = 0
    while tokens[at].kind not in ("end", "separator"):
        depth += _is(tokens[at], "(") - _is(tokens[at], ")")
        if depth < 0 or (depth == 0 and _is(tokens[at], "+", "-")):
            break
        at += 1
    return at - 1
