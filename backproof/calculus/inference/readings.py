"""Readings of an expression: all consistent choices of shapes for the undeclared names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from backproof.calculus.derivation.kinds import kind_of, offered_kind
from backproof.calculus.engine.differentiate import differentiate, result_of
from backproof.calculus.inference.constraints import ConflictError, Constraints
from backproof.calculus.inference.conventions import Oddness, Sign, kind_of_shape, kinds_of, signs_of
from backproof.calculus.inference.sketch import Sketch
from backproof.calculus.inference.spread_shapes import ADDED_NUMBERS
from backproof.calculus.language.declare import parse_shape
from backproof.calculus.language.expression import Multiply, Number, Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.scalar_functions.functions import define_all
from backproof.calculus.language.scalar_functions.user_functions import in_words
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape, shape_text
from backproof.calculus.spelling.tokens import Source
from backproof.diagnostic import Diagnostic, InputError

_MOST_READINGS = 96
_MOST_CONFLICTS = 3000
_SCALING_LETTERS = ADDED_NUMBERS | {"c", "t", "l", "alpha", "eta"}
_TOO_OPEN = Diagnostic(
    "too many shapes are open", hint="declare some of them, as in --shape W=n,m --shape x=m"
)
_WIDE = {"scalar": (False, False), "column": (True, False), "row": (False, True), "matrix": (True, True)}


@dataclass(frozen=True)
class Problem:
    """The task: an expression, the declarations of its names, and the variables of differentiation."""

    text: str
    shapes: Mapping[str, str]
    properties: Mapping[str, Sequence[str]]
    functions: Sequence[str | Function] = ()
    wrt: tuple[str, ...] = ()
    order: int = 1

    @cached_property
    def odd_readings(self) -> list[Reading]:
        """The readings including mistaken ones; nonsensical ones only if there are no others."""
        return readings_of(self, Oddness.MISTAKEN) or readings_of(self, Oddness.SENSELESS)

    def given(self) -> dict[str, Shape]:
        """Return the declared shapes."""
        return {name: parse_shape(shape, name) for name, shape in self.shapes.items()}

    def sketch(self) -> Sketch:
        """Return the expression with its constraints; raises InputError if no shapes fit."""
        sketch = self.unread()
        sketch.program()
        return sketch

    def unread(self) -> Sketch:
        """Return the parser of the expression before it has parsed anything."""
        declared = {name: Variable(name, shape) for name, shape in self.given().items()}
        functions = {**FUNCTIONS, **define_all(self.functions)}
        return Sketch(Source(self.text), declared, functions, properties=self.properties)


@dataclass(frozen=True)
class Reading:
    """A problem with a shape for every undeclared name; `spreads` counts sums of a number and an array."""

    problem: Problem
    shapes: Mapping[str, Shape]
    expression: Expression
    spreads: int = 0

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """Everything that is odd about the reading."""
        return signs_of(self.expression, self.shapes)

    @property
    def oddness(self) -> Oddness:
        """The highest oddness of its signs; a capital vector together with a lowercase matrix is mistaken."""
        if self._has_inverted_case:
            return max(Oddness.MISTAKEN, *(sign.oddness for sign in self.signs))
        return max((sign.oddness for sign in self.signs), default=Oddness.USUAL)

    @property
    def _has_inverted_case(self) -> bool:
        kinds = {(name[0].isupper(), kind) for name, kind in self.kinds.items()}
        return {(True, "column"), (False, "matrix")} <= kinds

    @property
    def oddness_of_kinds(self) -> Oddness:
        """The highest oddness of the kinds that the letters have."""
        return max((kinds_of(name)[kind] for name, kind in self.kinds.items()), default=Oddness.USUAL)

    @property
    def odd_capitals(self) -> int:
        """The number of capital letters that are not matrices."""
        return sum(kind != "matrix" for name, kind in self.kinds.items() if name[0].isupper())

    @cached_property
    def is_usable(self) -> bool:
        """True if all requested derivatives are supported."""
        found = {item.name: item for item in variables(self.expression)}
        return all(
            name in found and offered_kind(self.expression, found[name], self.problem.order) is not None
            for name in self.problem.wrt
        )

    @cached_property
    def gradients(self) -> tuple[Expression, ...]:
        """The requested derivatives."""
        words, order = in_words(self.expression), self.problem.order
        by_name = {item.name: item for item in variables(self.expression)}
        chosen = [by_name[name] for name in self.problem.wrt]
        kinds = [kind_of(self.expression, item, order) for item in chosen]
        return tuple(
            result_of(differentiate(words, item, kind)) for item, kind in zip(chosen, kinds, strict=True)
        )

    @cached_property
    def is_without_change(self) -> bool:
        """True if all derivatives are 0, which nobody asks for, as of sum(softmax(x)*t) with a number t."""
        return bool(self.problem.wrt) and self.is_usable and all(map(_is_zero, self.gradients))

    @property
    def level(self) -> tuple[int, int, int]:
        """The oddness and the spread numbers; readings of one level are equally good."""
        return self.oddness, self.odd_capitals, self.spreads

    @property
    def rank(self) -> tuple[int, ...]:
        """The sort key, preferred readings first: usual letters, a scalar result, vectors over scalars."""
        kinds = self.kinds
        return (
            self.oddness,
            self.oddness_of_kinds,
            self.odd_capitals,
            self.spreads,
            sum(sign.oddness for sign in self.signs),
            not self.expression.is_scalar,
            sum(kinds[name] != "scalar" for name in kinds.keys() & _SCALING_LETTERS),
            -sum(kind != "scalar" for kind in kinds.values()),
        )

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every undeclared name."""
        return {name: kind_of_shape(shape) for name, shape in self.shapes.items()}

    @property
    def written_shapes(self) -> dict[str, str]:
        """All shapes in the notation of `parse`, declared ones as they were given."""
        return {**self.problem.shapes, **{name: shape_text(shape) for name, shape in self.shapes.items()}}


def _is_zero(derivative: Expression) -> bool:
    number = derivative.left if isinstance(derivative, Multiply) else derivative
    return isinstance(number, Number) and number.value == 0


def readings_of(problem: Problem, most: Oddness) -> list[Reading]:
    """Return the readings up to an oddness, preferred ones first; raises InputError if no shapes fit."""
    sketch = problem.sketch()
    found: dict[tuple[tuple[str, str], ...], Reading] = {}
    faults: list[InputError] = []
    for scalars_first in (False, True):
        search = _Search(sketch, most, scalars_first, faults)
        for constraints in islice(search.below(sketch.constraints, list(sketch.undeclared)), _MOST_READINGS):
            try:
                reading = _reading(problem, sketch, constraints)
                found.setdefault(tuple(reading.kinds.items()), reading)
            except InputError as error:
                faults.append(error)
    if not found and faults and (most is Oddness.SENSELESS or len(faults) > _MOST_CONFLICTS):
        raise faults[0] if len(faults) <= _MOST_CONFLICTS else InputError(_TOO_OPEN)
    return sorted((item for item in found.values() if item.oddness <= most), key=lambda item: item.rank)


@dataclass(frozen=True)
class _Search:
    """A search over the kinds of each undeclared name, up to an oddness; conflicts are added to `faults`."""

    sketch: Sketch
    most: Oddness
    scalars_first: bool
    faults: list[InputError]

    def below(self, constraints: Constraints, names: list[str]) -> Iterator[Constraints]:
        """Yield the consistent constraints in which each of the names has a kind."""
        if not names:
            yield constraints
        if not names or len(self.faults) > _MOST_CONFLICTS:
            return
        kinds = [kind for kind, oddness in kinds_of(names[0]).items() if oddness <= self.most]
        for kind in sorted(kinds, key=lambda kind: (kind != "scalar") == self.scalars_first):
            branch = constraints.branch()
            try:
                if _assume(branch, self.sketch.undeclared[names[0]].shape, kind):
                    branch.decide()
                    yield from self.below(branch, names[1:])
            except ConflictError as conflict:
                self.faults.append(self.sketch.fault_of(conflict))


def _assume(constraints: Constraints, shape: Shape, kind: str) -> bool:
    """Constrain the shape to that kind; return False if that is impossible."""
    sizes = constraints.sizes
    return all(
        sizes.widen(size) if wide else sizes.unify(size, 1)
        for size, wide in zip(shape, _WIDE[kind], strict=True)
    )


def _reading(problem: Problem, sketch: Sketch, constraints: Constraints) -> Reading:
    name = sketch.size_names(constraints.sizes)
    shapes = {item: (name(v.shape[0]), name(v.shape[1])) for item, v in sketch.undeclared.items()}
    whole = {**problem.shapes, **{item: shape_text(shape) for item, shape in shapes.items()}}
    # Without differentiation, a text may use sizes that no variable has, as in 4*ones(d).
    sizes = () if problem.wrt else sketch.stated_sizes
    expression = parse(problem.text, whole, problem.properties, problem.functions, sizes)
    return Reading(problem, shapes, expression, constraints.spreads)


def candidates(problem: Problem) -> list[Reading]:
    """Return the readings of the lowest oddness, preferred ones first, differentiable ones if possible.

    A capital letter is not taken as a scalar or vector merely to make a derivative possible, unless that
    makes the whole a scalar.
    """
    found = readings_of(problem, Oddness.POSSIBLE)
    if found:
        usable = [item for item in found if item.oddness == found[0].oddness or _is_preferable(item)]
    else:
        usable = found = problem.odd_readings
    chosen = [item for item in usable if item.is_usable] or found
    level = chosen[0].level
    same = [item for item in chosen if item.level == level]
    if len(same) > 1 and same[0].is_without_change:
        same.sort(key=lambda item: item.is_without_change)
    return same


def _is_preferable(reading: Reading) -> bool:
    """True if the result is a scalar, and the variables of differentiation cause none of the oddness."""
    concerned = {name for sign in reading.signs for name in sign.names}
    return (
        reading.oddness is Oddness.POSSIBLE
        and reading.expression.is_scalar
        and concerned.isdisjoint(reading.problem.wrt)
    )


def fitting(problem: Problem, most: Oddness) -> list[Reading]:
    """Return the readings up to an oddness; none if no shapes fit."""
    try:
        return readings_of(problem, most)
    except InputError:
        return []
