"""The lines of a part's derivations, and the names that these use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from backproof.answer import Latex, Step
from backproof.calculus.checking.verify import weakest
from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.derivations import Derivations
from backproof.calculus.differentials import Differential, direction_of, lines_of_slope
from backproof.calculus.language.expression import Variable
from backproof.kinds.derivative import symbols
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import TERM
from backproof.kinds.shared.gradients import Details as Stated
from backproof.kinds.shared.gradients import details

_FIRST = ("first", "hessian")
_TOTAL = ("differential", "second differential")


@dataclass(frozen=True)
class Lines:
    """The derivations of a part's results, line by line."""

    derived: Derived

    def asks(self, *items: str) -> bool:
        """Return whether any of these is asked for."""
        return any(item in self.derived.problem.items for item in items)

    @property
    def main(self) -> Derivations | Differential:
        """The derivation with which the expression is stated."""
        if self.asks(*_FIRST):
            return self.derived.derivations
        return self.derived.total if self._has_total or self.asks("value") else self.derived.displaced

    @cached_property
    def stated(self) -> Stated:
        """The expression on paper; a value alone needs no convention about slopes."""
        shown = details(self.main, self.derived.problem.stated.shapes)
        if self.derived.problem.items == ("value",):
            return replace(shown, assumptions=replace(shown.assumptions, agreed=()))
        return shown

    @cached_property
    def differentials(self) -> Mapping[str, str]:
        """The names of the differentials by part."""
        found = {wrt.name: direction for wrt, direction in self._moved.items()}
        found |= {name: f"d{name}" for name in self._slopes.values()}
        return found | (dict(self.derived.total.names) if self._has_total else {})

    @property
    def directions(self) -> dict[str, Variable]:
        """The variables whose displacements or differentials have names, by these names."""
        items = self.derived.found
        found = {name: wrt for item in items for wrt in item.by if (name := item.along.get(wrt.name))}
        found |= {name: wrt for wrt, name in self._moved.items()}
        total = self.derived.total.directions if self._has_total else {}
        return found | {direction.name: wrt for wrt, direction in total.items()}

    @property
    def _has_total(self) -> bool:
        """True if there are lines of differentials: they are asked for, or needed for a direction."""
        return self.asks(*_TOTAL) or (self.asks("directional") and not self.asks("first"))

    @cached_property
    def _moved(self) -> dict[Variable, str]:
        """The names of dx for the variables of the Hessians."""
        asked = self.derived.problem
        if not self.asks("hessian") or asked.are_scalars:
            return {}
        names = asked.named("d", stated=False)
        return {wrt: names[wrt.name] for wrt in asked.wrt}

    @cached_property
    def _slopes(self) -> dict[Variable, str]:
        """The names of the gradients whose differentials give the Hessians."""
        if not self._moved:
            return {}
        lines = self.derived.derivations.lines
        taken = taken_names(self.derived.derivations.named) | set(self._moved.values())
        taken |= {line.left.name for line in lines}
        names = fresh_names(taken | {name[1:] for name in taken if name.startswith("d")})
        return {wrt: names("g") for wrt in self._moved}

    def _of_hessians(self) -> Iterator[Step]:
        """Yield each gradient under its name, and its differential, whose matrix is the Hessian."""
        for wrt, name in self._slopes.items():
            derivations = self.derived.derivations
            moved = {wrt: direction_of(wrt, self._moved[wrt])}
            slope = derivations[wrt.name].gradient
            for line in lines_of_slope(name, slope, moved, derivations.functions):
                yield line.step

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The lines of the derivations, each of them once."""
        lines: list[Step] = []
        if self.asks(*_FIRST):
            lines += self.derived.derivations.steps
        lines += self._of_hessians()
        if self._has_total:
            lines += self.derived.total.steps
        return tuple({line.text: line for line in lines}.values())

    @property
    def on_paper(self) -> tuple[Step, ...]:
        """The lines as they are printed, with the terms of a Taylor polynomial."""
        printed = (replace(line, latex=self.upright(line.latex)) for line in self.steps)
        return (*printed, *self._terms())

    def _terms(self) -> Iterator[Step]:
        for item in self.derived.found:
            if item.kind == TERM:
                latex = Latex(f"{item.symbol} = {item.formula.latex(self.main.functions)}")
                yield Step(item.key, latex, f"{item.key} = {item.formula.text}", (), weakest(item.checks))

    def upright(self, latex: str) -> Latex:
        """Print the differentials in a formula with an upright d."""
        return symbols.with_differentials(latex, self.differentials)
