"""The derivation line by line: named parts forward, adjoints backward, the result. Each line is checked."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from backproof.answer import Check, Latex, Step
from backproof.calculus.checking import verify
from backproof.calculus.checking.adjoint_claims import (
    at_its_value,
    leaf,
    of_the_users,
    of_the_whole,
    over_names,
)
from backproof.calculus.checking.printed.read_back import composition, read_back
from backproof.calculus.derivation.sweep import Adjoint, Sweep, sweep
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.letters import letter_latex, letter_unicode
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.user_functions import in_letters, own_functions
from backproof.calculus.language.traversal import named_parts, sizes, variables, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.primitives.shapes import SCALAR, Shape
from backproof.calculus.printing.latex import partial_latex, shape_latex, to_latex
from backproof.calculus.printing.unicode import to_unicode
from backproof.diagnostic import InputError


@dataclass(frozen=True)
class Partial:
    """The left-hand side of a line: a name, or the derivative of one name with respect to another."""

    name: str
    by: str = ""
    order: int = 1

    @property
    def text(self) -> str:
        """Return `z_bar`, `dF_dW1`, `d2F_dx2`."""
        power = str(self.order) if self.order > 1 else ""
        return f"d{power}{self.name}_d{self.by}{power}" if self.by else self.name

    @property
    def latex(self) -> str:
        """Return the left-hand side in LaTeX."""
        if not self.by:
            return letter_latex(self.name)
        if self.order == 1:
            return partial_latex(self.name, self.by)
        letter, power = letter_latex(self.by), f"^{{{self.order}}}"
        by = f"({letter})" if "^" in letter else letter
        return rf"\frac{{\partial{power} {letter_latex(self.name)}}}{{\partial {by}{power}}}"

    @property
    def unicode(self) -> str:
        """Return the left-hand side for a terminal."""
        if not self.by:
            return letter_unicode(self.name)
        power = "²" if self.order == 2 else ""
        return f"∂{power}{letter_unicode(self.name)}/∂{letter_unicode(self.by)}{power}"


@dataclass(frozen=True)
class Line:
    """One equation of a derivation, with the rule that it follows from and its evidence.

    `around` are the names of the whole derivation.
    """

    rule: str
    left: Partial
    right: Expression
    check: Check
    around: frozenset[str] = frozenset()

    @property
    def step(self) -> Step:
        """The line as plain data."""
        text = f"{self.left.text} = {short_text(self.right)}"
        shape = self.right.shape
        return Step(self.rule, self._equation, text, shape_words(shape), self.check, shape_latex(shape))

    @cached_property
    def _equation(self) -> Latex:
        right = self.right
        value = letter_latex(right.name) if isinstance(right, Named) else to_latex(right, around=self.around)
        return Latex(f"{self.left.latex} = {value}")

    @property
    def unicode(self) -> str:
        """The line for a terminal."""
        right = self.right
        value = (
            letter_unicode(right.name) if isinstance(right, Named) else to_unicode(right, around=self.around)
        )
        return f"{self.left.unicode} = {value}"


def gradient_lines(
    source: Expression, whole: Named, results: Sequence[tuple[Variable, Expression]]
) -> tuple[Line, ...]:
    """Return the derivation of gradients: forward pass, adjoints from the last to the first, results.

    `whole` is the source with its parts named.
    """
    found = sweep(whole, [variable for variable, _ in results])
    lines = definitions(source, whole)
    lines += [_adjoint_line(whole, adjoint, found) for adjoint in found.adjoints]
    for adjoint, (variable, gradient) in zip(found.gradients, results, strict=True):
        is_alike = _alike_in_print(adjoint.value.value, gradient)
        value = Named(adjoint.value.name, gradient) if is_alike else adjoint.value
        lines.append(_adjoint_line(whole, replace(adjoint, value=value), found))
        if short_text(value.value) != short_text(gradient):
            lines += _new_definitions(whole, gradient, lines)
            lines.append(_closed_form(whole, variable, gradient, value))
    return tuple(lines)


def other_lines(
    source: Expression, whole: Named, variable: Variable, result: Expression, kind: str
) -> tuple[Line, ...]:
    """Return the derivation of a Jacobian, a Hessian, or a derivative with respect to a scalar."""
    lines = definitions(source, whole)
    if kind == "hessian":
        found = sweep(whole, [variable])
        lines += [_adjoint_line(whole, adjoint, found) for adjoint in (*found.adjoints, *found.gradients)]
    lines += _new_definitions(whole, result, lines)
    left = Partial(whole.name, variable.name, 2 if kind == "hessian" else 1)
    right = in_letters(result, own_functions(whole))

    def judged(printed: Expression, subject: str) -> Check:
        return verify.weakest(verify.evidence(whole.value, variable, printed, kind, subject=subject))

    return (*lines, _result_line(RULE_OF_KIND[kind], whole, left, right, judged))


RULE_OF_KIND = {
    "jacobian": "Jacobian, read off the adjoint",
    "hessian": "Jacobian of the gradient",
    "scalarvar": "derivative by a scalar",
}


def definitions(source: Expression, whole: Named) -> list[Line]:
    """Return one line for each named part, in order of computation."""
    functions = own_functions(whole)
    return [definition_line(source, whole, part, part.value, functions) for part in named_parts(whole)]


def definition_line(
    source: Expression, whole: Expression, part: Named, right: Expression, functions: Sequence[Function]
) -> Line:
    """Return the line `z = W x`; its evidence is the source with the printed line read back in its place."""
    check = composition(source, whole, part, short_text(right), functions)
    return Line("definition", Partial(part.name), right, check)


def _new_definitions(whole: Named, result: Expression, before: Sequence[Line]) -> list[Line]:
    """Return the lines for the names that the result uses and no line before it defines."""
    known = {line.left.name for line in before if not line.left.by}
    functions = own_functions(whole)
    return [
        definition_line(result, result, part, in_letters(part.value, functions), functions)
        for part in named_parts(result)
        if part.name not in known
    ]


def _closed_form(whole: Named, variable: Variable, gradient: Expression, named: Named) -> Line:
    """Return the gradient with the adjoints substituted."""
    left, right = Partial(whole.name, variable.name), in_letters(gradient, own_functions(whole))

    def judged(printed: Expression, subject: str) -> Check:
        return verify.holds(named.value, printed, subject, where=[whole.value])

    return _result_line("adjoints substituted", whole, left, right, judged)


def _result_line(
    rule: str, whole: Named, left: Partial, right: Expression, judged: Callable[[Expression, str], Check]
) -> Line:
    """Return a line over the names of the whole and its own, checked as printed and read back."""
    text = short_text(right)
    subject, functions = f"{left.text} = {text}", own_functions(whole)
    parts = {part.name: part for part in (*named_parts(right), *named_parts(whole))}
    known: tuple[Named | Variable, ...] = (*variables(whole), *variables(right), *parts.values())
    try:
        printed = without_names(read_back(text, known, functions, (*sizes(whole), *sizes(right))))
    except InputError as error:
        failed = Check("equal values", subject, math.inf, 0.0, "a line over the names before it", str(error))
        return Line(rule, left, right, failed)
    return Line(rule, left, right, judged(printed, subject))


def _adjoint_line(whole: Named, adjoint: Adjoint, found: Sweep) -> Line:
    """Return the line `r̄ = 2 r`; its evidence is the derivative of the whole by that part."""
    part, name = adjoint.part, adjoint.value.name
    left = Partial(name) if isinstance(part, Named) else Partial(whole.name, part.name)
    return Line(adjoint.rule, left, adjoint.value.value, adjoint_check(whole, adjoint, found))


def adjoint_check(whole: Named, adjoint: Adjoint, found: Sweep) -> Check:
    """Check the printed adjoint against numeric derivatives by its part, of the whole and of its users.

    The derivative of the whole is claimed for any value of the part or, failing that, for its actual value.
    """
    text = short_text(adjoint.value.value)
    subject = f"{adjoint.value.name} = {text}"
    earlier = list(itertools.takewhile(lambda other: other.part != adjoint.part, found.adjoints))
    names = (*named_parts(whole), *(other.value for other in earlier))
    bars = {other.part.name: leaf(other.value) for other in earlier}
    values = {other.value.name: over_names(other.value.value) for other in earlier}
    try:
        known = (*_given_to(whole, found), *map(leaf, names))
        stated = read_back(text, known, own_functions(whole), sizes(whole))
        in_all = of_the_whole(whole, adjoint.part, stated, values)
        in_its_step = of_the_users(whole, adjoint.part, stated, bars)
    except InputError as error:
        return Check("complex step", subject, math.inf, 0.0, "a line over the names before it", str(error))
    check = verify.weakest(verify.evidence_of(in_all, subject))
    if not check.passed and isinstance(adjoint.part, Named):
        settled = verify.weakest(verify.evidence_of(at_its_value(in_all, whole), subject))
        check = settled if settled.passed else check
    if in_its_step == in_all:
        return check
    return verify.weakest([check, *verify.evidence_of(in_its_step, subject)])


def _given_to(whole: Named, found: Sweep) -> tuple[Variable, ...]:
    """Return the variables of a derivation, including those of differentiation."""
    by = (adjoint.part for adjoint in found.gradients if isinstance(adjoint.part, Variable))
    return tuple(dict.fromkeys((*variables(whole), *by)))


def _alike_in_print(value: Expression, other: Expression) -> bool:
    """True for two formulas that look the same, which are one line."""
    named = any(isinstance(side, Named) for side in (value, other))
    return not named and to_unicode(value) == to_unicode(other)


def short_text(expression: Expression) -> str:
    """Return the text with named parts printed as their names."""
    return expression.name if isinstance(expression, Named) else to_text(expression, lets=False)


def shape_words(shape: Shape) -> tuple[str, ...]:
    """Return the shape as printed in answers: () for a scalar, ("d",) for a column."""
    rows, columns = map(str, shape)
    if shape == SCALAR:
        return ()
    return (rows,) if columns == "1" else (rows, columns)
