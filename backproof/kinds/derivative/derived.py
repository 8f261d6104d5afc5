"""The derivatives that a part asks for, derived through adjoints and through differentials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from backproof.answer import Check, Latex
from backproof.calculus.checking import verify
from backproof.calculus.derivation.kinds import kind_of
from backproof.calculus.derivation.notation import in_notation_of
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.differentials import Differential, differential_of
from backproof.calculus.engine.differentiate import differentiate, result_of
from backproof.calculus.language.expression import Add, Divide, Negate, Number, Subtract, Variable
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.user_functions import in_words
from backproof.calculus.language.traversal import named_parts, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.kinds.derivative import symbols
from backproof.kinds.derivative.formulas import Formula
from backproof.kinds.derivative.found import TERM, Found
from backproof.kinds.derivative.problem import Problem
from backproof.kinds.shared.notation import proof


@dataclass(frozen=True)
class Derived:
    """Everything that is derived for a part: through adjoints, and through differentials."""

    problem: Problem

    @cached_property
    def derivations(self) -> Derivations:
        """The first derivatives, with their common derivation."""
        return self._derived([item.name for item in self.problem.wrt], 1)

    def _derived(self, wrt: Sequence[str], order: int) -> Derivations:
        asked, stated = self.problem, self.problem.stated
        with asked.part.locating("definition"):
            return derive_all(
                asked.text,
                wrt,
                stated.shapes,
                stated.properties,
                order,
                asked.functions,
                asked.term.relu_at_zero,
            )

    def _along(self, letters: str) -> Differential:
        """The differential along directions that are named by these letters."""
        names, asked = self.problem.named(letters), self.problem
        with asked.part.locating("definition"):
            return differential_of(asked.expression, asked.wrt, list(names.values()), asked.functions)

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """The results, in the order of the answers."""
        builders = {
            "first": self._first,
            "hessian": self._hessian,
            "differential": self._differential,
            "second differential": self._second_differential,
            "directional": self._directional,
            "taylor": self._taylor,
            "value": self._value,
        }
        return tuple(item for name in self.problem.items for item in builders[name]())

    @property
    def source(self) -> Expression:
        """The value that is differentiated."""
        return result_of(self.problem.expression)

    def _value(self) -> Iterator[Found]:
        """Yield the values of the parts with names of their own, then that of the whole."""
        asked = self.problem
        for part in named_parts(asked.expression):
            if part is not asked.expression:
                symbol, base = letter_latex(part.name), Formula.of(part)
                yield Found(f"value of {part.name}", "value", symbol, Formula.of(part.value), base)
        yield Found(
            "value", "value", symbols.value(asked), Formula.of(self.source), Formula.of(asked.expression)
        )

    def _first(self) -> Iterator[Found]:
        asked, base = self.problem, Formula.of(self.source)
        derivations = self.derivations
        if asked.are_scalars:
            column = tuple((without_names(item.gradient),) for item in derivations.of.values())
            checks = tuple(check for item in derivations.of.values() for check in proof(item, asked.name))
            symbol = symbols.gradient(asked, None)
            yield Found("gradient", "gradient", symbol, Formula(column), base, asked.wrt, {}, checks)
            return
        for item in derivations.of.values():
            formula = Formula.of(item.gradient)
            key = _key("derivative" if item.kind == "scalarvar" else item.kind, asked, item.variable)
            symbol = symbols.first(asked, item.variable, item.kind)
            checks = proof(item, asked.name)
            yield Found(key, item.kind, symbol, formula, base, (item.variable,), {}, checks)

    def _hessian(self) -> Iterator[Found]:
        asked = self.problem
        if asked.are_scalars:
            yield self._joint_hessian()
            return
        for place, item in enumerate(asked.wrt):
            found = self._derived([item.name], 2)[item.name]
            slope = Formula.of(self.derivations[item.name].gradient)
            symbol = symbols.hessian(asked, item)
            formula, checks = Formula.of(found.gradient), proof(found, asked.name)
            yield Found(_key("hessian", asked, item), "hessian", symbol, formula, slope, (item,), {}, checks)
            yield from (self._mixed(item, other) for other in asked.wrt[place + 1 :])

    def _mixed(self, wrt: Variable, other: Variable) -> Found:
        """Return the derivative of a gradient by another variable."""
        asked = self.problem
        slope = without_names(self.derivations[wrt.name].gradient)
        kind = kind_of(slope, other, 1)
        entry = _second(slope, other, kind)
        subject = f"gradient of {asked.name} by {wrt.name}, by {other.name}"
        checks = verify.evidence(slope, other, entry, kind, subject=subject)
        key, symbol = f"gradient by {wrt.name}, by {other.name}", symbols.mixed(asked, wrt, other)
        base = Formula.of(slope)
        return Found(key, "mixed", symbol, Formula.of(entry), base, (other,), {}, checks, (wrt, other))

    def _joint_hessian(self) -> Found:
        """Return the matrix of second derivatives by scalars, each entry with its own evidence."""
        asked = self.problem
        slopes = [without_names(item.gradient) for item in self.derivations.of.values()]
        rows: list[list[Expression]] = []
        checks: list[Check] = []
        for i, (item, slope) in enumerate(zip(asked.wrt, slopes, strict=True)):
            row: list[Expression] = []
            for j, other in enumerate(asked.wrt):
                # Where the derivatives by the same pair differ in form, they are written alike.
                entry = rows[j][i] if j < i else _second(slope, other, "gradient")
                subject = f"d{asked.name}/d{item.name}: derivative by {other.name}"
                checks += verify.evidence(slope, other, entry, "gradient", subject=subject)
                row.append(entry)
            rows.append(row)
        base = Formula(tuple((slope,) for slope in slopes))
        symbol = symbols.hessian(asked, None)
        return Found(
            "hessian", "hessian", symbol, Formula(tuple(map(tuple, rows))), base, asked.wrt, {}, tuple(checks)
        )

    @cached_property
    def total(self) -> Differential:
        """The differential in dx."""
        return self._along("d")

    def _differential(self) -> Iterator[Found]:
        yield self._of(self.total, "differential", symbols.differential(self.problem))

    def _of(self, found: Differential, key: str, symbol: Latex) -> Found:
        along = {wrt.name: direction.name for wrt, direction in found.directions.items()}
        formula, base = Formula.of(found.first), Formula.of(self.source)
        wrt = tuple(found.directions)
        return Found(key, "differential", symbol, formula, base, wrt, along, found.checks)

    def _second_differential(self) -> Iterator[Found]:
        total = self.total
        along = {wrt.name: direction.name for wrt, direction in total.directions.items()}
        symbol = symbols.differential(self.problem, 2)
        formula, base = Formula.of(total.second), Formula.of(total.first)
        wrt = tuple(total.directions)
        checks = total.second_checks
        yield Found("second differential", "second differential", symbol, formula, base, wrt, along, checks)

    @cached_property
    def pointing(self) -> Differential:
        """The differential along a direction."""
        return self._along("v")

    def _directional(self) -> Iterator[Found]:
        found = self.pointing
        names = [direction.name for direction in found.directions.values()]
        yield self._of(found, "directional derivative", symbols.directional(self.problem, names))

    @cached_property
    def displaced(self) -> Differential:
        """The differential along the displacement of a Taylor polynomial."""
        return self._along("hkl")

    def _taylor(self) -> Iterator[Found]:
        """Yield the linear and the quadratic term, which are not shown alone, then the polynomial."""
        found, value = self.displaced, without_names(self.source)
        along = {wrt.name: direction.name for wrt, direction in found.directions.items()}
        wrt, base = tuple(found.directions), Formula.of(self.source)
        linear, quadratic = Formula.of(found.first), Formula.of(found.half_of_second)
        half = Formula.of(Divide(found.first, Number(Fraction(2))))
        polynomial = Formula.of(_sum(value, *map(without_names, (found.first, found.half_of_second))))
        symbol = symbols.taylor(along)
        first, second = symbols.taylor_terms(self.problem, along)
        yield Found("linear term", TERM, first, linear, base, wrt, along, found.checks)
        yield Found("quadratic term", TERM, second, quadratic, half, wrt, along, found.half_checks)
        yield Found("Taylor polynomial", "taylor", symbol, polynomial, base, wrt, along)


def _second(slope: Expression, wrt: Variable, kind: str) -> Expression:
    """Return the derivative of a derivative, without names for its parts."""
    words = in_words(slope)
    return without_names(in_notation_of(words, differentiate(words, wrt, kind)))


def _sum(first: Expression, *terms: Expression) -> Expression:
    """Return a sum without addends that are 0, and with minus signs where there are any."""
    total = first
    for term in terms:
        if isinstance(term, Negate):
            total = Subtract(total, term.operand)
        elif to_text(term) != "0":
            total = Add(total, term)
    return total


def _key(name: str, asked: Problem, wrt: Variable) -> str:
    return f"{name} by {wrt.name}" if len(asked.wrt) > 1 else name
