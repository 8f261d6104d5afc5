"""Comparison of readings of one expression: their descriptions, options to select them, and derivatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backproof.calculus.inference.conventions import kind_of_shape, may_be_size
from backproof.calculus.inference.readings import Reading, candidates, fitting
from backproof.calculus.inference.remedies import on_one_line, with_name_as
from backproof.calculus.language.expression import Ones, Reduce, Variable
from backproof.calculus.language.traversal import substitute, variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape, shape_text
from backproof.calculus.printing.unicode import to_unicode

_MOST_DERIVED = 8
_NOUNS = {"column": "a column vector", "scalar": "a scalar", "row": "a row", "matrix": "a matrix"}


@dataclass(frozen=True)
class Alternative:
    """One reading of an expression, as offered to the user: text, shapes to declare, description.

    `gradients` are the printed derivatives with respect to each variable.
    """

    text: str
    shapes: Mapping[str, str]
    words: str
    gradients: tuple[str, ...]

    @property
    def options(self) -> str:
        """The options to type: `--shape c= --shape x=n`."""
        return " ".join(f"--shape {name}={shape}" for name, shape in self.shapes.items())

    def ways(self, text: str) -> str:
        """Return the description and the options, with the expression if it differs from `text`."""
        typed = self.options if self.text == text else f'"{on_one_line(self.text)}" {self.options}'
        return f"{self.words} ({typed})"


def different(best: Reading, others: Sequence[Reading]) -> tuple[Alternative, ...]:
    """Return the readings with different derivatives, the chosen one first; none if there is only one."""
    tied = [found for name in best.kinds for found in _tied(best, name)]
    if not others and not tied:
        return ()
    near = sorted(others, key=lambda other: sum(best.kinds[n] != kind for n, kind in other.kinds.items()))
    readings: dict[tuple[str, ...], Reading] = {}
    for reading in (best, *near[:_MOST_DERIVED]):
        readings.setdefault(_printed(reading.gradients), reading)
    tied = [item for item in tied if any(item.variable in variables(found) for found in best.gradients)]
    changing = [name for name in best.kinds if len({item.kinds[name] for item in readings.values()}) > 1]
    changing += [item.variable.name for item in tied]
    open_yet = {name for item in readings.values() for name in settling(item, changing)}
    names = [name for name in best.kinds if name in open_yet]
    found = [alternative(reading, names, texts) for texts, reading in readings.items()]
    return (*found, *(_as_size(best, item, names) for item in tied))


@dataclass(frozen=True)
class _Tie:
    """A scalar named like a size, read as a size of a variable of this shape."""

    variable: Variable
    owner: str
    shape: str
    side: str
    reading: Reading

    @property
    def value(self) -> Expression:
        """The size as a number."""
        return Reduce("sum", Ones(self.variable.name))


def _tied(best: Reading, name: str) -> Iterator[_Tie]:
    """Yield the scalar read as each of the sizes that variables have."""
    problem = best.problem
    variable = next((item for item in variables(best.expression) if item.name == name), None)
    # Of a name such as X in X.size, the shape alone may be used.
    if (
        variable is None
        or not variable.is_scalar
        or name in problem.wrt
        or not may_be_size(variable, best.expression)
    ):
        return
    sizes = {str(size) for shape in problem.given().values() for size in shape}
    sizes |= problem.sketch().stated_sizes
    text = with_name_as(problem.text, name, f"sum(ones({name}))")
    for owner, shape in best.shapes.items():
        for size in dict.fromkeys(shape):
            if size == 1 or str(size) in sizes:
                continue
            sizes.add(str(size))
            rows, columns = (name if part == size else part for part in shape)
            side = "length" if 1 in shape else f"number of {'rows' if size == shape[0] else 'columns'}"
            declared = shape_text((rows, columns))
            other = replace(problem, text=text, shapes={**problem.shapes, owner: declared})
            for reading in fitting(other, best.oddness):
                if reading.is_usable and reading.kinds.items() <= best.kinds.items():
                    yield _Tie(variable, owner, declared, side, reading)


def _printed(gradients: Iterable[Expression]) -> tuple[str, ...]:
    return tuple(map(to_unicode, gradients))


def alternative(reading: Reading, names: Sequence[str], texts: tuple[str, ...]) -> Alternative:
    """Return the reading as an alternative selected by the shapes of these names."""
    shapes = {name: reading.shapes[name] for name in names}
    options = {name: shape_text(shape) for name, shape in shapes.items()}
    return Alternative(reading.problem.text, options, _in_words(shapes), texts)


def _as_size(best: Reading, tie: _Tie, names: Sequence[str]) -> Alternative:
    """Return the alternative that reads a scalar as a size."""
    shapes = {name: tie.reading.shapes[name] for name in names if name in tie.reading.shapes}
    options = {tie.owner: tie.shape, **{name: shape_text(shape) for name, shape in shapes.items()}}
    words = f"{tie.variable.name} is the {tie.side} of {tie.owner}"
    others = _in_words(shapes)
    gradients = (substitute(found, {tie.variable: tie.value}) for found in best.gradients)
    return Alternative(
        tie.reading.problem.text, options, f"{words}, {others}" if others else words, _printed(gradients)
    )


def _in_words(shapes: Mapping[str, Shape]) -> str:
    """Describe the shapes: `c is a scalar, x and y are column vectors`."""
    groups: dict[str, list[str]] = {}
    for name, shape in shapes.items():
        groups.setdefault(kind_of_shape(shape), []).append(name)
    return ", ".join(_are(names, _NOUNS[kind]) for kind, names in groups.items())


def _are(names: Sequence[str], noun: str) -> str:
    if len(names) == 1:
        return f"{names[0]} is {noun}"
    plural = "matrices" if noun == _NOUNS["matrix"] else f"{noun[2:]}s"
    return f"{', '.join(names[:-1])} and {names[-1]} are {plural}"


def settling(reading: Reading, names: Iterable[str]) -> list[str]:
    """Return the names, and those that remain ambiguous once the names have the shapes of the reading."""
    found = list(dict.fromkeys(names))
    shapes = {name: shape_text(reading.shapes[name]) for name in found}
    declared = replace(reading.problem, shapes={**reading.problem.shapes, **shapes})
    kinds = [other.kinds for other in candidates(declared)]
    return [*found, *(name for name in kinds[0] if any(item[name] != kinds[0][name] for item in kinds))]
