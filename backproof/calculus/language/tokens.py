"""The text of an expression, its tokens, and the location of errors in it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from backproof.calculus.primitives.elementwise import PRIMITIVES
from backproof.calculus.primitives.matrix_operations import OPERATIONS
from backproof.diagnostic import Diagnostic, InputError

MAX_LENGTH = 20_000
_EXCERPT = 72
TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f]+|\#[^\n]*)
      | (?P<separator>[;\n])
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<operator>\*\*|//|==|[-+*/@().,=])""",
    re.VERBOSE | re.ASCII,
)
_HINTS = {
    "^": "powers are written **, the transpose is .T",
    "'": "the transpose is .T",
    '"': "text has no place in an expression",
    "[": "entries are not indexed; use sums and products of the whole",
    "{": "group with ( )",
    "−": "the minus sign is -",
    "·": "products: * for scalars and entries, @ for matrices",
    "×": "products: * for scalars and entries, @ for matrices",
    "⊙": "the Hadamard product is *",
    "ᵀ": "the transpose is .T",
    "⊤": "the transpose is .T",
    "²": "powers are written **",
    "|": "write norm(x), abs(x) or det(A)",
    "%": "there is no remainder",
    "<": "there are no comparisons",
    ">": "there are no comparisons",
    "&": "products: * for scalars and entries, @ for matrices",
    "\\": "write NumPy, not LaTeX",
}

OTHER_NAMES = {
    **{other: primitive.name for primitive in PRIMITIVES for other in primitive.also_called},
    **{other: operation.name for operation in OPERATIONS for other in operation.also_called},
    "mean": "sum, divided by the number of entries",
    "transpose": ".T after the operand",
    "dot": "@ between the operands",
    "matmul": "@ between the operands",
    "hadamard": "* between the operands",
    "power": "** between the operands",
    "pow": "** between the operands",
    "max": "lse, or relu",
    "cosh": "(exp(x) + exp(-x))/2",
    "sinh": "(exp(x) - exp(-x))/2",
    "tan": "sin(x)/cos(x)",
}


@dataclass(frozen=True)
class Token:
    """A token of the text: number, name, operator, separator or end, with its start position."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Source:
    """The text being parsed."""

    text: str

    def tokens(self) -> list[Token]:
        """Split the text into tokens, the last an end token; line breaks inside parentheses are spaces."""
        if len(self.text) > MAX_LENGTH:
            message = f"the expression has {len(self.text):,} characters, more than {MAX_LENGTH:,}"
            raise fault(self, 0, message, "name its parts, or split it")
        found: list[Token] = []
        depth = at = 0
        while at < len(self.text):
            match = TOKEN.match(self.text, at)
            if match is None or match.lastgroup is None:
                raise self._stranger(at)
            token = Token(match.lastgroup, match.group(), at)
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            at = match.end()
            if token.kind != "space" and not (token.text == "\n" and depth > 0):
                found.append(token)
        return [*found, Token("end", "", len(self.text.rstrip()))]

    def _stranger(self, at: int) -> InputError:
        character = self.text[at]
        shown = character if character.isprintable() else f"U+{ord(character):04X}"
        return fault(self, at, f"'{shown}' is not in the language", _HINTS.get(character))

    def number(self, token: Token) -> Fraction:
        """Return the token's value; raises InputError if a float cannot hold it."""
        end = token.start + len(token.text)
        if self.text[end : end + 1].isalpha() or self.text[end : end + 1] == "_":
            raise fault(
                self, end, f"'{self.text[end]}' directly after a number", "a product is written with *"
            )
        if len(token.text) > 1 and token.text.isdigit() and token.text[0] == "0":
            raise fault(self, token.start, f"the number {token.text[:20]} begins with a zero")
        as_float = float(token.text)
        mantissa = re.split("[eE]", token.text)[0]
        if len(token.text) > 400 or math.isinf(as_float) or (as_float == 0 and mantissa.strip("0.")):
            shown = token.text[:20]
            hint = "numbers reach from 1e-308 to 1e308"
            raise fault(self, token.start, f"the number {shown} is beyond floating point", hint)
        return Fraction(token.text.rstrip("."))

    def place(self, diagnostic: Diagnostic, start: int) -> Diagnostic:
        """Locate the diagnostic at character `start`: column, line number if there are several, line."""
        before = self.text[:start]
        line_start = before.rfind("\n") + 1
        line = self.text[line_start:].split("\n", 1)[0].rstrip("\r")
        shown = line if len(line) <= MAX_LENGTH else line[:_EXCERPT] + "…"
        number = before.count("\n") + 1 if "\n" in self.text.strip() else None
        return replace(diagnostic, column=start - line_start + 1, source=shown, line=number)


def fault(
    source: Source, start: int, message: str, hint: str | None = None, expected: str | None = None
) -> InputError:
    """Return an error located at one character of the text."""
    return InputError(source.place(Diagnostic(message, hint=hint, expected=expected), start))
