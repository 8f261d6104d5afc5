"""The reader of numbers, functions and combinations of vectors in LaTeX: values, in floating point."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Value = Any
_TOKEN = re.compile(
    r"\\operatorname\{(?P<word>[a-z]+)\}|\\begin\{[bp]matrix\}(?P<matrix>.*?)\\end\{[bp]matrix\}"
    r"|(?P<name>(?:\\[A-Za-z]+|[A-Za-z])_(?:\{[^{}]*\}|\w))|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<other>\\[A-Za-z]+|\\.|[A-Za-z]|\S)",
    re.DOTALL,
)
_IGNORED = (r"\left", r"\right", r"\,", r"\;", r"\!", r"\ ", r"\displaystyle", r"\pivot")
_FUNCTIONS: Mapping[str, Callable[[Value], Value]] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "exp": np.exp, "log": np.log, "ln": np.log, "arcsin": np.arcsin, "arccos": np.arccos,
    "arctan": np.arctan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "sign": np.sign,
    "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "arsinh": np.arcsinh,
    "arcosh": np.arccosh, "artanh": np.arctanh, "cot": lambda x: 1 / np.tan(x),
    "sec": lambda x: 1 / np.cos(x), "csc": lambda x: 1 / np.sin(x), "sech": lambda x: 1 / np.cosh(x),
    "csch": lambda x: 1 / np.sinh(x), "coth": lambda x: 1 / np.tanh(x),
    "erf": lambda x: np.vectorize(math.erf, otypes=[float])(x)[()],
}  # fmt: skip
_LOGARITHM = re.compile(r"\\log_\{?(\d+)\}?")
_CLOSING = {"(": ")", "[": "]", "{": "}", r"\lvert": r"\rvert", r"\{": r"\}"}


class UnreadableError(Exception):
    """LaTeX outside the grammar, or a name without a value."""


def evaluate(latex: str, names: Mapping[str, Value]) -> Value:
    """Return the value of a formula; raises UnreadableError."""
    reader = _Reader(latex, names)
    try:
        with np.errstate(all="ignore"):
            found = reader.sum()
    except (ValueError, TypeError, ZeroDivisionError, IndexError) as error:
        raise UnreadableError(str(error)) from error
    if reader.token:
        raise UnreadableError(f"unexpected {reader.token}")
    return found


def matrix(latex: str, names: Mapping[str, Value] | None = None) -> Value:
    """Return the matrix whose rows are separated by line breaks, its entries by ampersands."""
    rows = [row.split("&") for row in re.split(r"\\\\", latex) if row.strip()]
    values = [[evaluate(entry, names or {}) for entry in row] for row in rows]
    is_complex = any(np.iscomplexobj(value) for row in values for value in row)
    return np.array(values, dtype=complex if is_complex else float)


def name_of(text: str) -> str:
    """Return a name as it is keyed: without braces, so that v_{1} is v_1."""
    return re.sub(r"[{}\s]", "", text)


def _raised(base: Value, exponent: float) -> Value:
    """Return a power; an odd root of a negative number is negative."""
    root = round(1 / exponent) if exponent else 0
    if (
        np.ndim(base) == 0
        and np.isrealobj(base)
        and base < 0
        and root % 2
        and abs(exponent * root - 1) < 1e-12
    ):
        return -((-base) ** exponent)
    return np.float_power(base, exponent)


class _Reader:
    """The grammar: sums of products of powers; a product without sign is a multiplication."""

    def __init__(self, latex: str, names: Mapping[str, Value]) -> None:
        paired = re.sub(r"\\(l)eft\s*\||\\(r)ight\s*\|", lambda bar: rf"\{bar[1] or bar[2]}vert ", latex)
        found = [match for match in _TOKEN.finditer(paired) if match[0] not in _IGNORED]
        self.tokens, self.at, self.names = found, 0, names

    @property
    def token(self) -> str:
        """The next token, "" at the end."""
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> re.Match[str]:
        """Consume the next token."""
        if not self.token:
            raise UnreadableError("the formula ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, *texts: str) -> bool:
        """Consume the next token if it is one of these."""
        if self.token in texts:
            self.at += 1
            return True
        return False

    def sum(self) -> Value:
        """sum: [sign] product (sign product)*."""
        total: Value = None
        while total is None or self.token in ("+", "-"):
            sign = 1
            while self.token in ("+", "-"):
                sign = -sign if self.take()[0] == "-" else sign
            addend = sign * self.product()
            total = addend if total is None else total + addend
        return total

    def product(self, *, is_argument: bool = False) -> Value:
        """product: power (['\\cdot'] power)*; a function's argument ends at a dot or a function."""
        found = self.power()
        while self._continues(is_argument=is_argument):
            if self.accept("/"):
                found = found / self.power()
            else:
                self.accept(r"\cdot", "*")
                found = found * self.power()
        return found

    def _continues(self, *, is_argument: bool) -> bool:
        stops = ("", "+", "-", ")", "]", "}", ",", r"\rvert", r"\}", "|", "&")
        return self.token not in stops and not (
            is_argument and (self.token in (r"\cdot", "*") or self._function())
        )

    def _function(self) -> str:
        match = self.tokens[self.at] if self.token else None
        if _LOGARITHM.fullmatch(self.token):
            return self.token
        word = (match["word"] or match[0].removeprefix("\\")) if match else ""
        return word if match and (match["word"] or match[0].startswith("\\")) and word in _FUNCTIONS else ""

    def power(self) -> Value:
        """power: atom ['^' group]."""
        if word := self._function():
            return self.applied(word)
        if self.token == "e" and "e" not in self.names:
            self.take()
            return np.exp(self.group()) if self.accept("^") else math.e
        found = self.atom()
        while self.accept("^"):
            found = _raised(found, self.group())
        return found

    def applied(self, word: str) -> Value:
        """Parse a function, its exponent, and its argument: a parenthesis, or a product without one."""
        self.take()
        exponent = self.group() if self.accept("^") else 1
        argument = self.power() if self.token == "(" else self.product(is_argument=True)
        to_base = _LOGARITHM.fullmatch(word)
        value = np.log(argument) / np.log(float(to_base[1])) if to_base else _FUNCTIONS[word](argument)
        return value**exponent

    def group(self) -> Value:
        """Parse a group in braces, or one token."""
        return self.atom()

    def atom(self) -> Value:  # noqa: PLR0911 (one for each kind of atom)
        """Parse a number, a name, brackets, a fraction, a root or a matrix."""
        match = self.take()
        token = match[0]
        if match["number"]:
            return float(token)
        if match["matrix"] is not None:
            return matrix(match["matrix"], self.names)
        if token in _CLOSING:
            inside = self.sum()
            if not self.accept(_CLOSING[token]):
                raise UnreadableError(f"{token} is not closed before {self.token}")
            return abs(inside) if token == r"\lvert" else inside
        if token == "|":
            inside = self.sum()
            self.accept("|")
            return abs(inside)
        if token == r"\frac":
            above = self.group()
            return above / self.group()
        if token == r"\sqrt":
            degree = self.atom() if self.token == "[" else 2.0
            return _raised(self.group(), 1 / degree)
        if token == r"\pi":
            return math.pi
        if name_of(token) in self.names:
            return self.names[name_of(token)]
        raise UnreadableError(f"{token} has no value")
