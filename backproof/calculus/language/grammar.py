"""The grammar of the expression language: a parser that locates every error in its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from backproof.calculus.language.constants import Constants, exact
from backproof.calculus.language.declare import name_fault
from backproof.calculus.language.elementwise import FUNCTIONS, Function
from backproof.calculus.language.expression import (
    Add,
    Binary,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.tokens import OTHER_NAMES, Source, Token, fault
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.matrix_operations import REDUCTIONS, STRUCTURAL
from backproof.calculus.primitives.shapes import Size
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

_MAX_NESTING = 100
MAX_EXPONENT = 1000
SUM, PRODUCT = 1, 2
BINARY: dict[str, tuple[int, type[Binary]]] = {
    "+": (SUM, Add),
    "-": (SUM, Subtract),
    "*": (PRODUCT, Multiply),
    "/": (PRODUCT, Divide),
    "@": (PRODUCT, MatMul),
}


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
    return Parser(Source(text), variables, {**FUNCTIONS, **defined}, frozenset(sizes)).program()


@dataclass
class Parser:
    """Precedence climbing over the tokens; the nodes themselves check the shapes.

    `build` constructs every operation; `unknown` handles every undeclared name.
    """

    source: Source
    variables: Mapping[str, Variable]
    functions: Mapping[str, Function]
    free_sizes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.tokens = self.source.tokens()
        self.at = 0
        self.nesting = 0
        self.lets: dict[str, Named] = {}
        self.constants = Constants()
        shapes = (variable.shape for variable in self.variables.values())
        self.sizes = self.free_sizes.union(str(size) for shape in shapes for size in shape)

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Consume the next token and return it."""
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, text: str) -> Token | None:
        """Consume and return the next token if it is this operator."""
        return self.take() if self.token.text == text and self.token.kind == "operator" else None

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
        if statement is None:
            self.fail(
                self.token, "there is no expression", expected="an expression such as norm(y - W @ x)**2"
            )
        return statement

    def statement(self) -> Expression:
        """statement: [NAME '='] sum."""
        name = self.token
        if name.kind == "name" and self.tokens[self.at + 1].text == "=":
            self.at += 2
            self.check_new_name(name)
            self.lets[name.text] = Named(name.text, self.whole())
            self.constants.fault_of(self.lets[name.text])
            return self.lets[name.text]
        return self.whole()

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

    def expression(self, least: int) -> Expression:
        """sum: product (('+' | '-') product)*; product: signed (('*' | '/' | '@') signed)*."""
        left = self.signed()
        while (entry := self.operator()) is not None and entry[0] >= least:
            token = self.take()
            right = self.expression(entry[0] + 1)
            left = self.binary(token, entry[1], left, right)
        return left

    def operator(self) -> tuple[int, type[Binary]] | None:
        """Return the binary operation of the next token and its precedence."""
        return BINARY.get(self.token.text) if self.token.kind == "operator" else None

    def binary(self, token: Token, node: type[Binary], left: Expression, right: Expression) -> Expression:
        """Construct a binary operation; a quotient of numbers is folded into a number."""
        if node is Divide:
            if self.constants.is_zero(right):
                self.fail(token, "division by zero")
            if isinstance(left, Number) and isinstance(right, Number):
                return Number(left.value / right.value)
        return self.build(token, node, left, right)

    def signed(self) -> Expression:
        """signed: ('-' | '+')* power."""
        signs: list[Token] = []
        while self.token.kind == "operator" and self.token.text in ("-", "+"):
            signs.append(self.take())
        value = self.power()
        for sign in reversed(signs):
            if sign.text == "-":
                value = Number(-value.value) if isinstance(value, Number) else self.build(sign, Negate, value)
        return value

    def power(self) -> Expression:
        """power: postfix ['**' signed]."""
        base = self.postfix()
        token = self.accept("**")
        if token is None:
            return base
        return self.build(token, Power, base, self.exponent())

    def exponent(self) -> Fraction:
        """Parse a signed constant."""
        first = self.token
        self.enter(first)
        value = self.signed()
        self.nesting -= 1
        number = exact(value)
        if number is None:
            self.fail(
                first,
                "an exponent is a number",
                "a**b is written exp(b*log(a))",
                expected="a rational number",
            )
        if abs(number) > MAX_EXPONENT or number.denominator > MAX_EXPONENT:
            self.fail(first, f"the exponent is beyond {MAX_EXPONENT}")
        return number

    def postfix(self) -> Expression:
        """postfix: atom ('.T')*."""
        value = self.atom()
        while dot := self.accept("."):
            name = self.take()
            if name.text != "T":
                hint = (
                    f"write {name.text}(...)"
                    if name.text in self.known_functions()
                    else "the transpose is .T"
                )
                self.fail(dot, f"'.{name.text}' is not in the language", hint)
            if self.token.text == "(":
                self.fail(self.token, "'.T' is not called", "write .T alone")
            value = self.build(dot, Transpose, value)
        return value

    def atom(self) -> Expression:
        """atom: NUMBER | NAME | NAME '(' sum ')' | '(' sum ')'."""
        token = self.take()
        if token.kind == "number":
            return Number(self.source.number(token))
        if token.kind == "name":
            return self.call(token) if self.token.text == "(" else self.name(token)
        if token.text != "(":
            self.at -= 1
            self.unexpected(token)
        value = self.inside(token)
        self.close(token)
        return value

    def inside(self, opening: Token) -> Expression:
        """Parse the contents of a pair of parentheses."""
        self.enter(opening)
        value = self.expression(SUM)
        self.nesting -= 1
        return value

    def enter(self, token: Token) -> None:
        """Enter one more level of nesting, up to the limit."""
        self.nesting += 1
        if self.nesting > _MAX_NESTING:
            hint = "name its parts in lines of their own: `z = ...; ...`"
            self.fail(token, f"the expression is nested more than {_MAX_NESTING} levels deep", hint)

    def close(self, opening: Token) -> None:
        """Consume the parenthesis that closes the opening one."""
        if self.accept(")"):
            return
        if self.token.kind in ("end", "separator"):
            self.fail(opening, "this parenthesis is never closed", expected="a matching )")
        self.unexpected(self.token)

    def name(self, token: Token) -> Expression:
        """Return the variable or named part of that name."""
        known: Mapping[str, Expression] = {**self.variables, **self.lets}
        if token.text in known:
            return known[token.text]
        return self.unknown(token, known)

    def unknown(self, token: Token, known: Mapping[str, Expression]) -> Expression:
        """Report an undeclared name; a subclass may resolve it instead."""
        self.check_is_variable(token)
        hint = did_you_mean(token.text, known) or f"known are {', '.join(sorted(known)) or 'no names'}"
        return self.fail(token, f"unknown name '{token.text}'", hint)

    def check_is_variable(self, token: Token) -> None:
        """Reject a name that cannot be a variable."""
        if token.text in self.known_functions():
            self.fail(
                token, f"'{token.text}' is a function and needs an argument", f"write {token.text}(...)"
            )
        wrong = name_fault(token.text)
        if wrong:
            self.fail(token, *wrong)
        if token.text in ("np", "numpy"):
            self.fail(token, f"'{token.text}.' is not needed", "functions stand by themselves: exp(x)")

    def known_functions(self) -> list[str]:
        """Return the names of everything that can be called."""
        return [*self.functions, *REDUCTIONS, *STRUCTURAL, "ones", "eye"]

    def call(self, name: Token) -> Expression:
        """Parse the call of a function of one argument."""
        opening = self.take()
        if name.text in ("ones", "eye"):
            return self.constant_matrix(name)
        if name.text not in self.known_functions():
            self.unknown_function(name)
        if self.token.text == ")":
            self.fail(self.token, f"{name.text} needs an argument")
        operand = self.inside(opening)
        if self.token.text == ",":
            self.fail(self.token, f"{name.text} takes one argument")
        self.close(opening)
        if name.text in self.functions:
            return self.build(name, Elementwise, self.functions[name.text], operand)
        return self.build(name, Reduce if name.text in REDUCTIONS else Structural, name.text, operand)

    def unknown_function(self, name: Token) -> NoReturn:
        """Report a call of something that is not a function."""
        if name.text in self.variables or name.text in self.lets:
            self.fail(name, f"'{name.text}' is not a function", "a product is written with * or @")
        if name.text in OTHER_NAMES:
            hint: str | None = f"write {OTHER_NAMES[name.text]}"
        else:
            hint = (
                did_you_mean(name.text, self.known_functions()) or "a function of your own needs its formula"
            )
        self.fail(name, f"unknown function '{name.text}'", hint)

    def constant_matrix(self, name: Token) -> Expression:
        """'ones' '(' SIZE [',' SIZE] ')' | 'eye' '(' SIZE ')'."""
        sizes = [self.size()]
        while self.accept(","):
            sizes.append(self.size())
        if not self.accept(")"):
            self.fail(self.token, f"{name.text} takes sizes alone", expected="a size or a )")
        most = 2 if name.text == "ones" else 1
        if len(sizes) > most:
            self.fail(name, f"{name.text} takes {'one or two sizes' if most == 2 else 'one size'}")
        return Eye(sizes[0]) if name.text == "eye" else Ones(*sizes)

    def size(self) -> Size:
        """Parse a size: a symbol that some shape uses, or a positive integer."""
        token = self.take()
        if (
            token.kind == "number"
            and token.text.isdigit()
            and int(token.text[:9]) > 0
            and len(token.text) < 10
        ):
            return int(token.text)
        if token.kind != "name":
            self.fail(
                token, f"'{token.text}' is not a size", expected="a size: a symbol or a positive integer"
            )
        if token.text not in self.sizes:
            symbols = sorted(size for size in self.sizes if not size.isdigit())
            hint = did_you_mean(token.text, symbols) or f"known are {', '.join(symbols) or 'no symbols'}"
            self.fail(token, f"unknown size '{token.text}'", hint)
        return token.text

    def unexpected(self, token: Token) -> NoReturn:
        """Report a token that is not allowed at its place."""
        if token.kind == "end":
            self.fail(token, "the expression ends too early", expected="a value")
        if token.kind == "separator":
            self.fail(token, "the line ends too early", expected="a value")
        if token.text in ("==", "//"):
            self.fail(token, f"'{token.text}' is not in the language", "there are + - * / @ ** and .T")
        if token.text == "=":
            self.fail(
                token,
                "'=' can only follow the name at the beginning of a line",
                "parts: `z = W @ x; norm(z)`",
            )
        if token.kind in ("name", "number") or token.text == "(":
            self.fail(
                token, f"an operator is missing before '{token.text}'", "products: * or @", "an operator"
            )
        self.fail(token, f"unexpected '{token.text}'", expected="a value")
