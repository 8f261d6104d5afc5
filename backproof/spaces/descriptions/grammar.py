"""Read the formulas of a description: entries, with unknown polynomials, matrices and their derivatives.

A superset of the entry language: p'(-1), A.T, [[1, 2], [2, 1]]*A, tr(A), integral(p, 0, 1), and products
without a sign. Nodes have three more kinds: "applied" (an unknown with its primes, at an argument or bare),
"transpose" and "list".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from backproof.spaces.language.spelling.notation import plain_notation
from backproof.spaces.language.syntax import Node, Reader
from backproof.spaces.language.tokens import FUNCTIONS, LONGEST, SIGNS, Token, exactly, refuse

_ON_MATRICES = frozenset({"tr", "trace", "rowsum", "colsum"})
_ON_POLYNOMIALS = frozenset({"integral", "int"})
_PATTERN = re.compile(
    r"(?P<space>\s+)|(?P<transpose>\.T\b|\^\s*(?:\(\s*(?:T|top|⊤)\s*\)|(?:T|top|⊤)(?![A-Za-z]))|\u1d40|\u22a4)"
    r"|(?P<prime>['\u2032\u2019\u2033]+)|(?P<order>\^\s*\(\s*\d+\s*\)(?=\s*\())"
    r"|(?P<float>\d+\.\d+)|(?P<number>\d+)|(?P<name>[A-Za-z][A-Za-z]*(?:_?\d+)*)"
    r"|(?P<power>[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+)"
    r"|(?P<mark>\*\*|[-+*/^()\[\],|@]|[\u2212\u00b7\u22c5\u00d7\u03c0\u221a])"
)
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_HINT = "conditions are equations such as p(1) = 0, p'(0) = p(2), A.T = A, tr(A) = 0, A*B = B*A, x + 2*y = 0"


def parse_formula(text: str, unknowns: Collection[str], functions: Collection[str] = ()) -> Node:
    """Parse a side of a condition; `functions` are the unknowns that may be applied and derived."""
    reader = _FormulaReader(text, unknowns, functions)
    node = reader.sum()
    if reader.next.kind != "end":
        reader.refuse_next("an operator")
    return node


def _tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        refuse(f"the text has {len(text)} characters", 1, f"at most {LONGEST}")
    text, found, place = plain_notation(text), list[Token](), 0
    while place < len(text):
        match = _PATTERN.match(text, place)
        if match is None:
            refuse(f"unexpected character {text[place]!r}", place + 1, hint=_HINT)
        kind, lexeme = str(match.lastgroup), match.group()
        if kind == "float":
            hint = f"write {exactly(lexeme)} in place of {lexeme}"
            refuse(f"{lexeme} is a floating-point number", place + 1, "an exact one", hint)
        if kind == "power":
            found += [Token("mark", "**", place + 1), Token("number", lexeme.translate(_RAISED), place + 1)]
        elif kind != "space":
            found.append(_token(kind, lexeme, place + 1))
        place = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def _token(kind: str, lexeme: str, column: int) -> Token:
    if kind == "prime":
        return Token(kind, "'" * (len(lexeme) + lexeme.count("\u2033")), column)
    if kind == "order":
        return Token("prime", "'" * int(re.sub(r"\D", "", lexeme)), column)
    if kind == "transpose":
        return Token(kind, ".T", column)
    names = {"\u03c0": "pi", "\u221a": "sqrt"}
    if lexeme in names:
        return Token("name", names[lexeme], column)
    return Token(kind, {**SIGNS, "@": "*"}.get(lexeme, lexeme), column)


def _is_column(node: Node) -> bool:
    """Return whether a list is a column already: [1, 2]^T is one as people write it."""
    return node.kind == "list" and not any(child.kind == "list" for child in node.children)


class _FormulaReader(Reader):
    """Recursive descent that also knows unknown functions, transposes, lists and omitted product signs."""

    def __init__(self, text: str, unknowns: Collection[str], functions: Collection[str]) -> None:
        self.tokens = _tokens(text)
        self.position = self.depth = self.listed = 0
        self.in_bars = self.in_argument = False
        self.unknowns, self.functions = frozenset(unknowns), frozenset(functions)

    def product(self) -> Node:
        """Factors joined by *, / or nothing."""
        first, signs, factors = self.next.column, "*", [self.signed()]
        while True:
            if sign := self.take("*", "/"):
                signs += sign.text
                factors.append(self.signed())
            elif self.next.kind in ("name", "number") or self.next.text in ("(", "["):
                if self.next.kind == factors[-1].kind == "number":
                    self.refuse_next("an operator, or a comma, between two numbers")
                signs += "*"
                factors.append(self.power())
            else:
                return Node("product", signs, tuple(factors), first) if len(factors) > 1 else factors[0]

    def power(self) -> Node:
        """An atom, its transposes, and a power of it."""
        node = self.atom()
        while self.next.kind in ("transpose", "prime"):
            column = self.next.column
            self.position += 1
            if not _is_column(node):
                node = Node("transpose", children=(node,), column=column)
        if sign := self.take("**", "^"):
            self.nested()
            exponent = self.signed()
            self.depth -= 1
            return Node("power", children=(node, exponent), column=sign.column)
        return node

    def atom(self) -> Node:
        """As in an entry, or a list in brackets, or a tuple."""
        token = self.next
        if self.take("["):
            return Node("list", children=tuple(self._listed("]")), column=token.column)
        if token.text == "(" and self.is_tuple():
            self.position += 1
            return Node("list", children=tuple(self._listed(")")), column=token.column)
        return super().atom()

    def _listed(self, closing: str) -> list[Node]:
        self.nested()
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        self.expect(closing)
        self.depth -= 1
        return found

    def named(self, token: Token) -> Node:
        """An unknown with primes and argument, a function, or a name; letters of unknowns are factors."""
        if token.text in self.functions:
            return self._function(token)
        if token.text in _ON_MATRICES | _ON_POLYNOMIALS and self.next.text == "(":
            self.position += 1
            children = tuple(self._listed(")"))
            return Node(
                "call", {"trace": "tr", "int": "integral"}.get(token.text, token.text), children, token.column
            )
        if token.text in _ON_MATRICES and self.next.text in self.unknowns:
            return Node("call", {"trace": "tr"}.get(token.text, token.text), (self.power(),), token.column)
        if token.text not in self.unknowns and len(token.text) > 1 and set(token.text) <= self.unknowns:
            letters = [
                replace(Node("name", letter), column=token.column + i) for i, letter in enumerate(token.text)
            ]
            return self._letters(letters)
        if token.text in FUNCTIONS:
            return super().named(token)
        return Node("name", token.text.replace("_", ""), column=token.column)

    def _function(self, token: Token) -> Node:
        """An unknown polynomial, perhaps derived, at an argument or as it stands."""
        primes = self._primes()
        if self.next.text != "(" or self.is_tuple():
            return Node("applied", token.text + primes, (), token.column)
        self.position += 1
        argument = self.sum()
        self.expect(")")
        return Node("applied", token.text + primes, (argument,), token.column)

    def _letters(self, letters: list[Node]) -> Node:
        """A product of unknowns written without a sign; a transpose or a power belongs to the last."""
        if letters[-1].value in self.functions:
            letters[-1] = self._function(Token("name", letters[-1].value, letters[-1].column))
        while self.next.kind in ("transpose", "prime"):
            column = self.next.column
            self.position += 1
            letters[-1] = Node("transpose", children=(letters[-1],), column=column)
        if sign := self.take("**", "^"):
            letters[-1] = Node("power", children=(letters[-1], self.signed()), column=sign.column)
        return Node("product", "*" * len(letters), tuple(letters), letters[0].column)

    def _primes(self) -> str:
        found = ""
        while self.next.kind == "prime":
            found += self.next.text
            self.position += 1
        return found
