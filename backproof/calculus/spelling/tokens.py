"""The text of an expression, its tokens, and the location of errors in it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backproof.calculus.spelling.characters import tokens_at, with_ones, with_positive_parts
from backproof.calculus.spelling.dialect import MODULES, Dialect, dialect_of, is_function_of_torch
from backproof.calculus.spelling.matlab import without_handles
from backproof.calculus.spelling.names import plain_name
from backproof.calculus.spelling.plain_sums import with_sums
from backproof.calculus.spelling.ranges import in_latex
from backproof.calculus.spelling.token import Token
from backproof.diagnostic import Diagnostic, InputError

_MAX_LENGTH = 20_000
_EXCERPT = 72
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f]+|\#[^\n]*|(?:(?<=;)|(?<=;[ ])|(?<![^\n]))[ \t]*%[^\n]*|\.\.\.[ \t]*\r?\n)
      | (?P<separator>[;\n])
      | (?P<number>(?:\d+(?:\.(?![*/^'\\])\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<text>'(?:fro|nuc|inf|F|all)'|(?<==)'\w+'|"\w+"|(?<=einsum\()(?:'[^']*'|"[^"]*"))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<operator>\*\*|//|[=!<>]=|\.[*/^'\\]|\|\||[-+*/@().,=^'|<>\[\]\\:])""",
    re.VERBOSE | re.ASCII,
)
# A division from the left is no LaTeX: (A)\(B), A\(x - y).
_LATEX = re.compile(r"\\(?:(?!(?:ones|eye|zeros)\()[A-Za-z]{2,}|[|{},;!: \\\[])|(?<![\w)'\]])\\\(|[_^]\{|\$")
_LIBRARIES = {
    "NumPy": re.compile(r"\b(?:np|numpy|jnp|jax|torch|tf|scipy|F)\.[a-z]|\b(?:axis|keepdims)="),
    "MATLAB": re.compile(r"\b(?:bsxfun|repmat|numel|vecnorm)\(|@\(|'all'\)|\(:\)"),
}
_PROBLEMS = ("minimize", "maximize", "minimise", "maximise")
_HINTS = {
    '"': "text has no place in an expression",
    "{": "group with ( )",
    "%": "there is no remainder",
    "&": "both of two conditions: where((x > 0)*(y > 0), a, b); products: * and @",
    "∇": "leave the derivative out, and say --wrt",
    "∂": "leave the derivative out, and say --wrt",
    "𝔼": "an expectation: write the mean over samples, or leave it out",
}


@dataclass(frozen=True)
class Source:
    """The text being parsed."""

    text: str

    @property
    def is_latex(self) -> bool:
        """True if the text is LaTeX."""
        return bool(_LATEX.search(self.text))

    def tokens(self) -> list[Token]:
        """Split the text into tokens, the last an end token; line breaks inside parentheses are spaces."""
        if len(self.text) > _MAX_LENGTH:
            message = f"the expression has {len(self.text):,} characters, more than {_MAX_LENGTH:,}"
            raise fault(self, 0, message, "name its parts, or split it")
        if self.is_latex:
            from backproof.calculus.spelling.latex.translation import latex_tokens

            found = latex_tokens(self.text, self._fault)
        else:
            if shifted := in_latex(self.text):
                at, latex = shifted
                raise self._fault(
                    at, "sums over a part of the entries are written in LaTeX", f"write `{latex}`"
                )
            plain = with_positive_parts(with_ones(without_handles(_without_problem(self._plain_tokens()))))
            found = with_sums(plain, self.text, self._fault)
        end = len(self.text.rstrip())
        return [*_with_separators(_without_modules(found)), Token("end", "", end, end)]

    def _fault(self, at: int, message: str, hint: str | None) -> InputError:
        return fault(self, at, message, hint)

    def _plain_tokens(self) -> list[Token]:
        found: list[Token] = []
        depth = at = 0
        while at < len(self.text):
            new = self._tokens_at(at)
            at = new[-1].end
            for token in new:
                depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
                if token.kind != "space" and not (token.text == "\n" and depth > 0):
                    found += _parted(token, found)
        return found

    def _tokens_at(self, at: int) -> Sequence[Token]:
        match = _TOKEN.match(self.text, at)
        if match is None or match.lastgroup is None or not self.text[match.end() : match.end() + 1].isascii():
            beyond = tokens_at(self.text, at) if match is None or match.lastgroup == "name" else ()
            if beyond:
                return beyond
        if match is None or match.lastgroup is None:
            raise self._stranger(at)
        text = match.group()
        if match.lastgroup == "name":
            text = plain_name(text)
        if match.lastgroup == "text":
            text = text[1:-1]
        return (Token(match.lastgroup, text.removeprefix(".") if text == ".'" else text, at, match.end()),)

    def dialect(self, tokens: Sequence[Token]) -> Dialect:
        """Return the conventions of the text."""
        library = next((name for name, sign in _LIBRARIES.items() if sign.search(self.text)), "")
        return dialect_of(tokens, is_latex=self.is_latex, is_ascii=self.text.isascii(), library=library)

    def _stranger(self, at: int) -> InputError:
        character = self.text[at]
        shown = character if character.isprintable() else f"U+{ord(character):04X}"
        return fault(self, at, f"'{shown}' is not in the language", _HINTS.get(character))

    def number(self, token: Token, juxtaposed: bool = False) -> Fraction:
        """Return the token's value; raises InputError if a float cannot hold it.

        With `juxtaposed`, a letter may follow directly.
        """
        end = token.end
        if not juxtaposed and (self.text[end : end + 1].isalpha() or self.text[end : end + 1] == "_"):
            is_below = self.text[: token.start].rstrip().endswith("/")
            hint = f"write /({token.text}*{self.text[end]})" if is_below else "a product is written with *"
            raise fault(self, end, f"'{self.text[end]}' directly after a number", hint)
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
        shown = line if len(line) <= _MAX_LENGTH else line[:_EXCERPT] + "…"
        number = before.count("\n") + 1 if "\n" in self.text.strip() else None
        return replace(diagnostic, column=start - line_start + 1, source=shown, line=number)


def _parted(token: Token, before: Sequence[Token]) -> list[Token]:
    """Split the name in `x^Ty` into the mark of a transpose and what follows it."""
    if token.kind == "name" and before and before[-1].is_("^") and re.fullmatch("T[A-Za-z]+", token.text):
        middle = token.start + 1
        return [
            Token("name", "T", token.start, middle),
            Token("name", token.text[1:], middle, token.end),
        ]
    return [token]


def _without_problem(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the word `minimize` before a function."""
    is_word = len(tokens) > 1 and tokens[0].text.lower() in _PROBLEMS and not tokens[1].is_("=", "*")
    return list(tokens[1:] if is_word else tokens)


def _with_separators(tokens: Sequence[Token]) -> list[Token]:
    """Replace the comma between two definitions by a separator: `h = tanh(x), F = sum(h)`."""
    found, depth = list(tokens), 0
    for at, token in enumerate(tokens[:-2]):
        depth += token.is_("(", "[") - token.is_(")", "]")
        if token.is_(",") and depth == 0 and tokens[at + 1].kind == "name" and tokens[at + 2].is_("="):
            found[at] = replace(token, kind="separator", text=";")
    return found


def _without_modules(tokens: Sequence[Token]) -> list[Token]:
    """Leave out `np.` and `np.linalg.` before the functions of a library."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if _is_module(tokens, at) and not (found and found[-1].is_(".")):
            at += 2
            while at + 1 < len(tokens) and tokens[at].text in MODULES and tokens[at + 1].is_("."):
                at += 2
            continue
        found.append(tokens[at])
        at += 1
    return found


def _is_module(tokens: Sequence[Token], at: int) -> bool:
    name, *after = tokens[at : at + 3]
    if name.kind != "name" or len(after) < 2 or not after[0].is_("."):
        return False
    return name.text in MODULES or (name.text == "F" and is_function_of_torch(tokens[at + 2 : at + 4]))


def fault(
    source: Source, start: int, message: str, hint: str | None = None, expected: str | None = None
) -> InputError:
    """Return an error located at one character of the text."""
    return InputError(source.place(Diagnostic(message, hint=hint, expected=expected), start))
