"""A pass through a network in exact numbers: the value of each line of its derivation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sympy

from backproof.answer import Latex
from backproof.calculus.derivation.steps import Line
from backproof.calculus.evaluation.arithmetic import symbolic
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.blocks import Blocks, Slice
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.user_functions import in_letters, written_out
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import Expression, fold, over, to_text
from backproof.calculus.printing.latex import to_latex, with_high_parentheses
from backproof.kinds.shared.numbers.decimals import to_many_places
from backproof.kinds.shared.numbers.point import Numbers
from backproof.spaces.exact.constants.canonical import shortest
from backproof.spaces.exact.exact import normal

SUBSTITUTED = "adjoints substituted"
_LONGEST = 60
# A number in parentheses that is a function's argument has no second ones.
_DOUBLED = re.compile(r"\((\\left\((?:(?!\\left|\\right).)*\\right\))\)")
# A fraction that is a whole term, or the whole of a bracket or group, has none at all.
_TERM = re.compile(
    r"(?:^|(?<=[{(])|(?<=[+-] ))\\left\((\\frac\{[^{}]*\}\{[^{}]*\})\\right\)(?=$|[})]| [+-] )"
)


@dataclass(frozen=True)
class Valued:
    """A line of the derivation with its value, and the expression whose value that is."""

    line: Line
    value: Numbers

    @property
    def key(self) -> str:
        """The line's name as text: z, z_bar, dL_dW1."""
        return self.line.left.text

    @property
    def is_forward(self) -> bool:
        """True for the definitions, which come first."""
        return self.line.rule == "definition"


@dataclass(frozen=True)
class NumberedLine:
    """A line of a pass: its equation in letters, its right-hand side in numbers, its value, and its rule.

    `right` is the right-hand side in letters, and `about` the value in decimals unless it is rational.
    """

    symbol: Latex
    latex: Latex
    right: Latex
    numbers: Latex
    value: Latex
    about: str
    rule: str


class NoValueError(Exception):
    """A line has no real, finite value at these numbers, or one that is too long to be printed."""


def valued(
    lines: Sequence[Line], values: Mapping[str, Numbers], decimals: int | None = None
) -> Iterator[Valued]:
    """Yield each line with its value; NoValueError, with the line's name, at the first that has none.

    With `decimals`, values are decimal fractions of many places, printed rounded to these.
    """
    known = {name: value.exact for name, value in values.items()}
    for line in lines:
        if line.rule == SUBSTITUTED:
            continue
        found = run(written_out(without_names(line.right)), known, {}, symbolic())
        try:
            entries = [_number(entry, decimals) for entry in np.ravel(found)]
        except ValueError:
            raise NoValueError(line.left.text) from None
        exact = np.array(entries, dtype=object).reshape(np.shape(found))
        known[line.left.text] = exact
        yield Valued(line, Numbers(exact, decimals))


def numbered(
    item: Valued, values: Mapping[str, Numbers], functions: Sequence[Function], decimals: int
) -> NumberedLine:
    """Print a line in letters, and its right-hand side in the numbers that all letters have."""
    step = item.line.step
    return NumberedLine(
        symbol=Latex(item.line.left.latex),
        latex=step.latex,
        right=Latex(step.latex.removeprefix(f"{item.line.left.latex} = ")),
        numbers=_with_numbers(item, values, functions),
        value=item.value.latex,
        about=rounded(item.value, decimals),
        rule=step.rule,
    )


def rounded(value: Numbers, decimals: int) -> str:
    """Return a single number rounded to decimals; "" for a rational one, and for a matrix.

    A number that these decimals would round to 0 has a power of ten instead.
    """
    exact = np.ravel(value.exact)
    if len(exact) > 1 or exact[0].is_Rational or value.decimals is not None:
        return ""
    number = float(np.ravel(value.digits)[0])
    if abs(number) >= 10**-decimals:
        return f"{number:.{decimals}f}"
    mantissa, power = f"{number:.{decimals}e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}"


def _with_numbers(valued: Valued, values: Mapping[str, Numbers], functions: Sequence[Function]) -> Latex:
    """Print the right-hand side of a line with the numbers in place of the letters."""
    chosen: dict[str, tuple[str, Numbers]] = {}

    def visit(node: Expression, children: list[Expression]) -> Expression:
        number = _number_of(node, values)
        if number is None:
            return over(node, children)
        name, _ = chosen.setdefault(to_text(node), (_placeholder(len(chosen)), number))
        return Variable(name, node.shape)

    right = valued.line.right
    whole = right.value if isinstance(right, Named) and right.name == valued.line.left.text else right
    latex = str(to_latex(in_letters(fold(whole, visit), functions)))
    for placeholder, number in chosen.values():
        latex = latex.replace(letter_latex(placeholder), _in_formula(number))
    return Latex(with_high_parentheses(_TERM.sub(r"\1", _DOUBLED.sub(r"\1", latex))))


def _placeholder(place: int) -> str:
    """Return a name that no other name is a part of in print."""
    return f"numbers{chr(ord('a') + place // 26)}{chr(ord('a') + place % 26)}"


def _number_of(node: Expression, values: Mapping[str, Numbers]) -> Numbers | None:
    """Return the value of a letter, of a part of it, or of several put together; None for any other."""
    if isinstance(node, Named | Variable):
        return values.get(node.name)
    if not isinstance(node, Slice | Blocks) or not _is_arranged(node, values):
        return None

    def visit(part: Expression, children: list[Expression]) -> Expression:
        return Variable(part.name, part.shape) if isinstance(part, Named) else over(part, children)

    known = {name: value.exact for name, value in values.items()}
    found = run(fold(node, visit), known, {}, symbolic())
    entries = [sympy.sympify(entry) for entry in np.ravel(found)]
    decimals = next(iter(values.values())).decimals
    return Numbers(np.array(entries, dtype=object).reshape(np.shape(found)), decimals)


def _is_arranged(node: Expression, values: Mapping[str, Numbers]) -> bool:
    """Return whether a formula only arranges numbers: those of letters, and constants."""
    if isinstance(node, Named | Variable):
        return node.name in values
    if isinstance(node, Slice | Blocks):
        return all(_is_arranged(child, values) for child in node.children)
    return not variables(node)


def _in_formula(value: Numbers) -> str:
    """Print a value where a letter stood: a single number in parentheses unless it is a plain one."""
    latex = str(value.latex)
    return latex if value.exact.size > 1 or latex.isdigit() else rf"\left({latex}\right)"


def _number(value: object, decimals: int | None) -> object:
    """Return a number in its simplest form, or to many places; ValueError if it has none that is printed."""
    if decimals is not None:
        return to_many_places(value)
    found = _simplest(value)
    if not _is_number(found):
        raise ValueError(str(found))
    return found


def _simplest(value: object) -> object:
    exact = sympy.sympify(value)
    if exact.is_Rational or exact.count_ops() > _LONGEST:
        return exact
    return shortest(exact) if exact.has(sympy.Function) else normal(exact)


def _is_number(value: object) -> bool:
    number = sympy.sympify(value)
    return number.count_ops() <= _LONGEST and not number.has(
        sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I
    )
