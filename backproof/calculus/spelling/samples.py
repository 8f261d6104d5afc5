r"""Sums over samples: with the vectors x_i as the rows of X, ‖x_i − μ‖² are the row sums of (X − 1μᵀ)².

(x_i − μ)ᵀ S (x_i − μ) are those of (X − 1μᵀ) S ⊙ (X − 1μᵀ).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backproof.calculus.spelling.token import Token

_SUMS = ("+", "-")


def row_name(token: Token, letters: str) -> str:
    """Return the letter of the matrix with the rows `x_i`: its capital; "" for other names."""
    stem, _, index = token.text.rpartition("_")
    is_row = token.kind == "name" and index == letters and len(stem) == len(letters) == 1
    return stem.upper() if is_row and stem.islower() else ""


def with_samples(tokens: Sequence[Token], letters: str) -> list[Token]:
    """Replace norms and quadratic forms of samples by row sums, marked as values with that index."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        new, at = _norm(tokens, at, letters) or _form(tokens, at, letters) or ([tokens[at]], at + 1)
        found += new
    return found


def _norm(tokens: Sequence[Token], at: int, letters: str) -> tuple[list[Token], int] | None:
    """Translate the squared or plain Euclidean norm that begins here."""
    if not tokens[at].is_("||"):
        return None
    end = next((i for i in range(at + 1, len(tokens)) if tokens[i].is_("||")), None)
    rows = _rows(tokens[at + 1 : end], letters) if end else None
    if end is None or rows is None:
        return None
    after = end + 1
    if after < len(tokens) and tokens[after].text.startswith("_"):
        if tokens[after].text != "_2":
            return None
        after += 1
    place = tokens[at]
    squares = _called("rowsum", [*_grouped(rows, place), *_signs(place, ".^"), _number(place, "2")], place)
    if after + 1 < len(tokens) and tokens[after].is_("^") and tokens[after + 1].text == "2":
        return _marked(squares, letters), after + 2
    return _marked(_called("sqrt", squares, place), letters), after


def _form(tokens: Sequence[Token], at: int, letters: str) -> tuple[list[Token], int] | None:
    """Translate `x_i' S x_i` and `(x_i - m)' S (x_i - m)`."""
    end = _operand_end(tokens, at)
    if end is None or end + 1 >= len(tokens) or not tokens[end].is_("'"):
        return None
    rows = _rows(tokens[at:end], letters)
    texts = [token.text for token in tokens[at:end]]
    if rows is None:
        return None
    for start in range(end + 1, len(tokens) - len(texts) + 1):
        if [token.text for token in tokens[start : start + len(texts)]] != texts:
            continue
        middle = list(tokens[end + 1 : start])
        if any(_has_index(token, letters) for token in middle) or not _is_balanced(middle):
            return None
        place = tokens[at]
        weighted = [*_grouped(rows, place), *_signs(place, "×"), *_grouped(middle, place)] if middle else rows
        product = [*_grouped(weighted, place), *_signs(place, ".*"), *_grouped(rows, place)]
        return _marked(_called("rowsum", product, place), letters), start + len(texts)
    return None


def _operand_end(tokens: Sequence[Token], at: int) -> int | None:
    if tokens[at].kind == "name":
        return at + 1
    if not tokens[at].is_("("):
        return None
    depth = 0
    for end in range(at, len(tokens)):
        depth += tokens[end].is_("(") - tokens[end].is_(")")
        if depth == 0:
            return end + 1
    return None


def _rows(tokens: Sequence[Token], letters: str) -> list[Token] | None:
    """Return a sum of samples and vectors as one of X and rows; None for anything else."""
    found: list[Token] = []
    is_sample = was_value = False
    for token in tokens:
        is_value = token.kind == "name"
        if token.indices is not None or not (is_value or token.is_(*_SUMS, "(", ")")):
            return None
        if is_value and was_value:
            return None
        was_value = is_value
        if row := row_name(token, letters):
            found.append(replace(token, text=row))
            is_sample = True
        elif _has_index(token, letters):
            return None
        else:
            found += _called("as_row", [token], token) if is_value else [token]
    return found if is_sample else None


def _has_index(token: Token, letters: str) -> bool:
    if token.indices is not None or token.kind != "name":
        return bool(token.indices)
    stem, _, index = token.text.rpartition("_")
    return bool(stem) and bool(set(index) & set(letters))


def _is_balanced(tokens: Sequence[Token]) -> bool:
    """True for factors without an addend among them; the minus of an exponent, as in S^-1, belongs to one."""
    depth = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        depth += token.is_("(") - token.is_(")")
        is_exponent = before is not None and before.is_("^")
        is_factor = token.kind in ("name", "number") or token.is_("(", ")", "^", "'", "×", "·")
        if depth < 0 or (depth == 0 and not is_factor and not is_exponent):
            return False
    return depth == 0


def _marked(tokens: Sequence[Token], letters: str) -> list[Token]:
    return [replace(token, indices=letters) for token in tokens]


def _called(name: str, inside: Sequence[Token], place: Token) -> list[Token]:
    return [replace(place, kind="name", text=name, indices=None), *_grouped(inside, place)]


def _grouped(inside: Sequence[Token], place: Token) -> list[Token]:
    opening, closing = (Token("operator", sign, place.start, place.start) for sign in "()")
    return [opening, *inside, closing]


def _signs(place: Token, sign: str) -> list[Token]:
    return [Token("operator", sign, place.start, place.start)]


def _number(place: Token, text: str) -> Token:
    return Token("number", text, place.start, place.start)
