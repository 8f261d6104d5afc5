"""The tokens of the entry language: exact numbers, names, operators and brackets."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from typing import NamedTuple, NoReturn

from backproof.diagnostic import Diagnostic, InputError
from backproof.spaces.language.spelling.notation import plain_notation

LONGEST = 20_000
DIGITS = 16_000
_FUNCTIONS = (
    "sqrt cbrt exp log ln log2 log10 sin cos tan cot sec csc sinh cosh tanh coth sech csch asin acos "
    "atan arcsin arccos arctan asinh acosh atanh arcsinh arccosh arctanh "
    "arsinh arcosh artanh abs Abs"
)
FUNCTIONS = frozenset(_FUNCTIONS.split())
_FORBIDDEN = frozenset({"I", "oo", "inf", "nan", "import", "eval", "exec"})
# Keywords of Python, whose parser reads the texts of an answer: their names there.
_RENAMED = {"lambda": "lam"}
# Greek letters as they are typed, but for pi, which is a number.
_GREEK = dict(
    zip(
        "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03ba\u03bb\u03bc\u03bd\u03be\u03c1\u03c3\u03c4\u03c6\u03d5\u03c7\u03c8\u03c9",
        (
            *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lam"),
            *("mu", "nu", "xi", "rho", "sigma", "tau", "phi", "phi", "chi", "psi", "omega"),
        ),
        strict=True,
    )
)

# Determinants of long entries exceed Python's default limit of 4300 digits; texts are bounded above.
sys.set_int_max_str_digits(max(sys.get_int_max_str_digits(), 2 * DIGITS))


class Token(NamedTuple):
    """A lexeme and its start column."""

    kind: str
    text: str
    column: int


_PATTERN = re.compile(
    r"(?P<space>[ \t\r\n\u00a0\u2009]+)"
    r"|(?P<float>\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)"
    r"|(?P<number>\d+)|(?P<name>[A-Za-z]\w*)|(?P<power>[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+)"
    r"|(?P<greek>[\u03b1-\u03bf\u03c1-\u03c9\u03d5][0-9]*)"
    r"|(?P<mark>\*\*|[-+*/^()\[\],|]|[\u2212\u00b7\u22c5\u00d7\u03c0\u221a])",
    re.ASCII,
)
_ATTACHED = re.compile(
    rf"({'|'.join(sorted(FUNCTIONS - {'log2', 'log10'}, key=len, reverse=True))})(\d*)([a-z]|pi)"
)
_PUNCTUATION = frozenset("-+*/^()[],|")
# Unicode alternatives to the characters of the language.
SIGNS = {"\u2212": "-", "\u00b7": "*", "\u22c5": "*", "\u00d7": "*"}
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")


def exactly(lexeme: str) -> str:
    """The fraction that a decimal number states: 1/2 for 0.5.

    >>> exactly("1.25"), exactly("2e3")
    ('5/4', '2000')
    """
    exponent = lexeme.lower().partition("e")[2]
    return str(Fraction(lexeme)) if len(exponent) < 3 else "an exact number"


def refuse(
    message: str, column: int | None = None, expected: str | None = None, hint: str | None = None
) -> NoReturn:
    """Raise an InputError with the position, the expected input and a hint."""
    raise InputError(Diagnostic(message, column=column, expected=expected, hint=hint))


def tokens(text: str, longest: int = LONGEST) -> list[Token]:
    """Tokenise `text`, with an end marker; raises InputError for characters outside the language."""
    if len(text) > longest:
        refuse(f"the text has {len(text)} characters", 1, f"at most {longest}")
    text = plain_notation(text)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            _refuse_character(text[position], position + 1)
        kind, lexeme = str(match.lastgroup), match.group()
        if lexeme in _PUNCTUATION:  # the most frequent lexemes, which need no checks
            found.append(Token(kind, lexeme, position + 1))
        elif kind != "space":
            is_called = text.startswith("(", match.end())
            found += map(_checked, _tokens_of(kind, lexeme, position + 1, is_called))
        position = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def _tokens_of(kind: str, text: str, column: int, is_called: bool) -> list[Token]:
    """The tokens of a lexeme: several for a superscript number, and for sinx."""
    if kind == "power":
        return [Token("mark", "**", column), Token("number", text.translate(_RAISED), column)]
    if kind == "greek" and text[0] in _GREEK:
        return [Token("name", _GREEK[text[0]] + text[1:], column)]
    if kind == "greek":
        _refuse_character(text[0], column)
    if text in _RENAMED:
        return [Token(kind, _RENAMED[text], column)]
    if text in ("\u03c0", "\u221a"):
        return [Token("name", "pi" if text == "\u03c0" else "sqrt", column)]
    is_word = kind == "name" and text not in FUNCTIONS and not is_called
    if is_word and (attached := _ATTACHED.fullmatch(text)):
        return _attached(attached, column)
    return [Token(kind, SIGNS.get(text, text), column)]


def _attached(found: re.Match[str], column: int) -> list[Token]:
    """The tokens of a function and its argument, written as one word: sinx, cos2x, lnx."""
    function, number, name = found[1], found[2], found[3]
    if function == "log" and number in ("2", "10"):
        way = f"write log{number}({name}) or log({number}*{name})"
        refuse(f"{found[0]} has two readings", column, hint=way)
    lexemes = (("name", function), ("number", number), ("name", name))
    shown, place = list[Token](), column
    for kind, text in lexemes:
        shown += [Token(kind, text, place)] if text else []
        place += len(text)
    return shown


def _refuse_character(character: str, column: int) -> NoReturn:
    hints = {".": "attributes are not in the language", "_": "a name starts with a letter"}
    hints |= {"=": "give expressions, not equations", "'": "derivatives are not in the language"}
    hints |= dict.fromkeys("<>{}:", "conditions are not in the language")
    hints |= {"{": "parentheses are round: e^(2*x)", "}": "parentheses are round: e^(2*x)"}
    hints |= {";": "entries are separated by commas, rows stand in brackets: [1, 2], [3, 4]"}
    hint = hints.get(character, "entries are numbers, names, + - * / ** and functions")
    refuse(f"unexpected character {character!r}", column, hint=hint)


def _checked(token: Token) -> Token:
    if token.kind == "float":
        refuse(
            f"{token.text} is a floating-point number",
            token.column,
            "an exact one",
            f"write {exactly(token.text)} in place of {token.text}",
        )
    if token.kind == "number" and len(token.text) > DIGITS:
        refuse(f"a number of {len(token.text)} digits", token.column, f"at most {DIGITS}")
    if token.kind == "name" and (token.text in _FORBIDDEN or "__" in token.text or len(token.text) > 40):
        hint = "where numbers may be complex, the imaginary unit is i" if token.text == "I" else None
        expected = "a real variable such as x or t"
        refuse(f"{token.text!r} is not a name of the language", token.column, expected, hint)
    return token
