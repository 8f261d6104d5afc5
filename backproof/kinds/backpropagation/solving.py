"""Backpropagation in numbers: the derivation, its passes, and the steps of gradient descent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from msgspec.structs import replace

from backproof.calculus.derivation.steps import Line
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.language.traversal import named_parts, names_in, variables
from backproof.calculus.primitives.shapes import shape_text
from backproof.kinds.backpropagation.keys import Network
from backproof.kinds.shared.claims import Stated
from backproof.kinds.shared.notation import functions_of
from backproof.kinds.shared.numbers.decimals import to_many_places
from backproof.kinds.shared.numbers.point import Numbers, read_numbers
from backproof.kinds.shared.numbers.printed import in_print
from backproof.kinds.shared.passes import SUBSTITUTED, NoValueError, Valued, valued
from backproof.terms.term import Part, Term


@dataclass(frozen=True)
class Update:
    """A step of gradient descent: the new numbers of the variables that change, and the loss with these."""

    number: int
    before: Mapping[str, Numbers]
    slopes: Mapping[str, Numbers]
    after: Mapping[str, Numbers]
    loss: Numbers


@dataclass(frozen=True)
class Problem:
    """The network of a part with its numbers."""

    part: Part
    term: Term
    data: Network
    values: Mapping[str, Numbers]
    found: Derivations

    @property
    def stated(self) -> Stated:
        """The network as the part states it."""
        return Stated(self.data.definition, self.shapes, {})

    @property
    def shapes(self) -> dict[str, str]:
        """The shapes of the numbers."""
        return {name: shape_text(value.exact.shape) for name, value in self.values.items()}

    @property
    def name(self) -> str:
        """The name of the network's value."""
        return str(self.found.named.name)

    @property
    def rate(self) -> Numbers | None:
        """The step length, if there are steps."""
        if self.data.step is None:
            return None
        return Numbers(read_numbers(self.part, self.data.step, "step").exact, self.decimals)

    @property
    def decimals(self) -> int | None:
        """The decimals to which all numbers are rounded, None if they are exact."""
        return None if self.data.exact else self.data.decimals

    @cached_property
    def lines(self) -> tuple[Valued, ...]:
        """The lines of the first pass, forward and backward, in numbers."""
        return self._pass(self.values)

    @cached_property
    def updates(self) -> tuple[Update, ...]:
        """The steps of gradient descent."""
        return tuple(self._updates())

    def _updates(self) -> Iterator[Update]:
        rate, values = self.rate, dict(self.values)
        if rate is None:
            return
        names = self.data.update or self.data.wrt
        lines = {item.key: item.value for item in self.lines}
        for number in range(1, self.data.updates + 1):
            slopes = {name: lines[f"d{self.name}_d{name}"] for name in names}
            after = {
                name: Numbers(self._kept(values[name].exact - rate.exact[0, 0] * slope.exact), self.decimals)
                for name, slope in slopes.items()
            }
            before = {name: values[name] for name in names}
            values |= after
            lines = {item.key: item.value for item in self._pass(values)}
            yield Update(number, before, slopes, after, lines[self.name])

    def _kept(self, value: Array) -> Array:
        """Return a value, to many places if numbers are decimals."""
        if self.decimals is None:
            return value
        return np.array([[to_many_places(entry) for entry in row] for row in value], dtype=object)

    def _pass(self, values: Mapping[str, Numbers]) -> tuple[Valued, ...]:
        try:
            return tuple(valued(_without_unused(self.found), values, self.decimals))
        except NoValueError as error:
            message = f"'{error}' has no real value at these numbers that could be printed"
            hint = "choose numbers at which logarithms and roots exist"
            if self.data.exact:
                hint += ", and are short, or leave out exact = true"
            raise self.part.error(message, "at", hint=hint) from None


def _without_unused(found: Derivations) -> list[Line]:
    """Return the lines of the derivation without the parts that closed forms alone have a name for."""
    stated = {part.name for part in named_parts(found.named)}
    kept: list[Line] = []
    used: set[str] = set()
    for line in reversed(found.own_lines()):
        if line.rule == SUBSTITUTED or (line.rule == "definition" and line.left.name not in stated | used):
            continue
        kept.insert(0, line)
        used |= names_in(line.right)
    return kept


def problem(part: Part, term: Term) -> Problem:
    """Read a part and derive its network; InputError at the line that can't be read or doesn't fit."""
    data = part.data_as(Network)
    values = {name: read_numbers(part, value, "at", name) for name, value in data.at.items()}
    shapes = {name: shape_text(value.exact.shape) for name, value in values.items()}
    wrt = data.wrt or list(values)
    with part.locating("definition"):
        found = derive_all(
            data.definition,
            wrt,
            shapes,
            functions=functions_of(term),
            relu_at_zero=term.relu_at_zero,
        )
    if not found.expression.is_scalar:
        raise part.error("the network's value is no single number", "definition", expected="a loss")
    known = {variable.name for variable in variables(found.expression)}
    for name in values:
        if name not in known:
            raise part.error(f"'{name}' is not in the definition", "at", name)
    asked = Problem(part, term, replace(data, wrt=wrt), values, found)
    _require_names(asked)
    return in_print(asked, lambda one: (one.lines, one.updates))


def _require_names(asked: Problem) -> None:
    for place, name in enumerate(asked.data.update):
        if name not in asked.data.wrt:
            message = f"'{name}' is not among the variables that the gradient is taken by"
            raise asked.part.error(message, "update", place, expected=", ".join(asked.data.wrt))
    if asked.data.update and asked.data.step is None:
        raise asked.part.error("there is no step length", "update", expected='step = "1/10"')
