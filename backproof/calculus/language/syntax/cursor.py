"""The parser's place in the tokens, what it knows of names, and the construction of nodes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.syntax.constants import Constants
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.sizes import symbols
from backproof.calculus.spelling.token import Token
from backproof.calculus.spelling.tokens import Source, fault
from backproof.diagnostic import InputError

# In x · A x the dot stands between x and A x.
SUM, DOTTED, PRODUCT = 1, 2, 3
_MAX_NESTING = 100


@dataclass
class Cursor(ABC):
    """A position among the tokens of a text; `build` constructs every operation."""

    source: Source
    variables: Mapping[str, Variable]
    functions: Mapping[str, Function]
    free_sizes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.tokens = self.source.tokens()
        self.dialect = self.source.dialect(self.tokens)
        self.at = 0
        self.nesting = 0
        self.bars: list[str] = []
        self.in_row = self.row_is_spaced = False
        self.lets: dict[str, Named] = {}
        self.parameters: dict[str, Expression] = {}
        self.constants = Constants()
        known = (size for variable in self.variables.values() for size in variable.shape)
        self.lengths = self.sizes = self.free_sizes.union(name for size in known for name in symbols(size))

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    @property
    def following(self) -> Token:
        """The token after the next one."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Consume the next token and return it."""
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, *texts: str) -> Token | None:
        """Consume and return the next token if it is one of these operators."""
        return self.take() if self.token.is_(*texts) else None

    def fail(
        self, token: Token, message: str, hint: str | None = None, expected: str | None = None
    ) -> NoReturn:
        """Raise an error located at the token."""
        raise fault(self.source, token.start, message, hint, expected)

    def build(self, token: Token, make: Callable[..., Expression], *parts: object) -> Expression:
        """Construct the node, locating any shape error at the token."""
        try:
            node = make(*parts)
        except InputError as error:
            raise InputError(self.source.place(error.diagnostics[0], token.start)) from None
        wrong = self.constants.fault_of(node)
        if wrong:
            self.fail(token, *wrong)
        return node

    def enter(self, token: Token) -> None:
        """Enter one more level of nesting, up to the limit."""
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            hint = "name its parts in lines of their own: `z = ...; ...`"
            self.fail(token, f"the expression is nested more than {_MAX_NESTING} levels deep", hint)

    @contextmanager
    def nested(self, opening: Token, bar: str = "") -> Iterator[None]:
        """Parse inside parentheses or bars: one level deeper, with bars of its own."""
        self.enter(opening)
        outer, self.bars = self.bars, [bar] if bar else []
        in_row, self.in_row = self.in_row, False
        yield
        self.bars, self.in_row = outer, in_row
        self.nesting -= 1

    def is_next_entry(self) -> bool:
        """True if a space before the next token parts two entries of a row, as in MATLAB's [1 -2 x].

        A sign between two spaces joins them: [1 - 2] has one entry.
        """
        if not (self.in_row and self.dialect.juxtaposes) or self.at == 0:
            return False
        token, before = self.token, self.tokens[self.at - 1]
        if token.start == before.end or not self.source.text[before.end : token.start].isspace():
            return False
        if token.is_("+", "-"):
            return self.following.start == token.end
        return token.kind in ("name", "number") or token.is_("(", "[")

    @abstractmethod
    def expression(self, least: int) -> Expression:
        """Parse operations of at least this precedence."""

    @abstractmethod
    def power(self) -> Expression:
        """Parse an atom with its exponents."""

    @abstractmethod
    def exponent(self, token: Token) -> Expression:
        """Parse the exponent after this sign."""

    @abstractmethod
    def binary(
        self, token: Token, make: Callable[..., Expression], left: Expression, right: Expression
    ) -> Expression:
        """Construct a binary operation."""

    @abstractmethod
    def comparison(self) -> Expression:
        """Parse a sum, or a comparison of two sums."""

    @abstractmethod
    def unexpected(self, token: Token) -> NoReturn:
        """Report a token that is not allowed at its place."""

    def known_names(self) -> Mapping[str, Expression]:
        """Return the variables, the parts and the parameters of a definition by their names."""
        return self.parameters or {**self.variables, **self.lets}

    def inside(self, opening: Token) -> Expression:
        """Parse the contents of a pair of parentheses."""
        with self.nested(opening):
            return self.comparison()

    def close(self, opening: Token, closing: str = ")") -> None:
        """Consume the token that closes the opening one."""
        if self.accept(closing):
            return
        if self.token.kind in ("end", "separator"):
            name = "parenthesis" if closing == ")" else f"'{opening.text}'"
            self.fail(opening, f"this {name} is never closed", expected=f"a matching {closing}")
        self.unexpected(self.token)
