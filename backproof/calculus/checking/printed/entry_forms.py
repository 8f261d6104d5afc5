"""Check of a printed entry in index notation: read back, computed in loops, and compared with the array."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.points.sampling import points
from backproof.calculus.checking.printed.entry_reader import EntryReader
from backproof.calculus.checking.verify import Pair, judged
from backproof.calculus.evaluation.cases import Point
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.expression import Elementwise, Named, Variable
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.traversal import named_parts, variables, without_names
from backproof.calculus.language.tree import Expression, walk
from backproof.diagnostic import InputError

_METHOD = "computed by entries"


def entry_form_check(subject: str, latex: str, row: str, column: str, expression: Expression) -> Check:
    """Check that the printed entry in row `row` and column `column` is that of the expression."""
    whole = without_names(expression)
    try:
        values = list(_compared(latex, row, column, expression, points((whole,))))
    except (InputError, KeyError, IndexError, ZeroDivisionError) as error:
        return Check(_METHOD, subject, math.inf, 0.0, "a formula in indices", str(error))
    return judged(_METHOD, subject, values)


def _compared(
    latex: str, row: str, column: str, expression: Expression, places: list[Point]
) -> Iterator[tuple[Pair, Point]]:
    functions = {
        part.function.latex: _of_a_number(part.function)
        for part in walk(expression)
        if isinstance(part, Elementwise)
    }
    given: tuple[Variable | Named, ...] = (*variables(expression), *named_parts(expression))
    for point in places:
        arrays = {
            str(letter_latex(part.name)): evaluate(without_names(part), point.values, point.sizes)
            for part in given
        }
        sizes = {str(letter_latex(name)): size for name, size in point.sizes.items()}
        reader = EntryReader(latex, arrays, functions, sizes)
        expected = evaluate(without_names(expression), point.values, point.sizes)
        got = np.empty_like(expected)
        for place in itertools.product(*map(range, expected.shape)):
            letters = {letter: index for letter, index in zip((row, column), place, strict=True) if letter}
            got[place] = reader.value(**letters)
        yield (expected, got), point


def _of_a_number(function: Function) -> Callable[[Any], Any]:
    argument = Variable("t", (1, 1))
    applied = Elementwise(function, argument)
    return lambda value: evaluate(applied, {"t": float(value)}, {})[0, 0]
