"""The grammar of the expression language: a parser that locates every error in its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise

from backproof.calculus.language.declare import name_fault
from backproof.calculus.language.expression import (
    Divide,
    Elementwise,
    Joint,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Power,
    Transpose,
    Variable,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.syntax.calls.idioms import FLAT
from backproof.calculus.language.syntax.constants import exact
from backproof.calculus.language.syntax.cursor import DOTTED, PRODUCT, SUM
from backproof.calculus.language.syntax.divisors import Divisors
from backproof.calculus.language.syntax.open_ones import (
    HINT,
    HINT_OF_IDENTITY,
    IDENTITIES,
    OpenOnes,
    left_open,
    with_length,
)
from backproof.calculus.language.syntax.vectorised import Vectorised, without_name
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.joint_operations import SIGNS as JOINT_SIGNS
from backproof.calculus.spelling.dialect import Dialect
from backproof.calculus.spelling.elsewhere import MISSING
from backproof.calculus.spelling.token import ONES, Token
from backproof.calculus.spelling.tokens import Source
from backproof.diagnostic import Diagnostic, InputError

MAX_EXPONENT = 1000
Make = Callable[..., Expression]
BINARY: dict[str, tuple[int, Make]] = {
    "+": (SUM, arithmetic.plus),
    "-": (SUM, arithmetic.minus),
    "*": (PRODUCT, Multiply),
    "/": (PRODUCT, Divide),
    "@": (PRODUCT, MatMul),
}
# Signs of other notations.
_ALSO: dict[str, tuple[int, Make]] = {
    "·": (DOTTED, arithmetic.dotted),
    "×": (PRODUCT, arithmetic.dot),
    ".*": (PRODUCT, Multiply),
    "./": (PRODUCT, Divide),
    "\\": (PRODUCT, arithmetic.over),
    **{sign: (PRODUCT, partial(Joint, name)) for sign, name in JOINT_SIGNS.items()},
}
_COMPARISONS = ("<", ">", "<=", ">=")


def parse_over(
    text: str,
    variables: Mapping[str, Variable],
    functions: Iterable[Function] = (),
    sizes: Iterable[str] = (),
) -> Expression:
    """Parse `text` over these variables, the built-in functions and those given.

    Raises InputError with column, source and hint.
    """
    defined = {function.name: function for function in functions}
    for name in (name for name in defined if name in variables and name not in FUNCTIONS):
        message = f"'{name}' is both a function and a variable"
        raise InputError(Diagnostic(message, hint="give one of them another name"))
    parser = Parser(Source(text), variables, {**FUNCTIONS, **defined}, frozenset(sizes))
    parser.may_restart = is_open(parser.dialect)
    try:
        return parser.program()
    except _ProductMeantError as meant:
        again = Parser(Source(text), variables, {**FUNCTIONS, **defined}, frozenset(sizes))
        again.dialect = replace(again.dialect, star_is_product=True)
        with suppress(InputError):
            return again.program()
        raise meant.error from None


def is_open(dialect: Dialect) -> bool:
    """True for a text whose `*` may be the product of matrices, since no sign says whose notation it is."""
    return dialect.juxtaposes and not dialect.star_is_product and not dialect.is_numpy


class _ProductMeantError(Exception):
    """A product with `*` that fits as one of matrices alone, in a text without any sign of NumPy."""

    def __init__(self, error: InputError) -> None:
        super().__init__(error)
        self.error = error


class Parser(Divisors):
    """Precedence climbing over the tokens; the nodes themselves check the shapes.

    `build` constructs every operation; `unknown` handles every undeclared name.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self.may_restart = False
        if self.dialect.splits_words:
            stated = {one.text for one, after in pairwise(self.tokens) if after.is_("=")}
            parts = (self.letters_of(token, stated) for token in self.tokens)
            self.tokens = [part for found in parts for part in found]
        self.tokens = [part for token in self.tokens for part in self.entry_of(token)]

    def program(self) -> Expression:
        """program: statements, all but the last of them named."""
        statement: Expression | None = None
        while self.token.kind != "end":
            if self.token.kind == "separator":
                self.take()
                continue
            if statement is not None and not isinstance(statement, Named):
                self.fail(
                    self.token,
                    "only the last line may be without a name",
                    "name the lines before it: `z = ...`",
                )
            statement = self.statement()
        if isinstance(without_name(statement), Vectorised):
            self.fail(self.tokens[0], "vec stands around the whole", MISSING["vec"])
        if statement is not None and any(isinstance(part, Vectorised) for part in walk(statement)):
            first = next(token for token in self.tokens if token.text in FLAT or token.is_(":"))
            hint = "leave vec out, and give what stands beside it the shape of the matrix"
            self.fail(first, "vec stands beside a value that is none", hint)
        if statement is not None and (part := left_open(statement)):
            self._without_size(part)
        if statement is None:
            self.fail(
                self.token, "there is no expression", expected="an expression such as norm(y - W @ x)**2"
            )
        return statement

    def _without_size(self, part: Expression) -> None:
        """Report ones without a length, or an identity matrix without a size."""
        if isinstance(part, OpenOnes):
            first = next(token for token in self.tokens if token.text == ONES)
            self.fail(first, "a vector of ones without its length", HINT)
        first = next(token for token in self.tokens if token.text in IDENTITIES)
        self.fail(first, "the identity matrix without its size", HINT_OF_IDENTITY)

    def statement(self) -> Expression:
        """statement: [NAME ['(' NAME (',' NAME)* ')'] '='] sum."""
        name = self.token
        after = self._after_the_head()
        if after:
            self.heads[name.text] = [token.text for token in self.tokens[self.at + 1 : after - 1]]
            self.at = after
            self.check_new_name(name)
            self.lets[name.text] = Named(name.text, self.whole())
            self.constants.fault_of(self.lets[name.text])
            return self.lets[name.text]
        return self.whole()

    def _after_the_head(self) -> int:
        """Return the place after `F =` or `F(x, y) =`; 0 if the statement has no name."""
        if self.token.kind != "name":
            return 0
        at = self.at + 1
        if self.tokens[at].is_("("):
            while self.tokens[at].kind == "name" or self.tokens[at].is_("(", ",", ";"):
                at += 1
            if not self.tokens[at].is_(")"):
                return 0
            at += 1
        return at + 1 if self.tokens[at].is_("=") else 0

    def whole(self) -> Expression:
        """Parse a sum that must end at the end of its line."""
        value = self.expression(SUM)
        if self.token.kind not in ("end", "separator"):
            self.unexpected(self.token)
        return value

    def check_new_name(self, name: Token) -> None:
        """Reject a name that is invalid or already taken."""
        wrong = name_fault(name.text)
        if wrong:
            self.fail(name, *wrong)
        for known, what in (
            (self.variables, "a variable"),
            (self.lets, "defined above"),
            (self.functions, "a function"),
        ):
            if name.text in known:
                self.fail(name, f"'{name.text}' is already {what}", "choose another name")

    def comparison(self) -> Expression:
        """comparison: sum [('<' | '>' | '<=' | '>=') sum], the value 1 where it holds and 0 elsewhere."""
        left = self.expression(SUM)
        if not self.token.is_(*_COMPARISONS):
            return left
        token = self.take()
        right = self.expression(SUM)
        smaller, larger = (left, right) if token.text[0] == "<" else (right, left)
        strict = len(token.text) == 1
        difference = self.build(
            token, arithmetic.minus, *((larger, smaller) if strict else (smaller, larger))
        )
        sign = self.build(token, Elementwise, self.functions["sign"], difference)
        above = self.build(token, Elementwise, self.functions["relu"], sign)
        return above if strict else self.build(token, arithmetic.minus, arithmetic.ONE, above)

    def expression(self, least: int) -> Expression:
        """sum: product (('+' | '-') product)*; product: signed (('*' | '/' | '@') signed)*.

        In mathematical notation, factors may stand side by side.
        """
        left = self.signed() if least else self.comparison()
        while (entry := self.operator()) is not None and entry[0] >= least:
            token = self.token
            if self.is_juxtaposed():
                right = self.power()
            else:
                self.take()
                first = self.at
                right = self.expression(entry[0] + 1)
                self.check_divisor(token, left, first)
            left = self.binary(token, entry[1], left, right)
        return left

    def operator(self) -> tuple[int, Make] | None:
        """Return the precedence and the operation of the next token."""
        if self.is_juxtaposed():
            return PRODUCT, arithmetic.dot
        if self.token.kind != "operator" or self.is_next_entry():
            return None
        if self.token.text == "*" and self.dialect.star_is_product:
            return PRODUCT, arithmetic.dot
        if self.token.text == "/" and self.dialect.star_is_product:
            return PRODUCT, arithmetic.divided
        return BINARY.get(self.token.text) or _ALSO.get(self.token.text)

    def binary(self, token: Token, make: Make, left: Expression, right: Expression) -> Expression:
        """Construct a binary operation; a quotient of numbers is folded into a number."""
        left, right = with_length(make, left, right)
        if make in (Divide, arithmetic.divided):
            if self.constants.is_zero(right):
                self.fail(token, "division by zero")
            if isinstance(left, Number) and isinstance(right, Number):
                return Number(left.value / right.value)
        if self.parameters and (kept := _without_neutral(make, left, right)) is not None:
            return kept
        found = self.joined(token, make, left, right)
        if found is not None:
            return found
        try:
            return self.build(token, make, left, right)
        except InputError as error:
            if make is Multiply and left.shape[1] == right.shape[0] and self.may_restart:
                raise _ProductMeantError(error) from None
            raise

    def signed(self) -> Expression:
        """signed: ('-' | '+')* power."""
        signs: list[Token] = []
        while self.token.is_("-", "+"):
            signs.append(self.take())
        value = self.power()
        for sign in reversed(signs):
            if sign.text == "-":
                value = Number(-value.value) if isinstance(value, Number) else self.build(sign, Negate, value)
        return value

    def power(self) -> Expression:
        """power: postfix (('**' | '.^' | '^') exponent)*."""
        if self.is_base_e():
            name, _ = self.take(), self.take()
            value = self.build(name, Elementwise, self.functions["exp"], self.exponent(name))
            self.check_tower(name)
            return value
        value = self.postfix(self.atom())
        while token := self.accept("**", "^", ".^"):
            first = self.token
            self.check_exponent(token)
            if token.text == "^" and self.token.text == "T" and "T" not in self.variables:
                self.take()
                value = self.build(token, Transpose, value)
            else:
                value = self.raised(token, value, self.exponent(token), first)
                self.check_tower(token)
            value = self.postfix(value)
        return value

    def is_base_e(self) -> bool:
        """True before `e^` and `e**`, if e is no variable."""
        is_power = self.following.is_("^", "**", ".^")
        return (
            self.token.text == "e"
            and self.token.kind == "name"
            and is_power
            and "e" not in self.known_names()
        )

    def exponent(self, token: Token) -> Expression:
        """Parse an exponent: after ** a signed power, after ^ a signed atom."""
        self.enter(token)
        first = self.token
        if token.text == "^" and first.is_("+", "*") and self.following.kind != "number":
            hint = MISSING["pinv"] if first.text == "+" else MISSING["conj"]
            self.fail(first, f"'^{first.text}' is not in the language", hint)
        negative = token.text != "**" and self.accept("-")
        if negative and self.token.text == "T" and "T" not in self.variables:
            self.fail(first, "'^-T' is not in the language", "write inv(A).T")
        value = self.signed() if token.text == "**" else self.atom()
        self.nesting -= 1
        return self.build(first, Negate, value) if negative else value

    def raised(
        self, token: Token, base: Expression, exponent: Expression, place: Token | None = None
    ) -> Expression:
        """Construct a power; with an exponent that is no number, a**b is exp(b*log(a))."""
        first = place or token
        number = exact(exponent)
        if number is not None:
            if abs(number) > MAX_EXPONENT or number.denominator > MAX_EXPONENT:
                self.fail(first, f"the exponent is beyond {MAX_EXPONENT}")
            return self.build(token, arithmetic.power if token.text == "^" else Power, base, number)
        if self.constants.is_beyond(exponent, MAX_EXPONENT):
            self.fail(first, f"the exponent is beyond {MAX_EXPONENT}")
        logarithm = self.build(token, Elementwise, self.functions["log"], base)
        product = self.build(token, Multiply, exponent, logarithm)
        return self.build(token, Elementwise, self.functions["exp"], product)

    def postfix(self, value: Expression) -> Expression:
        """postfix: atom ("'" | '.T' | '.' NAME '(' arguments ')')*."""
        while not self.is_next_entry() and (token := self.accept(".", "'", "[")):
            if token.text == "[":
                value = self.indexed(token, value)
                continue
            if token.text == "'":
                value = self.build(token, Transpose, value)
                continue
            name = self.take()
            if name.text in ("T", "mT"):
                if self.token.is_("(") and not self.dialect.juxtaposes:
                    self.fail(self.token, "'.T' is not called", "write .T alone")
                value = self.build(token, Transpose, value)
            else:
                value = self.method(token, name, value)
        return value

    def atom(self) -> Expression:
        """atom: NUMBER | NAME | NAME '(' arguments ')' | '(' comparison ')' | '|' sum '|'."""
        token = self.take()
        if token.kind == "number":
            return Number(self.source.number(token, self.dialect.juxtaposes or bool(self.parameters)))
        if token.kind == "name":
            return self.named(token)
        if token.is_("|", "||"):
            return self.barred(token)
        if token.is_("["):
            return self.literal(token)
        if not token.is_("("):
            self.at -= 1
            self.unexpected(token)
        value = self.inside(token)
        self.close(token)
        return value


def _without_neutral(make: Make, left: Expression, right: Expression) -> Expression | None:
    """Return a definition's product by 1, or sum or difference with 0, None if it has no such operand.

    They come from options, and from bounds such as that of max(x, 0).
    """
    if make is Multiply and left == arithmetic.ONE:
        return right
    if make is arithmetic.plus and left == arithmetic.ZERO:
        return right
    if make is arithmetic.minus and left == arithmetic.ZERO:
        return Negate(right)
    is_neutral = (make in (Multiply, Divide) and right == arithmetic.ONE) or (
        make in (arithmetic.plus, arithmetic.minus) and right == arithmetic.ZERO
    )
    return left if is_neutral else None
