"""A question as a special case of another's network: after substitution, their gradients agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.points.sampling import points
from backproof.calculus.derivations import Derivation, Derivations, derive
from backproof.calculus.evaluation.cases import Point
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape
from backproof.numpy_scripts.distance import distance
from backproof.numpy_scripts.scripted import Gradients, Values

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class SpecialCase:
    """The claim that a network at special values computes another model's loss.

    `where` gives the network's variables as expressions in the other model's; the network's loss is then
    `loss`, an expression in the other's value; `match` pairs a weight with the variable that it equals, up to
    a transpose.
    """

    network: Derivations
    other: Derivations
    where: Mapping[str, str]
    loss: str
    match: Mapping[str, str]
    functions: tuple[Function, ...]

    @cached_property
    def places(self) -> tuple[tuple[Values, Values], ...]:
        """Sample values of the other model's variables, with the network's values that follow from them."""
        generator = np.random.default_rng(2)
        return tuple(self._place(point, generator) for point in points((self.other.expression,)))

    def _place(self, point: Point, generator: np.random.Generator) -> tuple[Values, Values]:
        values = {name: self.substituted(name, point.values) for name in self.where}
        free = [v.name for v in variables(self.network.expression) if v.name not in self.where]
        return point.values, {**values, **{name: generator.standard_normal((1, 1)) for name in free}}

    def substituted(self, name: str, values: Values) -> Any:
        """Evaluate a variable of the network at the given values of the other's variables."""
        return evaluate(self._where[name], values)

    @cached_property
    def _where(self) -> Mapping[str, Expression]:
        shapes = {v.name: words(v.shape) for v in variables(self.other.expression)}
        return {name: parse(text, shapes, functions=self.functions) for name, text in self.where.items()}

    def gradients(self) -> list[Gradients]:
        """Evaluate the network's gradients at the places by its formulas."""
        return [
            [evaluate(d.gradient, mine, _sizes(self.network, mine)) for d in self.network.of.values()]
            for _, mine in self.places
        ]

    def checks(self, gradients: Sequence[Gradients], source: str) -> Iterator[Check]:
        """Compare the losses and the directional derivatives of both models at every place."""
        figure = max(map(self._loss_error, self.places))
        yield Check("special case of the network", "values of the two losses", figure, _TOLERANCE)
        for weight, variable in self.match.items():
            index = list(self.network.of).index(weight)
            figure = max(
                self._slope_error(place, given[index], weight, variable)
                for place, given in zip(self.places, gradients, strict=True)
            )
            yield Check(
                "special case of the network", f"{source}: {weight} against {variable}", figure, _TOLERANCE
            )

    def _loss_error(self, place: tuple[Values, Values]) -> float:
        theirs, mine = place
        loss = evaluate(self._loss.expression, self._value(theirs, mine))
        return distance(loss, evaluate(self.network.expression, mine, _sizes(self.network, mine)))

    def _value(self, theirs: Values, mine: Values) -> Values:
        return {
            **mine,
            self.other.named.name: evaluate(self.other.expression, theirs, _sizes(self.other, theirs)),
        }

    def _loss_shapes(self) -> dict[str, str]:
        free = [v.name for v in variables(self.network.expression) if v.name not in self.where]
        return dict.fromkeys([self.other.named.name, *free], "")

    @cached_property
    def _loss(self) -> Derivation:
        """The network's loss as a function of the other's value, with its derivative."""
        return derive(self.loss, self.other.named.name, self._loss_shapes())

    def _slope_error(self, place: tuple[Values, Values], gradient: Any, weight: str, variable: str) -> float:
        """Compare the directional derivative along a variable with the chain rule through the other model."""
        theirs, mine = place
        direction = np.random.default_rng(3).standard_normal(theirs[variable].shape)
        moved = self.substituted(weight, {**theirs, variable: direction})
        factor = evaluate(self._loss.gradient, self._value(theirs, mine))
        other = evaluate(self.other[variable].gradient, theirs, _sizes(self.other, theirs))
        if np.shape(gradient) != np.shape(moved):
            return math.inf
        return distance(factor * np.sum(other * direction), np.reshape(np.sum(gradient * moved), (1, 1)))


def _sizes(model: Derivations, values: Values) -> dict[str, int]:
    """Return the symbolic sizes of the model's variables, read off the shapes of their values."""
    known = (v for v in variables(model.expression) if v.name in values)
    lengths = ((v.shape, np.shape(np.atleast_2d(values[v.name]))) for v in known)
    pairs = (pair for shape, length in lengths for pair in zip(shape, length, strict=True))
    return {size: length for size, length in pairs if isinstance(size, str)}


def words(shape: Shape) -> str:
    """Print a shape as a term file states it."""
    rows, columns = shape
    return "" if shape == (1, 1) else str(rows) if columns == 1 else f"{rows},{columns}"
