"""The differential of an expression of any shape, line by line: the differential of each part in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from backproof.answer import Check, Step
from backproof.calculus.checking import verify
from backproof.calculus.checking.adjoint_claims import leaf, over_names
from backproof.calculus.checking.along import evidence_along
from backproof.calculus.derivation.hypotheses import Hypothesis, hypotheses, merged
from backproof.calculus.derivation.limits import check_length, check_ranks
from backproof.calculus.derivation.meanings import Meaning, meanings
from backproof.calculus.derivation.naming import fresh_names, named_whole, taken_names
from backproof.calculus.derivation.notation import flattened, in_notation_of
from backproof.calculus.derivation.steps import Line, Partial, definitions
from backproof.calculus.engine.differentiate import along, result_of
from backproof.calculus.language.expression import Multiply, Named, Number, Structural, Variable
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.user_functions import (
    in_letters,
    in_words,
    letters_for,
    own_functions,
)
from backproof.calculus.language.traversal import named_parts, names_in, substitute, variables, without_names
from backproof.calculus.language.tree import Expression, fold, over, to_text, walk
from backproof.calculus.primitives.matrix_operations import OPERATION

Directions = Mapping[Variable, Variable]
_HALF = Number(Fraction(1, 2))


@dataclass(frozen=True)
class Differential:
    """The differential of an expression by some of its variables, each with the name of its direction.

    `named` is the expression with its parts named, and `functions` are the user's.
    """

    expression: Expression
    named: Named
    directions: Directions
    functions: tuple[Function, ...]

    @property
    def by(self) -> tuple[Variable, ...]:
        """The variables of differentiation."""
        return tuple(self.directions)

    @property
    def results(self) -> tuple[Expression, ...]:
        """The differential."""
        return (self.first,)

    @cached_property
    def first(self) -> Expression:
        """The differential over the names that the expression states."""
        return self._along(result_of(self.expression))

    @cached_property
    def half_of_second(self) -> Expression:
        """Half of the second differential, along the same directions twice: the quadratic term of Taylor."""
        return self._along(Multiply(_HALF, without_names(self.first)))

    @cached_property
    def second(self) -> Expression:
        """The second differential, along the same directions twice."""
        return self._along(without_names(self.first))

    def _along(self, value: Expression) -> Expression:
        return _differential(value, self.directions)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The definitions of the parts, then the differential of each over those before it."""
        forward = definitions(self.expression, self.named)
        found = [*forward, *self._differentials()]
        found = [replace(line, right=in_letters(line.right, self.functions)) for line in found]
        around = names_in(*(line.right for line in found)) | {line.left.name for line in found}
        around |= {function.name for function in self.functions}
        return tuple(replace(line, around=around) for line in found)

    def _differentials(self) -> Iterator[Line]:
        """Yield d of each part that depends on the variables; its evidence is a derivative along a line."""
        known: dict[Variable, Variable] = dict(self.directions)
        for part in named_parts(self.named):
            value = over_names(part.value)
            used = {item: known[item] for item in variables(value) if item in known}
            if not used:
                continue
            differential = _differential(value, used)
            left = self.names[part.name]
            known[leaf(part)] = Variable(left, part.shape)
            # A part may occur in its own differential, such as exp(x) and the inverse.
            line = substitute(differential, {value: leaf(part)})
            written = substitute(line, {leaf(part): value})
            check = verify.weakest(evidence_along(value, used, written, left))
            yield Line("differential", Partial(left), line, check)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of all differentials by part: d and the name, unless that means something else."""
        given = {wrt.name: direction.name for wrt, direction in self.directions.items()}
        free = fresh_names(taken_names(self.named) | set(given.values()))
        return {part.name: free(f"d{part.name}") for part in named_parts(self.named)} | given

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The lines as plain data."""
        return tuple(line.step for line in self.lines)

    @property
    def around(self) -> frozenset[str]:
        """All names used in the derivation."""
        return self.lines[0].around

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """Definitions of functions in the derivation that are neither stated nor common notation."""
        stated = own_functions(self.expression)
        return meanings([line.right for line in self.lines], stated, self.around)

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses under which the differential holds."""
        return merged(hypotheses(self.expression, wrt, self.first) for wrt in self.directions)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The evidence for the differential."""
        name = self.named.name
        return evidence_along(
            result_of(self.expression), self.directions, self.first, f"{name}: differential"
        )

    @cached_property
    def second_checks(self) -> tuple[Check, ...]:
        """The evidence for the second differential, from the first."""
        subject = f"{self.named.name}: second differential"
        return evidence_along(self.first, self.directions, self.second, subject)

    @cached_property
    def half_checks(self) -> tuple[Check, ...]:
        """The evidence for the quadratic term, from the differential."""
        subject = f"{self.named.name}: quadratic term"
        halved = Multiply(_HALF, self.first)
        return evidence_along(halved, self.directions, self.half_of_second, subject)


def differential_of(
    expression: Expression, wrt: Sequence[Variable], names: Sequence[str], functions: Sequence[Function]
) -> Differential:
    """Return the differential by some variables; `names` are those of the directions."""
    check_ranks(expression)
    own = letters_for(expression, functions)
    directions = {item: direction_of(item, name) for item, name in zip(wrt, names, strict=True)}
    taken = [*names, *(function.name for function in own)]
    with_inverses = _with_inverses_named(expression, wrt, taken)
    return Differential(expression, named_whole(with_inverses, wrt, taken), directions, own)


def direction_of(variable: Variable, name: str) -> Variable:
    """Return the direction of a variable: a symmetric matrix moves among the symmetric ones."""
    is_symmetric = bool(variable.properties & {"symmetric", "positive definite"})
    return Variable(name, variable.shape, frozenset({"symmetric"} if is_symmetric else ()))


def _differential(value: Expression, directions: Directions) -> Expression:
    # Of equally short products, the engine takes the first in the order of names; a direction comes last.
    late = {direction: direction_of(direction, f"~{direction.name}") for direction in directions.values()}
    words = substitute(in_words(value), dict(late.items()))
    derived = along(words, {wrt: late[direction] for wrt, direction in directions.items()})
    check_length(derived, ", ".join(wrt.name for wrt in directions))
    back: dict[Expression, Expression] = {item: direction for direction, item in late.items()}
    return flattened(in_notation_of(words, substitute(derived, back)))


def lines_of_slope(
    name: str, slope: Expression, directions: Directions, functions: Sequence[Function]
) -> tuple[Line, Line]:
    """Return the gradient under a name, and its differential, of which the Hessian is the matrix."""
    value = without_names(slope)
    differential = _differential(value, directions)
    left = f"d{name}"
    subject = f"{left} = {to_text(differential)}"
    check = verify.weakest(evidence_along(value, directions, differential, subject))
    same = verify.holds(slope, value, f"{name} = {to_text(value)}")
    shown = [in_letters(side, functions) for side in (value, differential)]
    gradient = Line("gradient", Partial(name), shown[0], same)
    return gradient, Line("differential", Partial(left), shown[1], check)


def _with_inverses_named(expression: Expression, wrt: Sequence[Variable], taken: Sequence[str]) -> Expression:
    """Name the inverses that depend on the variables, whose differentials are lines of their own."""
    names = fresh_names(taken_names(expression) | set(taken))
    defined = {part.value for part in named_parts(expression)}

    def visit(node: Expression, children: list[Expression]) -> Expression:
        rebuilt = over(node, children)
        is_inverse = isinstance(node, Structural) and OPERATION[node.name].nonsingular
        if is_inverse and node not in defined and any(item in walk(node) for item in wrt):
            return Named(names("P"), rebuilt)
        return rebuilt

    return fold(expression, visit)
