"""The common grammar of printed formulas: sums of Hadamard chains of products of factors with scripts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import reduce
from typing import Any

from backproof.calculus.readers.joint import COMPARED, JOINT, PAIRS, SIGNS
from backproof.calculus.readers.spelling import Spelling
from backproof.calculus.readers.tree import Node, UnclearError, enclosed

_PLUS, MINUS, TIMES_ENTRIES, OVER_ENTRIES, _OVER, DOT = "+", "−", "⊙", "⊘", "/", "·"
# The ends of a range of indices, both counted from 1.
Place = list[Any]
_COMMA = ","
_OPERATORS = (_PLUS, MINUS, TIMES_ENTRIES, OVER_ENTRIES, _OVER, DOT, _COMMA, *SIGNS, *COMPARED)


class Reader(ABC):
    """A cursor over a formula's tokens."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = [*tokens, ""]
        self.at = 0

    @property
    def token(self) -> str:
        """The next token; "" at the end."""
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    def take(self) -> str:
        """Consume the next token and return it."""
        found = self.token
        self.at += 1
        return found

    def accept(self, *wanted: str) -> str:
        """Consume and return the next token if it is one of these."""
        return self.take() if self.token in wanted and self.token else ""

    def expect(self, wanted: str) -> None:
        """Consume a token that is required here."""
        if not self.accept(wanted):
            raise self.unclear(f"{wanted} is missing")

    def unclear(self, message: str) -> UnclearError:
        """Return the error, with its position among the tokens."""
        return UnclearError(f"{message} at [{self.token}] in {' '.join(self.tokens)}")

    def whole(self) -> Node:
        """Parse the formula up to its end."""
        found = self.sum()
        if self.token:
            raise self.unclear("the formula goes on")
        return found

    def sum(self) -> Node:
        """sum: ['−'] chain (('+' | '−') chain)*."""
        signs = [-1 if self.accept(MINUS) else 1]
        chains = [self.chain()]
        while sign := self.accept(_PLUS, MINUS):
            signs.append(-1 if sign == MINUS else 1)
            chains.append(self.chain())
        if len(chains) == 1:
            return chains[0] if signs == [1] else Node("negative", None, (chains[0],))
        return Node("sum", tuple(signs), tuple(chains))

    def chain(self) -> Node:
        """chain: product ('⊙' product)* ['⊘' product], or factors with another sign."""
        parts, signs = [self.product()], []
        while sign := self.accept(TIMES_ENTRIES, OVER_ENTRIES, *SIGNS):
            signs.append(sign)
            parts.append(self.product())
        if not signs:
            return parts[0]
        if any(part.kind in ("fraction", "entries") and not part.is_enclosed for part in parts):
            raise self.unclear("a fraction or sum beside an entrywise sign")
        if not SIGNS.keys().isdisjoint(signs):
            return self.joined(signs, parts)
        if OVER_ENTRIES in signs[:-1]:
            raise self.unclear("⊘ goes on")
        if signs[-1] == TIMES_ENTRIES:
            return Node("entry product", None, tuple(parts))
        *above, below = parts
        if below.kind == "product" and not below.is_enclosed:
            raise self.unclear("an entrywise quotient by a product")
        first = Node("entry product", None, tuple(above)) if above[1:] else above[0]
        return Node("entry quotient", None, (first, below))

    def joined(self, signs: Sequence[str], parts: Sequence[Node]) -> Node:
        """Apply an operation on two matrices to parts with one and the same sign between them."""
        if len(set(signs)) > 1 or any(part.kind == "product" and not part.is_enclosed for part in parts):
            raise self.unclear("another operation beside an operation on two matrices")
        return reduce(lambda left, right: Node("apply", SIGNS[signs[0]], (left, right)), parts)

    def application(self, name: str) -> Node:
        """Parse the operands of a function, after its opening parenthesis."""
        found = [self.sum()]
        if name in JOINT or (name in PAIRS and self.token == _COMMA):
            self.expect(_COMMA)
            found.append(self.sum())
        self.expect(")")
        called = PAIRS[name] if name in PAIRS and len(found) > 1 else name
        return Node("apply", called, tuple(map(enclosed, found)), is_enclosed=name != "logdet")

    def indicator(self) -> Node | None:
        """Parse a comparison in brackets, which follows a bold 1; None if there is none."""
        start = self.at
        if not self.accept("["):
            return None
        left = self.sum()
        if not (sign := self.accept(*COMPARED)):
            self.at = start
            return None
        sides, name = [left, self.sum()], COMPARED[sign]
        if self.accept("<" if sign == "<" else ""):
            sides, name = [*sides, self.sum()], "between"
        self.expect("]")
        return Node("apply", name, tuple(map(enclosed, sides)))

    def product(self) -> Node:
        """product: factor+ ['/' factor], with a dot before numbers."""
        factors = [self.factor()]
        while self.accept(DOT) or self.begins_factor():
            factors.append(self.factor())
        if any(factor.kind == "entries" and not factor.is_enclosed for factor in factors) and factors[1:]:
            raise self.unclear("a sum over indices beside a factor")
        *before, last = factors
        if any(_is_open(factor) for factor in before) or (_is_open(last) and self.token == _OVER):
            raise self.unclear("an operator of two words takes more than its parentheses")
        whole = Node("product", None, tuple(factors), is_enclosed=False) if factors[1:] else factors[0]
        if not self.accept(_OVER):
            return whole
        below = self.factor()
        if self.begins_factor() or self.token in (_OVER, DOT):
            raise self.unclear("a fraction goes on")
        return Node("fraction", None, (whole, below), is_enclosed=False)

    def begins_factor(self) -> bool:
        """True if a factor comes next; a number may follow only after a dot."""
        if self.token[:1].isdecimal() and self.token.isascii():
            raise self.unclear("a number directly after a factor")
        return bool(self.token) and self.token not in (*_OPERATORS, *self.closing())

    def meant(self, kind: str, name: str, found: Spelling | None) -> Node:
        """Return a variable, a size as a number, or a number that has a letter."""
        if kind == "size":
            return Node("size", found)
        return Node("letter", name) if kind == "letter" else Node("name", name)

    @abstractmethod
    def closing(self) -> Sequence[str]:
        """Return the tokens that close the innermost open group."""

    @abstractmethod
    def factor(self) -> Node:
        """Parse one factor with its scripts."""


def _is_open(factor: Node) -> bool:
    """True if the following text could belong to the factor's argument, as after log det(A)."""
    return factor.says == "logdet" and not factor.is_enclosed


def scripted(base: Node, script: str) -> Node:
    """Apply a superscript to a base: `2`, `-1`, `T`, `-T`, `∘3/2`."""
    if _is_open(base):
        raise UnclearError("a power of an operator of two words, or of its last one")
    if script == "T":
        return Node("transpose", None, (base,))
    if script == "-T":
        return Node("transpose", None, (Node("inverse", None, (base,)),))
    if script == "-1":
        return Node("inverse", None, (base,))
    kind = "entry power" if script.startswith("∘") else "power"
    return Node(kind, script.removeprefix("∘"), (base,))


def sliced(base: Node, places: Sequence[Place]) -> Node:
    """Take a part of a value; each place has no end for all, one for itself alone, or two, both included."""
    if not 1 <= len(places) <= 2 or any(len(place) > 2 for place in places):
        raise UnclearError("a part has one or two indices")
    return Node("part", tuple(map(tuple, places)), (base,))


def in_blocks(rows: Sequence[Sequence[Node]]) -> Node:
    """Put blocks together, row by row."""
    if len({len(row) for row in rows}) > 1:
        raise UnclearError("rows of different lengths")
    return Node("blocks", len(rows[0]), tuple(enclosed(block) for row in rows for block in row))
