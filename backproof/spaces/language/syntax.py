"""The entry language: exact numbers, symbols and functions, with a parser of its own.

Nothing is ever evaluated as Python. An entry has at most `LONGEST` characters, a list `_LONGEST_LIST`, nested
at most `_DEEPEST` deep; numbers with a decimal point are rejected, because they are not exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from backproof.diagnostic import Diagnostic, did_you_mean
from backproof.spaces.language.spelling.juxtaposition import (
    continues_argument,
    is_factor,
    is_letter,
    require_end_of_argument,
)
from backproof.spaces.language.spelling.products import MissingProductError, with_products
from backproof.spaces.language.tokens import DIGITS, FUNCTIONS, LONGEST, Token, refuse, tokens

_DEEPEST = 40
_LONGEST_LIST = 1_000_000
CONSTANTS = frozenset({"pi", "e", "E"})
_ALIASES = {
    "ln": "log",
    "Abs": "abs",
    "E": "e",
    **{"ar" + name: "a" + name for name in ["sinh", "cosh", "tanh"]},
    **{"arc" + name: "a" + name for name in ["sin", "cos", "tan", "sinh", "cosh", "tanh"]},
}
_BEFORE_ENTRIES = frozenset({"(", "[", ",", ";"})
_CHOICES = frozenset({"max", "min", "relu"})
_KNOWN = "functions are sqrt, cbrt, exp, log, abs, sin, sinh and their likes and inverses"
_INTEGER = re.compile(r"-?\d+", re.ASCII)


@dataclass(frozen=True)
class Node:
    """A node of an entry: `kind` is number, name, call, negate, power, sum or product.

    `value` is the digits or the name; for a sum, the sign of each addend (such as "+-"); for a product, "*"
    or "/" for each factor. Sums and products are flat, so long ones are not deeply nested.
    `column` is the 1-based column in the source text.
    """

    kind: str
    value: str = ""
    children: tuple[Node, ...] = ()
    column: int = 1


class Reader:
    """Recursive descent over the tokens of one text, with Python's precedence but without evaluation."""

    def __init__(self, text: str, longest: int = LONGEST) -> None:
        self.tokens = tokens(text, longest)
        self.position = self.depth = self.listed = 0
        self.in_bars = self.in_argument = False

    @property
    def may_end_entry(self) -> bool:
        """Return whether a space may stand between two entries."""
        return self.listed > 0 and not self.in_argument

    @property
    def next(self) -> Token:
        """The next token, not consumed."""
        return self.tokens[self.position]

    def take(self, *texts: str) -> Token | None:
        """Consume the next token if it is one of these; otherwise return None."""
        token = self.next
        if token.kind == "end" or token.text not in texts:
            return None
        self.position += 1
        return token

    def expect(self, text: str) -> None:
        """Consume `text`, or raise InputError for the token in its place."""
        if self.take(text) is None:
            self.refuse_next(repr(text))

    def refuse_next(self, expected: str) -> NoReturn:
        """Reject the next token; MissingProductError if it begins a factor after another one."""
        token, before = self.next, self.tokens[self.position - 1] if self.position else None
        shown = "the text ends here" if token.kind == "end" else f"unexpected {token.text!r}"
        begins = token.kind in ("name", "number") or token.text in ("(", "|")
        if begins and before and (before.kind in ("name", "number") or before.text in (")", "|")):
            hint = "write * between factors, as in 2*x"
            found = Diagnostic(shown, column=token.column, expected=expected, hint=hint)
            raise MissingProductError(token.column - 1, found)
        refuse(shown, token.column, expected)

    def nested(self) -> None:
        """Enter one nesting level; raises InputError beyond the limit."""
        self.depth += 1
        if self.depth > _DEEPEST:
            refuse("the expression is nested too deeply", self.next.column, f"at most {_DEEPEST} levels")

    def sum(self) -> Node:
        """Addends joined by + and -."""
        self.nested()
        first, signs, addends = self.next.column, "+", [self.product()]
        while sign := self.take("+", "-"):
            signs += sign.text
            addends.append(self.product())
        self.depth -= 1
        return Node("sum", signs, tuple(addends), first) if len(addends) > 1 else addends[0]

    def product(self) -> Node:
        """Factors joined by *, / or nothing."""
        first, signs, factors = self.next.column, "*", [self.signed()]
        while True:
            if sign := self.take("*", "/"):
                signs += sign.text
                factors.append(self.signed())
            elif is_factor(self.tokens, self.position, signs[-1], self.may_end_entry, self.in_bars):
                signs += "*"
                factors.append(self.power())
            else:
                break
        return Node("product", signs, tuple(factors), first) if len(factors) > 1 else factors[0]

    def signed(self) -> Node:
        """A power preceded by any number of signs."""
        if sign := self.take("-", "+"):
            self.nested()
            operand = self.signed()
            self.depth -= 1
            return operand if sign.text == "+" else Node("negate", children=(operand,), column=sign.column)
        return self.power()

    def power(self) -> Node:
        """An atom raised to a signed power; ** is right-associative."""
        base = self.atom()
        if sign := self.take("**", "^"):
            self.nested()
            exponent = self.signed()
            self.depth -= 1
            return Node("power", children=(base, exponent), column=sign.column)
        return base

    def atom(self) -> Node:
        """A number, a name, a call, or a sum in parentheses."""
        token = self.next
        if token.kind == "number":
            self.position += 1
            return Node("number", token.text.lstrip("0") or "0", column=token.column)
        if token.kind == "name":
            self.position += 1
            return self.named(token)
        if self.take("("):
            return self.enclosed(")")
        if bar := self.take("|"):
            return Node("call", "abs", (self.enclosed("|"),), bar.column)
        self.refuse_next("a number, a name or '('")
        return None

    def enclosed(self, closing: str, is_argument: bool = False) -> Node:
        """A sum up to a closing mark, which is consumed.

        Only where an entry begins can it be a vector, with spaces between entries.
        """
        before = self.tokens[self.position - 2].text if self.position > 1 else ","
        outside = self.in_bars, self.in_argument
        self.in_bars = closing == "|"
        self.in_argument |= is_argument or before not in _BEFORE_ENTRIES
        self.listed += 1
        inner = self.sum()
        self.expect(closing)
        self.listed -= 1
        self.in_bars, self.in_argument = outside
        return inner

    def named(self, token: Token) -> Node:
        """A name, or a call, including ln|x|, sin^2(x) and sin 2x."""
        if self.next.text == "(" and not is_letter(token):
            return self.call(token)
        if token.text not in FUNCTIONS:
            return _name(token)
        if self.next.text == "|":
            return Node("call", _ALIASES.get(token.text, token.text), (self.atom(),), token.column)
        if (raised := self.take("**", "^")) is not None:
            power = self.exponent(token)
            call = self.call(token) if self.next.text == "(" else self.bare_call(token)
            return Node("power", children=(call, power), column=raised.column)
        return self.bare_call(token)

    def exponent(self, function: Token) -> Node:
        """The whole number to which a function is raised in front of its argument; sin^(-1) is none."""
        is_enclosed = self.take("(") is not None
        found = self.next
        if found.kind != "number":
            refuse(
                f"{function.text!r} is a function without its argument",
                function.column,
                f"{function.text}(x)",
            )
        self.position += 1
        if is_enclosed:
            self.expect(")")
        return Node("number", found.text.lstrip("0") or "0", column=found.column)

    def bare_call(self, token: Token) -> Node:
        """A function of an argument without parentheses: numbers and names side by side."""
        column, factors = self.next.column, list[Node]()
        if self.next.kind == "number" or (self.next.kind == "name" and self.next.text not in FUNCTIONS):
            factors.append(self.power())
            while continues_argument(self.tokens, self.position, not names(factors[-1])):
                factors.append(self.power())
        if not factors:
            _refuse_function(token)
        argument = Node("product", "*" * len(factors), tuple(factors), column)
        argument = factors[0] if len(factors) == 1 else argument
        require_end_of_argument(self.tokens, self.position, token.text, to_text(argument))
        return Node("call", _ALIASES.get(token.text, token.text), (argument,), token.column)

    def call(self, token: Token) -> Node:
        """A function of the language, applied to one argument, or max, min and relu."""
        if token.text in _CHOICES:
            return self.choice(token)
        if token.text not in FUNCTIONS:
            unknown = f"unknown function {token.text!r}"
            hint = did_you_mean(token.text, FUNCTIONS)
            if hint is None and len(token.text) < 3:
                hint = "write * between factors, as in x*(x + 1)"
                place = token.column - 1 + len(token.text)
                raise MissingProductError(place, Diagnostic(unknown, column=token.column, hint=hint))
            refuse(unknown, token.column, hint=hint or _KNOWN)
        self.expect("(")
        argument = self.enclosed(")", is_argument=True)
        return Node("call", _ALIASES.get(token.text, token.text), (argument,), token.column)

    def choice(self, token: Token) -> Node:
        """max(a, b) as (a + b + |a - b|)/2, min(a, b) with a minus sign, and relu(a) as max(a, 0)."""
        self.expect("(")
        first = second = self.sum()
        if token.text == "relu":
            second = Node("number", "0", column=token.column)
        else:
            self.expect(",")
            second = self.sum()
        self.expect(")")
        signs = "+-" if token.text == "min" else "++"
        if second == Node("number", "0", column=second.column):
            addends = [first, Node("call", "abs", (first,), token.column)]
        else:
            apart = Node("sum", "+-", (first, second), token.column)
            signs = "+" + signs
            addends = [first, second, Node("call", "abs", (apart,), token.column)]
        total = Node("sum", signs, tuple(addends), token.column)
        return Node("product", "*/", (total, Node("number", "2", column=token.column)), token.column)

    def item(self) -> Tree:
        """An entry, or a list in brackets or in parentheses that contain a comma."""
        if (integer := self.integer()) is not None:
            return integer
        if self.take("["):
            return self.items("]")
        if self.next.text == "(" and self.is_tuple():
            self.position += 1
            return self.items(")")
        return self.sum()

    def integer(self) -> Node | None:
        """An integer that is a whole entry, consumed without the descent to it; None if another one comes."""
        first, start = self.next, self.position + (self.next.text == "-")
        ahead = self.tokens[start : start + 2]
        if len(ahead) < 2 or ahead[0].kind != "number" or ahead[1].text not in (",", "]"):
            return None
        self.position = start + 1
        node = Node("number", ahead[0].text.lstrip("0") or "0", column=ahead[0].column)
        return node if first is ahead[0] else Node("negate", children=(node,), column=first.column)

    def is_tuple(self) -> bool:
        """Return whether the parenthesis that opens here directly contains a comma."""
        depth = 0
        for token in self.tokens[self.position :]:
            depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
            if depth == 1 and token.text == ",":
                return True
            if depth == 0:
                return False
        return False

    def items(self, closing: str) -> tuple[Tree, ...]:
        """Comma-separated entries and bracketed lists up to `closing` ('' is the end of the text)."""
        self.nested()
        self.listed += bool(closing)
        found: list[Tree] = []
        while self.next.text != closing:
            found.append(self.item())
            if not self.take(","):
                break
        if self.next.text != closing:
            self.refuse_next(f"',' or {closing!r}" if closing else "','")
        if closing:
            self.position += 1
        self.depth -= 1
        self.listed -= bool(closing)
        return tuple(found)


Tree = Node | tuple["Tree", ...]


def _refuse_function(token: Token) -> NoReturn:
    refuse(f"{token.text!r} is a function without its argument", token.column, f"{token.text}(x)")


def _name(token: Token) -> Node:
    return Node("name", _ALIASES.get(token.text, token.text), column=token.column)


def parse_line(text: str) -> Node:
    """Parse a side of a computed equation, which may be as long as a list."""
    return _whole(text, _LONGEST_LIST)


@lru_cache(maxsize=32768)
def parse(text: str) -> Node:
    """Parse an entry, such as "1/2", "sqrt(2)*t" or "cos(2*x)"; raises InputError with the column."""
    if len(text) <= DIGITS and _INTEGER.fullmatch(text):
        return _integer(text)
    try:
        return _whole(text)
    except MissingProductError as error:
        raise with_products(text, error, _whole) from None


def _integer(text: str) -> Node:
    """An integer, which needs no tokens: matrices consist of thousands."""
    size = text.removeprefix("-")
    node = Node("number", size.lstrip("0") or "0", column=1 + len(text) - len(size))
    return node if size == text else Node("negate", children=(node,))


def _whole(text: str, longest: int = LONGEST) -> Node:
    reader = Reader(text, longest)
    node = reader.sum()
    if reader.next.kind != "end":
        reader.refuse_next("an operator")
    return node


def parse_items(text: str) -> tuple[Tree, ...]:
    """Parse the comma-separated entries and lists of a command line, such as "[1, -2], [2, t]"."""
    try:
        return Reader(text, _LONGEST_LIST).items("")
    except MissingProductError as error:
        raise with_products(text, error, _whole) from None


def names(node: Node) -> frozenset[str]:
    """The symbols that occur, excluding constants."""
    return frozenset(names_in_order(node))


def names_in_order(node: Node) -> tuple[str, ...]:
    """The symbols that occur, excluding constants, each once, from left to right."""
    if node.kind == "number":
        return ()
    if node.kind == "name":
        return () if node.value in CONSTANTS else (node.value,)
    return tuple(dict.fromkeys(name for child in node.children for name in names_in_order(child)))


def to_text(node: Node) -> str:
    """The entry as text, as it was written but without redundant parentheses."""
    return _text(node, 0)


def _text(node: Node, outer: int) -> str:
    if node.kind in ("number", "name"):
        return node.value
    if node.kind in ("call", "applied"):
        inside = ", ".join(_text(child, 0) for child in node.children)
        return f"{node.value}({inside})" if inside else node.value
    if node.kind == "list":
        return f"[{', '.join(_text(child, 0) for child in node.children)}]"
    if node.kind == "transpose":
        return f"{_text(node.children[0], 5)}.T"
    level = {"sum": 1, "product": 2, "negate": 3, "power": 4}[node.kind]
    if node.kind == "negate":
        shown = f"-{_text(node.children[0], 3)}"
    elif node.kind == "power":
        shown = f"{_text(node.children[0], 5)}**{_text(node.children[1], 4)}"
    else:
        marks = [f" {mark} " if level == 1 else mark for mark in node.value]
        parts = [_text(child, level + (place > 0)) for place, child in enumerate(node.children)]
        shown = parts[0] + "".join(mark + part for mark, part in zip(marks[1:], parts[1:], strict=True))
    return f"({shown})" if level < outer else shown
