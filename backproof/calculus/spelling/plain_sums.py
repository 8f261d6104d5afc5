"""Sums over indices and inner products in texts that are not LaTeX: `Σᵢ wᵢ xᵢ²`, `sum_i x_i`, `⟨w, x⟩`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from backproof.calculus.spelling.index_sums import applied, entries_of_sum, sum_of, with_lengths
from backproof.calculus.spelling.token import Token

Fault = Callable[[int, str, str | None], Exception]
_SUM = re.compile("(?:∑|Sigma|sum)_([a-z]{1,2})")
_LARGEST = re.compile("(max|min)_([a-z])")
_ENDS = ("+", "-", "=", ",", "<", ">", "<=", ">=")
_OPENING, _CLOSING = ("(", "[", "⟨"), (")", "]", "⟩")


def with_sums(tokens: Sequence[Token], text: str, fault: Fault) -> list[Token]:
    """Replace the sums over indices and the inner products by what they stand for."""
    joint = _joint(tokens)
    if not any(_letters(token, text) or token.is_("⟨") or _LARGEST.fullmatch(token.text) for token in joint):
        return list(joint)
    return _replaced(joint, text, "", fault)


def _joint(tokens: Sequence[Token]) -> list[Token]:
    """Join a name with the letters below the line that follow it."""
    found: list[Token] = []
    for token in tokens:
        follows = found and found[-1].kind == "name" and found[-1].end == token.start
        if follows and token.kind == "name" and re.fullmatch("_[a-z]+", token.text):
            found[-1] = replace(found[-1], text=found[-1].text + token.text, end=token.end)
        else:
            found.append(token)
    return found


def _letters(token: Token, text: str) -> str:
    """Return the indices of a sign of a sum; a matrix Sigma that is spelled out has none."""
    match = _SUM.fullmatch(token.text) if token.kind == "name" else None
    is_spelled = text[token.start : token.start + 5] == "Sigma"
    return match[1] if match and not is_spelled else ""


def _replaced(tokens: Sequence[Token], text: str, outer: str, fault: Fault) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        letters = _letters(token, text)
        largest = _LARGEST.fullmatch(token.text)
        if letters or largest:
            upper, begin = _upper_limit(tokens, at + 1)
            end = _end(tokens, begin, _ENDS)
            letters = letters or token.text[-1]
            if largest and not any(one.text.endswith(f"_{letters}") for one in tokens[begin:end]):
                # The variable of a problem, as in min_w f(w), is the index of nothing.
                at = begin
                continue
            inside = _replaced(tokens[begin:end], text, outer + letters, fault)
            inside = [replace(one, text="·") if one.is_("*") else one for one in inside]
            inside = with_lengths(inside, {letters: upper} if upper else {})
            if largest:
                found += applied(largest[1], entries_of_sum(inside, letters, fault))
            else:
                found += sum_of(inside, letters, outer, fault)
            at = end
        elif token.is_("⟨"):
            end = _end(tokens, at + 1, ())
            if end == len(tokens) or not tokens[end].is_("⟩"):
                raise fault(token.start, "this '⟨' is never closed", "an inner product ends with ⟩")
            found += _inner(token, _replaced(tokens[at + 1 : end], text, outer, fault), fault)
            at = end + 1
        else:
            found.append(token)
            at += 1
    return found


def _upper_limit(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the upper limit that follows the sign of a sum, "" if it is none, and the place after it."""
    if at + 1 < len(tokens) and tokens[at].is_("^") and tokens[at + 1].kind in ("name", "number"):
        limit = tokens[at + 1]
        return limit.text if limit.kind == "name" else "", at + 2
    return "", at


def _end(tokens: Sequence[Token], at: int, ends: Sequence[str]) -> int:
    """Return the place of the first of these signs, or of what closes a group that began before."""
    depth = 0
    bars: list[str] = []
    for end in range(at, len(tokens)):
        if tokens[end].is_("|", "||"):
            opens = bars[-1:] != [tokens[end].text]
            bars = [*bars, tokens[end].text] if opens else bars[:-1]
            depth += 1 if opens else -1
        depth += tokens[end].is_(*_OPENING) - tokens[end].is_(*_CLOSING)
        is_end = tokens[end].kind == "separator" or (end > at and tokens[end].is_(*ends))
        if depth < 0 or (depth == 0 and is_end):
            return end
    return len(tokens)


def _inner(opening: Token, inside: Sequence[Token], fault: Fault) -> list[Token]:
    commas = [i for i, token in enumerate(inside) if token.is_(",")]
    if len(commas) != 1:
        raise fault(opening.start, "an inner product has two factors", "as in ⟨a, b⟩")
    at = opening.start
    sign = {text: Token("operator", text, at, at) for text in ("(", ")", ".*")}
    left, right = inside[: commas[0]], inside[commas[0] + 1 :]
    product = [sign["("], *left, sign[")"], sign[".*"], sign["("], *right, sign[")"]]
    return [Token("name", "sum", at, at), sign["("], *product, sign[")"]]
