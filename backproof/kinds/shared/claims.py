"""Answers' claims as plain data: texts of the expression language, and what they were derived from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.answer import Claim
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.declare import parse_shape
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.primitives.shapes import shape_text
from backproof.calculus.spelling.names import plain_name
from backproof.calculus.spelling.numpy_form import numpy_form
from backproof.kinds.shared.notation import definition_of, functions_of
from backproof.terms.term import Term


@dataclass(frozen=True)
class Stated:
    """An expression as the term states it: its text, its variables' shapes and properties."""

    definition: str
    shapes: Mapping[str, str]
    properties: Mapping[str, str]

    def data(self, expression: Expression, term: Term) -> dict[str, Any]:
        """Return the statement, which was understood as `expression`, as plain data in NumPy's form."""
        definition = numpy_form(self.definition, to_text(expression))
        return {"definition": definition, **surroundings(self.shapes, self.properties, term)}


def surroundings(shapes: Mapping[str, str], properties: Mapping[str, str], term: Term) -> dict[str, Any]:
    """Return the declarations and functions that a claimed text uses, as plain data in NumPy's form."""
    functions = zip(term.functions, functions_of(term), strict=True)
    return {
        "shapes": {plain_name(name): shape_text(parse_shape(shape)) for name, shape in shapes.items()},
        "properties": {plain_name(name): words for name, words in properties.items()},
        "functions": [numpy_form(text, definition_of(function)) for text, function in functions],
        "relu_at_zero": float(term.relu_at_zero),
    }


@dataclass(frozen=True)
class Call:
    """A call of a script's function: its arguments by name, and its results."""

    arguments: Mapping[str, Any]
    results: Sequence[Any]

    def data(self) -> dict[str, Any]:
        """Return the call as nested lists of numbers; every array is a matrix."""
        return {
            "inputs": {name: _listed(value) for name, value in self.arguments.items()},
            "outputs": [_listed(value) for value in self.results],
        }


def derivatives_claim(stated: Stated, found: Derivations, term: Term) -> Claim:
    """Claim the derivatives of an expression, with the lines of their derivation."""
    return Claim(
        "derivatives",
        {
            **stated.data(found.expression, term),
            "name": found.named.name,
            "derivatives": {name: str(derivation.gradient) for name, derivation in found.of.items()},
            "lines": [step.text for step in found.steps],
        },
    )


def shapes_claim(
    stated: Stated, expression: Expression, parts: Sequence[tuple[str, str]], term: Term
) -> Claim:
    """Claim the shape of each part of an expression, such as ("a.T @ x", "1")."""
    return Claim("shapes", {**stated.data(expression, term), "parts": [list(part) for part in parts]})


@dataclass(frozen=True)
class Called:
    """A function of a script by its file and name, with its arguments' names."""

    file: str
    function: str
    arguments: Sequence[str]


def script_claim(  # noqa: PLR0913, PLR0917 (a claim's own parts)
    stated: Stated,
    expression: Expression,
    called: Called,
    results: Mapping[str, str],
    calls: Sequence[Call],
    term: Term,
) -> Claim:
    """Claim that a script's function returns the values of the `results`, with recorded calls of it.

    The results' names are the variables by which they are derivatives, or a word for any other value.
    """
    return Claim(
        "script",
        {
            **stated.data(expression, term),
            "file": called.file,
            "function": called.function,
            "arguments": list(called.arguments),
            "by": list(results),
            "results": list(results.values()),
            "calls": [call.data() for call in calls],
        },
    )


def unchecked_claim(kind: str, why: str) -> Claim:
    """Name a claim for which the verifier has no check."""
    return Claim(kind, {"why": why})


def _listed(value: Any) -> list[list[float]]:
    array = np.atleast_2d(np.asarray(value, dtype=float))
    return array.tolist() if np.ndim(value) != 1 else array.T.tolist()  # type: ignore[no-any-return]
