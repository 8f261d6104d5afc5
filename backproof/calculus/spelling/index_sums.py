r"""Sums over indices: `\sum_i a_i b_i` is the sum of the entries of `a .* b`, other sums are products.

`\sum_i \sum_j x_i A_{ij} y_j` is `x' A y`, and under a sum over i, `\sum_j A_{ij} y_j` stands for the
entries of `A y`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from backproof.calculus.spelling.contraction import Factor, NotMatricesError, contracted
from backproof.calculus.spelling.latex.macros import FUNCTIONS, WORDS
from backproof.calculus.spelling.samples import row_name, with_samples
from backproof.calculus.spelling.token import Token

Fault = Callable[[int, str, str | None], Exception]
_HINT = r"write it with products of vectors: a^\top b, \|X w - y\|^2"
_FUNCTIONS = frozenset((*FUNCTIONS.values(), *WORDS.values()))
_RANGE = re.compile(r"([A-Za-z])(?:=[01]|in\[\w\]|in\\?\{1dots\w\\?\})?")
_Tokens = tuple[Token, ...]
# Letters of vectors, whose dot with the sample x_i is an inner product.
_VECTORS = ("w", "u", "v", "a", "x", "z", "theta", "beta")


def letters_of(lower: str, upper: str) -> str:
    """Return the letters of the indices of a sum by its limits; "" unless it is over all entries.

    A lower limit such as `i=1,j=1`, `ij` or `i` goes with no upper one, or with a number or one symbol,
    from 0 with `n-1`.
    """
    parts = [*lower] if lower.isalpha() and len(lower) == 2 else lower.split(",")
    found = [_RANGE.fullmatch(part) for part in parts]
    is_from_zero = "=0" in lower
    ends_there = not upper or re.fullmatch(r"\w+[-−]1" if is_from_zero else r"\w+", upper)
    return "".join(match[1] for match in found if match) if all(found) and ends_there else ""


def with_lengths(tokens: Sequence[Token], lengths: Mapping[str, str]) -> list[Token]:
    """Mark names that have indices of a sum with the upper limits of these."""
    found = []
    for token in tokens:
        index = _indices(token, "".join(lengths)) if token.indices is None else ""
        own = token.lengths or ("",) * len(index)
        known = tuple(lengths.get(letter, length) for letter, length in zip(index, own, strict=False))
        found.append(replace(token, lengths=known) if index else token)
    return found


def sum_of(tokens: Sequence[Token], letters: str, outer: str, fault: Fault) -> list[Token]:
    """Return the tokens of the sum of an addend over its indices; those of the sums around it may remain.

    Raises the fault of a name that has some of the indices where the addend is no product of them.
    """
    if not tokens:
        raise fault(0, f"nothing has the index {letters} of the sum", "give each vector its index: x_i")
    _refuse_numbers(tokens, letters + outer, fault)
    tokens = _with_rows(with_samples(tokens, letters), letters)
    found = set("".join(_indices(token, letters + outer) for token in tokens))
    # An inner sum may have the letter of an outer one again, which it hides.
    left = "".join(dict.fromkeys(index for index in outer if index in found and index not in letters))
    if not left and all(_is_whole(token, letters) for token in tokens):
        return _summed(applied("sum", entries_of_sum(tokens, letters, fault)))
    try:
        factors = list(_factors(tokens, letters + outer, fault))
        if not set(letters) <= set("".join(factor.indices for factor in factors)):
            raise NotMatricesError
        whole = contracted(factors, left, _OfTokens())
    except NotMatricesError:
        both = left + letters
        if len(both) == 2 and _occur(tokens, both):
            entries = entries_of_sum(tokens, both, fault)
            return _summed(applied("rowsum" if left else "sum", entries), left)
        if left:
            message = (
                f"the index {', '.join(left)} of an outer sum stands under one over {', '.join(letters)}"
            )
            raise fault(tokens[0].start, message, _HINT) from None
        return _summed(applied("sum", entries_of_sum(tokens, letters, fault)))
    return _summed(whole, left)


def _refuse_numbers(tokens: Sequence[Token], letters: str, fault: Fault) -> None:
    """Raise the fault of an index that stands as a number, as in i x_i."""
    for token in tokens:
        if token.kind == "name" and token.indices is None and token.text in [*letters]:
            hint = f"write t_{token.text} for a vector t of these numbers"
            raise fault(token.start, f"the index {token.text} of the sum stands as a number", hint)


def _occur(tokens: Sequence[Token], letters: str) -> bool:
    """True if each of the letters is the index of something."""
    found = "".join(_indices(token, letters) for token in tokens)
    return all(letter in found for letter in letters)


def _summed(tokens: Iterable[Token], left: str = "") -> list[Token]:
    """Mark the tokens of a sum's value, of which the sums around it change nothing."""
    return [replace(token, indices=left) for token in tokens]


def _with_rows(tokens: Sequence[Token], letters: str) -> Sequence[Token]:
    """Replace `x_i' w` and `w' x_i`, where x_i are vectors, by the entries of `X w`: X has the rows x_i'."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        first, *after = tokens[at : at + 4]
        rows = row_name(first, letters), row_name(after[1], letters) if len(after) > 1 else ""
        is_product = len(after) > 1 and first.kind == after[1].kind == "name"
        whole = after[1].text if rows[0] and len(after) > 1 else first.text
        is_product = is_product and (after[0].is_("'") or (after[0].is_("·") and whole in _VECTORS))
        goes_on = len(after) > 2 and (after[2].kind in ("name", "number") or after[2].is_("^", "'", "("))
        begins = not found or not found[-1].is_("'", "^")
        if is_product and bool(rows[0]) != bool(rows[1]) and begins and not goes_on:
            vector = after[1] if rows[0] else first
            value = _OfTokens().product(
                (replace(first, text=rows[0] or rows[1]),), (replace(vector, has_no_index=False),)
            )
            found += [replace(token, indices=letters) for token in value]
            at += 3
        else:
            found.append(first)
            at += 1
    return found


# The signs of operations entry by entry.
_BY_ENTRIES = {"·": ".*", "×": ".*", "/": "./", "^": ".^"}


def entries_of_sum(tokens: Sequence[Token], letters: str, fault: Fault) -> list[Token]:
    """Return the tokens of an addend with its indices left out, its products entry by entry.

    Raises the fault of a name that has some of the indices, and of products of matrices inside of the sum.
    """
    found: list[Token] = []
    bars: list[str] = []
    _refuse_numbers(tokens, letters, fault)
    tokens = _with_norms(tokens, letters, fault)
    spread = _spread(tokens, letters)
    indexed = int(spread != tokens)
    tokens = spread
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.indices is not None and before and before.indices is not None:
            found.append(_settled(token, letters, fault))
            continue
        is_settled = token.indices is not None
        new = _settled(token, letters, fault) if is_settled else _without_index(token, letters, fault)
        indexed += bool(token.indices) or (new.kind == "name" and new.text != token.text)
        opens = new.is_("|", "||") and bars[-1:] != [new.text]
        is_value = new.kind in ("name", "number") or new.is_("(") or opens
        if found and is_value and _ends_value(found[-1], bars) and not found[-1].has_no_index:
            found.append(Token("operator", ".*", token.start, token.start))
        if new.is_("|", "||"):
            bars = [*bars, new.text] if opens else bars[:-1]
        if new.is_("|"):
            # The bars of an entry are its absolute value, never a determinant.
            found += [replace(new, kind="name", text="abs", has_no_index=True)] if opens else []
            new = replace(new, text="(" if opens else ")")
        if new.is_("'"):
            raise fault(token.start, "a transpose under a sum over indices", _HINT)
        new = replace(new, text=_BY_ENTRIES[new.text]) if new.is_(*_BY_ENTRIES) else new
        found.append(new)
        if new.text.endswith("\0"):
            found[-1:] = [replace(new, text=new.text[:-1]), Token("operator", "'", token.start, token.end)]
    if not indexed:
        at = tokens[0].start if tokens else 0
        raise fault(at, f"nothing has the index {letters} of the sum", "give each vector its index: x_i")
    return found


def _spread(tokens: Sequence[Token], letters: str) -> list[Token]:
    """Make columns and rows of what has one of two indices: `x_i - x_j` of x, and of x as a row."""
    if len(letters) != 2 or not _occur(tokens, letters):
        return list(tokens)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        index = _indices(tokens[at], letters)
        if index not in [*letters]:
            found.append(tokens[at])
            at += 1
            continue
        end = _end_of_value(tokens, at)
        inside = tokens[at:end]
        if tokens[at].indices is None:
            inside = [replace(tokens[at], text=tokens[at].text.rpartition("_")[0])]
        if found and found[-1].indices is not None:
            found.append(Token("operator", "·", tokens[at].start, tokens[at].start))
        axis = "as_column" if index == letters[0] else "as_row"
        found += _summed(applied(axis, inside), "")
        at = end
    return found


def _with_norms(tokens: Sequence[Token], letters: str, fault: Fault) -> list[Token]:
    """Mark norms as values of their own; raises the fault of one whose inside has an index of the sum."""
    found = list(tokens)
    opening: int | None = None
    for at, token in enumerate(tokens):
        if not token.is_("||") or token.indices is not None:
            continue
        if opening is None:
            opening = at
            continue
        if any(_indices(one, letters) for one in tokens[opening:at]):
            hint = "with the vectors as rows of X, the squares of their norms are rowsum(X**2)"
            raise fault(tokens[opening].start, "a norm with an index under a sum over it", hint)
        is_ordered = at + 1 < len(tokens) and tokens[at + 1].text.startswith("_")
        end = at + 1 + is_ordered
        found[opening:end] = [replace(one, indices="") for one in tokens[opening:end]]
        opening = None
    return found


def _settled(token: Token, letters: str, fault: Fault) -> Token:
    """Return a token of an inner sum's value, which is a scalar or has just the indices of this sum."""
    if not token.indices:
        return token
    if token.indices != letters:
        message = (
            f"an inner sum has the indices {', '.join(token.indices)} under one over {', '.join(letters)}"
        )
        raise fault(token.start, message, _HINT)
    return replace(token, indices="")


def _without_index(token: Token, letters: str, fault: Fault) -> Token:
    if token.kind != "name":
        return token
    stem, _, index = token.text.rpartition("_")
    if not stem or not set(index) & set(letters):
        return replace(token, has_no_index=True)
    if index == letters:
        return replace(token, text=stem, axes=len(index))
    if len(index) == 2 and index == letters[::-1]:
        return replace(token, text=stem + "\0", axes=2)
    raise fault(token.start, f"'{stem}' has the index {index} under a sum over {', '.join(letters)}", _HINT)


def _indices(token: Token, letters: str) -> str:
    """Return the indices of a name or of an inner sum's value, if one of them is among the letters."""
    if token.indices is not None or token.kind != "name":
        return token.indices or ""
    stem, _, index = token.text.rpartition("_")
    return index if stem and set(index) & set(letters) else ""


def _is_whole(token: Token, letters: str) -> bool:
    """True for a token that has all indices of the sum, or none."""
    return sorted(_indices(token, letters)) in ([], sorted(letters))


def _ends_value(token: Token, bars: Sequence[str]) -> bool:
    """True if a value ends with this token, in the open bars."""
    closes = token.is_("|", "||") and bars[-1:] != [token.text]
    return token.kind in ("name", "number") or token.is_(")", "'") or closes


def _factors(tokens: Sequence[Token], letters: str, fault: Fault) -> Iterator[Factor[_Tokens]]:
    """Split a product into its factors, each with the indices that all its names have.

    Raises NotMatricesError for what is no product, and for a factor whose names differ in their indices.
    """
    at = 0
    if tokens[0].is_("-", "+"):
        raise NotMatricesError
    while at < len(tokens):
        end = _end_of_factor(tokens, at)
        part = tokens[at:end]
        found = {index for token in part if (index := _indices(token, letters))}
        if len(found) > 1 or not set("".join(found)) <= set(letters):
            raise NotMatricesError
        (indices,) = found or ("",)
        if len(set(indices)) < len(indices):
            # A diagonal: its one name stands alone.
            (name,) = part if len(part) == 1 else (None,)
            if name is None:
                raise NotMatricesError
            plain = [replace(name, text=name.text.rpartition("_")[0])]
        else:
            plain = entries_of_sum(part, indices, fault) if indices else _without_entries(part)
        yield Factor(_parenthesized(plain), indices)
        at = end + (end < len(tokens) and tokens[end].is_("·", "×"))


def _without_entries(tokens: Sequence[Token]) -> list[Token]:
    return [replace(token, has_no_index=token.kind == "name" and token.indices is None) for token in tokens]


def _end_of_factor(tokens: Sequence[Token], at: int) -> int:
    """Return where the factor ends that begins here: a value with its exponent, or a function with both."""
    is_name = tokens[at].kind == "name" and "_" not in tokens[at].text
    is_call = is_name and at + 1 < len(tokens) and tokens[at + 1].is_("(")
    if not is_call and tokens[at].text in _FUNCTIONS:
        raise NotMatricesError
    end = _end_of_value(tokens, at + is_call)
    while end < len(tokens) and tokens[end].is_("^"):
        end = _end_of_value(tokens, end + 1)
    if end < len(tokens) and not (tokens[end].kind in ("name", "number") or tokens[end].is_("(", "·", "×")):
        raise NotMatricesError
    return end


def _end_of_value(tokens: Sequence[Token], at: int) -> int:
    """Return where a name, a number or a parenthesis ends; the value of an inner sum is one."""
    if at >= len(tokens):
        raise NotMatricesError
    if tokens[at].indices is not None:
        while at < len(tokens) and tokens[at].indices is not None:
            at += 1
        return at
    if tokens[at].kind in ("name", "number"):
        return at + 1
    depth = 0
    for end in range(at, len(tokens)):
        depth += tokens[end].is_("(") - tokens[end].is_(")")
        if depth == 0:
            break
    if depth or not tokens[at].is_("("):
        raise NotMatricesError
    return end + 1


def _parenthesized(tokens: Sequence[Token]) -> _Tokens:
    if len(tokens) == 1:
        return tuple(tokens)
    start, end = tokens[0].start, tokens[-1].end
    return (Token("operator", "(", start, start), *tokens, Token("operator", ")", end, end))


def applied(function: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of a call."""
    start, end = tokens[0].start, tokens[-1].end
    around = Token("operator", "(", start, start), Token("operator", ")", end, end)
    return [Token("name", function, start, start), around[0], *tokens, around[1]]


class _OfTokens:
    """The operations of a contraction on tokens; each value is one name, call or parenthesis."""

    def scaled(self, factor: _Tokens, value: _Tokens) -> _Tokens:
        return self._joined("×", factor, value)

    def entrywise(self, left: _Tokens, right: _Tokens) -> _Tokens:
        return self._joined(".*", left, right)

    def product(self, left: _Tokens, right: _Tokens) -> _Tokens:
        return self._joined("×", left, right)

    def transpose(self, value: _Tokens) -> _Tokens:
        return (*value, Token("operator", "'", value[-1].end, value[-1].end))

    def apply(self, function: str, value: _Tokens) -> _Tokens:
        return tuple(applied(function, value))

    def _joined(self, sign: str, left: _Tokens, right: _Tokens) -> _Tokens:
        at = right[0].start
        return _parenthesized(list(chain(left, [Token("operator", sign, at, at)], right)))
