"""Functions without a name: `bsxfun(@minus, A, B)` is A - B, `f = @(x) ...` is f(x) = ..."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from backproof.calculus.spelling.token import Token

_SIGNS = MappingProxyType(
    {"minus": "-", "plus": "+", "times": ".*", "rdivide": "./", "ldivide": ".\\", "power": ".^"}
)
_NAMES = r"\w+(?: , \w+)*"
_HEAD = re.compile(rf"(?:@ \( {_NAMES} \)|lam {_NAMES} :|def \w+ \( {_NAMES} \) : (?:\n )*return) ")
_LONGEST_HEAD = 60


def _without_head(tokens: Sequence[Token]) -> list[Token]:
    """Leave out `@(x)`, `lambda x:` and `def f(x): return`; `F := ...` is `F = ...`."""
    texts = " ".join(token.text for token in tokens[:_LONGEST_HEAD])
    if found := _HEAD.match(texts):
        return list(tokens[len(found[0].split()) :])
    if len(tokens) > 2 and tokens[1].is_(":") and tokens[2].is_("=") and tokens[0].kind == "name":
        return [tokens[0], *tokens[2:]]
    return list(tokens)


def without_handles(tokens: Sequence[Token]) -> list[Token]:
    """Replace the handles of functions by signs and heads; tokens without any are returned as they are."""
    found = _without_head(tokens)
    at = 0
    while at < len(found):
        if found[at].text == "bsxfun" and len(found) > at + 4 and found[at + 2].is_("@"):
            found = _with_sign(found, at)
        elif found[at].is_("=") and len(found) > at + 2 and found[at + 1].is_("@") and found[at + 2].is_("("):
            end = next((i for i in range(at, len(found)) if found[i].is_(")")), len(found) - 1)
            found[at : end + 1] = [*found[at + 2 : end + 1], found[at]]
        at += 1
    return found


def _with_sign(tokens: list[Token], at: int) -> list[Token]:
    """Put the sign of `bsxfun(@minus, A, B)` between its operands."""
    sign = _SIGNS.get(tokens[at + 3].text)
    depth, commas, end = 0, [], at + 1
    for end in range(at + 1, len(tokens)):
        depth += tokens[end].is_("(", "[") - tokens[end].is_(")", "]")
        if depth == 1 and tokens[end].is_(","):
            commas.append(end)
        if depth == 0:
            break
    if sign is None or len(commas) != 2:
        return tokens
    start, comma = tokens[at + 1], tokens[commas[1]]
    opening, closing = (Token("operator", text, start.start, start.end) for text in "()")
    left, right = tokens[commas[0] + 1 : commas[1]], tokens[commas[1] + 1 : end]
    between = Token("operator", sign, comma.start, comma.end)
    joined = [opening, opening, *left, closing, between, opening, *right, closing, closing]
    return [*tokens[:at], *joined, *tokens[end + 1 :]]
