"""The spaces that others lie in: polynomials up to a degree, matrices of a size, vectors of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.language.printing import (
    column_latex,
    combination,
    matrix_latex,
    name_latex,
    number_latex,
    number_text,
    rows_as_text,
    rows_latex,
    rows_text,
)
from backproof.spaces.language.result import Formula
from backproof.spaces.language.tokens import refuse

_MOST_COORDINATES = 100
POLYNOMIALS, MATRICES, VECTORS = "polynomials", "matrices", "vectors"


@dataclass(frozen=True)
class Ambient:
    """A space with a standard basis.

    `sizes` is the largest degree, or the numbers of rows and columns, or the length; `variable` is that of
    polynomials; `scalars` is R, C, Q or F2, F3, ..., and R if none `is_over`: stated by the space's text.
    """

    kind: str
    sizes: tuple[int, ...]
    variable: str = "x"
    scalars: str = "R"
    is_over: bool = field(default=False, compare=False)

    @property
    def dimension(self) -> int:
        """The number of coordinates."""
        if self.kind == POLYNOMIALS:
            return self.sizes[0] + 1
        return self.sizes[0] * self.sizes[-1] if self.kind == MATRICES else self.sizes[0]

    @property
    def argument(self) -> str:
        """The variable of polynomials; "" for other elements."""
        return self.variable if self.kind == POLYNOMIALS else ""

    @property
    def formula(self) -> Formula:
        """The space as it is written: P_4, R^{2 x 3}, R^3."""
        if self.kind == POLYNOMIALS:
            return Formula(Latex(f"P_{_braced(self.sizes[0])}"), f"P{self.sizes[0]}")
        size = r" \times ".join(map(str, self.sizes)), "x".join(map(str, self.sizes))
        return Formula(Latex(f"{self.field.latex}^{_braced(size[0])}"), f"{self.field.text}^{size[1]}")

    @property
    def field(self) -> Formula:
        """The field of scalars as it is written."""
        index = f"_{{{self.scalars[1:]}}}" if self.scalars[1:] else ""
        return Formula(Latex(rf"\mathbb{{{self.scalars[0]}}}{index}"), self.scalars)

    def coordinates(self, letter: str) -> tuple[str, ...]:
        """The names of the coordinates: a0, a1, ...; a11, a12, ...; x1, x2, ..."""
        if self.kind == POLYNOMIALS:
            return tuple(f"{letter}{k}" for k in range(self.dimension))
        if self.kind == MATRICES:
            return tuple(
                f"{letter}{i}{j}" for i in range(1, self.sizes[0] + 1) for j in range(1, self.sizes[1] + 1)
            )
        return tuple(f"{letter}{k}" for k in range(1, self.dimension + 1))

    @property
    def monomials(self) -> tuple[Formula, ...]:
        """The standard basis of polynomials: 1, x, x**2, ..."""
        variable = sp.Symbol(self.variable, real=True)
        powers = [variable**k for k in range(self.dimension)]
        return tuple(Formula(number_latex(power), number_text(power)) for power in powers)

    def shown(self, values: Sequence[sp.Expr]) -> Formula:
        """The element with these coordinates, as it is written by hand."""
        if self.kind == POLYNOMIALS:
            falling = list(zip(values, self.monomials, strict=True))[::-1]
            return combination(falling)
        if self.kind == VECTORS:
            return Formula(
                column_latex(map(number_latex, values)), "[" + ", ".join(map(number_text, values)) + "]"
            )
        width = self.sizes[1]
        rows = tuple(tuple(values[i : i + width]) for i in range(0, len(values), width))
        return Formula(matrix_latex(rows_latex(rows)), rows_as_text(rows_text(rows)))

    def general(self, unknown: str, names: Sequence[str]) -> Formula:
        """The unknown with its coordinates: p(x) = a0 + a1*x, or A = [[a11, a12], [a21, a22]]."""
        shown = [Formula(name_latex(name), name) for name in names]
        if self.kind == POLYNOMIALS:
            pairs = list(zip(shown, self.monomials, strict=True))
            latex = [c.latex + ("" if m.text == "1" else f" {m.latex}") for c, m in pairs]
            text = [c.text + ("" if m.text == "1" else f"*{m.text}") for c, m in pairs]
            named = f"{unknown}({self.variable}) = "
            return Formula(Latex(named + " + ".join(latex)), named + " + ".join(text))
        if self.kind == VECTORS:
            latex_column = column_latex(c.latex for c in shown)
            return Formula(Latex(f"{unknown} = {latex_column}"), f"{unknown} = [{', '.join(names)}]")
        width = self.sizes[1]
        rows = [shown[i : i + width] for i in range(0, len(shown), width)]
        latex_rows = matrix_latex(tuple(tuple(c.latex for c in row) for row in rows))
        text_rows = rows_as_text(tuple(tuple(c.text for c in row) for row in rows))
        return Formula(Latex(f"{unknown} = {latex_rows}"), f"{unknown} = {text_rows}")


_NUMBER = r"\{?\s*(\d+)\s*\}?"
# The name of a field, in a group of its own.
BASE = (
    r"([RCQK\u211d\u2102\u211a]|[F\U0001d53d](?![_\s]*[{(]?\d)|\\math(?:bb|bf)\s*\{?[RCQ]\}?"
    r"|(?:F|Z|GF|\\mathbb\{F\})_?[\{(]?\d+[\})]?|Z/\d+Z?)"
)
_BY = r"\s*(?:x|\u00d7|\*|,|by|\\times)\s*"
_SIZE = rf"[\{{(]?\s*(\d+){_BY}(\d+)\s*[\}})]?"
_POLYNOMIALS = re.compile(
    rf"(?:(?:\\mathcal\{{P\}}|P|Pol|\u2119)_?\s*\{{?\s*(?:<=|\u2264|\\leq?)?\s*[(]?\s*(\d+)\s*[)]?\s*\}}?"
    rf"|{BASE}\s*\[\s*([a-z])\s*\]\s*_?\s*\{{?\s*(?:<=|\u2264|\\leq?)?\s*(\d+)\s*\}}?"
    r"|(?:the\s+)?(?:real\s+)?polynomials\s+(?:in\s+[a-z]\s+)?(?:of\s+degree\s+)?"
    r"(?:(?:is\s+)?(?:at\s+most|up\s+to|<=|\u2264))\s*(\d+))"
    rf"\s*(?:\(\s*(?:[a-z]|{BASE})\s*\)|\[\s*([a-z])\s*\])?"
)
_MATRICES = re.compile(
    rf"(?:{BASE}\s*\^\s*{_SIZE}"
    rf"|(?:M|Mat|\\mathcal\{{M\}})_?\s*(?:{_SIZE}|\{{?\s*(\d)\s*,?\s*(\d)\s*\}}?|{_NUMBER}|\(\s*(\d+)\s*\))"
    rf"|(?:all\s+|the\s+)?(?:real\s+)?(\d+){_BY}(\d+)[\s-]+(?:real\s+)?matri(?:ces|x))"
    r"\s*(?:\(\s*([A-Za-z\u211d\u2102]\w*)\s*\))?"
)
_VECTORS = re.compile(rf"{BASE}\s*\^?\s*{_NUMBER}")


def read_ambient(text: str) -> Ambient | None:
    """The space that a text names, such as P_4, M_{2x3}, R^{3x3} or R^4; None if it is none of these."""
    text = text.strip().strip("$").strip()
    if found := _POLYNOMIALS.fullmatch(text):
        degree, base, variable, capped, worded, other_base, other = found.groups()
        sizes, named = (int(degree or capped or worded),), variable or other or "x"
        return _bounded(Ambient(POLYNOMIALS, sizes, named, *_scalars(base or other_base, text)))
    if found := _MATRICES.fullmatch(text):
        base, *listed, other_base = found.groups()
        numbers = [int(size) for size in listed if size]
        rows_and_columns = numbers[0], numbers[-1]
        return _bounded(Ambient(MATRICES, rows_and_columns, "x", *_scalars(base or other_base, text)))
    if found := _VECTORS.fullmatch(text):
        return _bounded(Ambient(VECTORS, (int(found[2]),), "x", *_scalars(found[1], text)))
    return None


def _scalars(base: str | None, text: str) -> tuple[str, bool]:
    """The field of scalars, R, C, Q or F2, and whether the text states it."""
    if not base:
        return "R", re.search(r"\breal\b", text) is not None
    if digits := re.sub(r"\D", "", base):
        return f"F{digits}", True
    letter = {"\u211d": "R", "\u2102": "C", "\u211a": "Q"}.get(base, re.sub(r"\\math\w+|[{}\s]", "", base))
    return (letter, True) if letter in ("R", "C", "Q") else ("R", False)


def ambient_over(ambient: Ambient, scalars: str, said: str) -> Ambient:
    """Return the space over a field, "" if none is stated; InputError, with what is `said`, for two."""
    own = ambient.scalars
    if scalars and own != scalars and (ambient.is_over or own != "R"):
        hint = "leave out the field" if said == "the field is" else "one field for both"
        refuse(f"{ambient.formula.text} is over {own}, and {said} {scalars}", hint=hint)
    return replace(ambient, scalars=scalars or own, is_over=ambient.is_over or scalars not in ("", "R"))


def common_scalars(ambients: Iterable[Ambient]) -> str:
    """The field that spaces state; R if none does. InputError if they state two."""
    stated = [ambient for ambient in ambients if ambient.is_over]
    for other in stated[1:]:
        ambient_over(other, stated[0].scalars, f"{stated[0].formula.text} over")
    return stated[0].scalars if stated else "R"


def _bounded(ambient: Ambient) -> Ambient:
    if not 0 < ambient.dimension <= _MOST_COORDINATES or (
        0 in ambient.sizes[:1] and ambient.kind != POLYNOMIALS
    ):
        refuse(
            f"{ambient.formula.text} has {ambient.dimension} coordinates",
            expected=f"1 to {_MOST_COORDINATES}",
        )
    if ambient.kind == MATRICES and max(ambient.sizes) > 9:
        refuse(f"{ambient.formula.text} is too large", expected="at most 9 rows and columns")
    return ambient


def _braced(shown: object) -> str:
    return str(shown) if len(str(shown)) == 1 else f"{{{shown}}}"
