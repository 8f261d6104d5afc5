"""Shapes that nobody declared: the one reading that is meant, all that are possible, or a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from backproof.calculus.conventions import (
    IDENTITIES,
    Oddness,
    kind_of_shape,
    may_be_size,
)
from backproof.calculus.elementwise import Function
from backproof.calculus.expression import Expression, Ones, Reduce, Shape, Size, Variable, describe_shape
from backproof.calculus.readings import Problem, Reading, readings_of, written
from backproof.calculus.remedies import rewritings, with_name_as
from backproof.calculus.sketch import SIZE_NAMES
from backproof.calculus.tokens import Source
from backproof.calculus.traversal import substitute, variables
from backproof.calculus.unicode import to_unicode
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

MOST_DERIVED = 8
MOST_SIZES = 4
MOST_SAID = 5


@dataclass(frozen=True)
class Alternative:
    """One reading of an expression as a user can ask for it: its text, the shapes to declare, in words.

    `gradients` are the derivatives by each variable, printed.
    """

    text: str
    shapes: Mapping[str, str]
    words: str
    gradients: tuple[str, ...]

    @property
    def options(self) -> str:
        """`--shape c= --shape x=n`."""
        return " ".join(f"--shape {name}={shape}" for name, shape in self.shapes.items())

    def ways(self, text: str) -> str:
        """The words and what to type, with the expression where it is not `text`."""
        typed = self.options if self.text == text else f'"{self.text}" {self.options}'
        return f"{self.words} ({typed})"


@dataclass(frozen=True)
class Settled:
    """The shapes of all names, what was inferred of them, and the readings where there are several.

    The reading that was taken comes first in `readings`; each gives another derivative.
    """

    shapes: dict[str, str]
    notes: tuple[str, ...]
    readings: tuple[Alternative, ...] = ()

    @property
    def reading(self) -> str:
        """Which reading was taken, and what to type for it and for each other one; "" if there is but one."""
        if not self.readings:
            return ""
        taken, *others = self.readings
        shown = "; ".join(other.ways(taken.text) for other in others[:MOST_SAID])
        more = f"; {len(others) - MOST_SAID} more" if len(others) > MOST_SAID else ""
        return f"{taken.ways(taken.text)}. Otherwise: {shown}{more}"


def infer_shapes(
    text: str,
    known_shapes: Mapping[str, str | Sequence[Size]] | None = None,
    functions: Sequence[str | Function] = (),
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The shape of every variable in `text`, as `parse` takes them, and notes on those not given.

    Sizes that must be equal become one symbol. A small letter is a column vector or a scalar, a capital
    letter a matrix, as far as the expression allows it. Raises InputError where no shapes fit.
    """
    problem = Problem(text, _as_text(known_shapes or {}), {}, functions)
    best = _candidates(problem)[0]
    return best.written_shapes, _notes(best)


def settle(problem: Problem) -> Settled:
    """The shapes for a problem; raises InputError where they cannot be what is meant."""
    _check_names(problem)
    _refuse_free_sizes(problem)
    _refuse_identity(problem)
    best, *others = _candidates(problem)
    _refuse_mistakes(best)
    _refuse_sizes(best)
    if not best.is_usable:
        return Settled(best.written_shapes, _notes(best))
    readings = _different(best, others)
    if best.oddness is Oddness.UNUSUAL and len(readings) > 1:
        raise InputError(_question(best, readings))
    return Settled(best.written_shapes, _notes(best), readings if len(readings) > 1 else ())


def _check_names(problem: Problem) -> None:
    """Refuse a name that is no variable of the expression."""
    tokens = Source(problem.text).tokens()
    used = {token.text for token in tokens if token.kind == "name"}
    parts = {one.text for one, other in pairwise(tokens) if one.kind == "name" and other.text == "="}
    asked = [(name, f"there is no variable '{name}' to derive by") for name in problem.wrt]
    for what, names in (("shape", problem.shapes), ("property", problem.properties)):
        asked += [(name, f"a {what} is given for '{name}', which is not in the expression") for name in names]
    for name, message in asked:
        if name in parts:
            hint = f"leave out its definition, and {name} is a variable"
            text = f"'{name}' is a part of the expression, not a variable"
            raise InputError(Diagnostic(text, hint=hint))
        if name not in used:
            sketch = problem.sketch()
            known = sorted({*sketch.undeclared, *sketch.variables} & used)
            hint = did_you_mean(name, known) or f"its variables are {', '.join(known) or 'none'}"
            raise InputError(Diagnostic(message, hint=hint))


def _as_text(shapes: Mapping[str, str | Sequence[Size]]) -> dict[str, str]:
    return {
        name: shape if isinstance(shape, str) else ",".join(map(str, shape)) for name, shape in shapes.items()
    }


def _candidates(problem: Problem) -> list[Reading]:
    """The readings that are equally odd, the preferred one first: those with the derivatives asked for.

    A capital is no scalar or vector only to make a derivative possible, unless the whole is a scalar then.
    """
    found = readings_of(problem, Oddness.POSSIBLE)
    if found:
        usable = [item for item in found if item.oddness == found[0].oddness or _is_better_off(item)]
    else:
        usable = found = _odd(problem)
    chosen = [item for item in usable if item.is_usable] or found
    level = chosen[0].oddness, chosen[0].odd_capitals
    return [item for item in chosen if (item.oddness, item.odd_capitals) == level]


def _odd(problem: Problem) -> list[Reading]:
    return readings_of(problem, Oddness.MISTAKEN) or readings_of(problem, Oddness.SENSELESS)


def _is_better_off(reading: Reading) -> bool:
    """Whether it is a scalar in the end, and its oddness no matter of the variables to derive by."""
    concerned = {name for sign in reading.signs for name in sign.names}
    return (
        reading.oddness is Oddness.POSSIBLE
        and reading.expression.is_scalar
        and concerned.isdisjoint(reading.problem.wrt)
    )


def _notes(reading: Reading) -> tuple[str, ...]:
    """Each shape that was inferred, in words."""
    notes = []
    for name, shape in reading.shapes.items():
        why = "a capital is a matrix" if name[0].isupper() else "a small letter is a vector or a scalar"
        usual = kind_of_shape(shape) == "matrix" if name[0].isupper() else shape[1] == 1
        reason = f"from the expression; {why}" if usual else "from the expression"
        notes.append(f"{name} is {describe_shape(shape)} ({reason})")
    return tuple(notes)


def _refuse_free_sizes(problem: Problem) -> None:
    """Ask whose size it is that the text states and no shape has."""
    best = _candidates(replace(problem, wrt=()))[0]
    stated = problem.sketch().stated_sizes
    known = {str(size) for shape in (*problem.given().values(), *best.shapes.values()) for size in shape}
    for size in sorted(name for name in stated - known if not name.isdigit()):
        shapes = {
            name: written(tuple(size if part == old else part for part in shape))
            for name, shape in best.shapes.items()
            for old in shape
            if old != 1 and str(old) not in stated
        }
        fits = [
            f"--shape {name}={shape}"
            for name, shape in shapes.items()
            if _fitting(replace(problem, shapes={**problem.shapes, name: shape}), Oddness.POSSIBLE)
        ]
        hint = f"add {', or '.join(fits[:MOST_SIZES])}" if fits else "give the shapes that are meant"
        raise InputError(_placed(problem, size, f"the size {size} is not tied to any variable's shape", hint))


def _refuse_identity(problem: Problem) -> None:
    """Ask where an undeclared I can be the identity."""
    for name in _identities(problem):
        for size in _symbols(problem):
            meant = replace(problem, text=with_name_as(problem.text, name, f"eye({size})"))
            if _is_sound(meant):
                message = f"{name} is not declared, and would be a variable"
                shape = f"--shape {name}={size},{size}"
                hint = f"write `{meant.text}` for the identity, or add {shape} for a variable"
                raise InputError(_placed(problem, name, message, hint))


def _identities(problem: Problem) -> list[str]:
    return [name for name in problem.sketch().undeclared if name in IDENTITIES]


def _symbols(problem: Problem) -> list[str]:
    """Symbols for a size: new ones before those that the problem has."""
    sketch = problem.sketch()
    sizes = [str(size) for shape in problem.given().values() for size in shape if isinstance(size, str)]
    sizes += sorted(sketch.stated_sizes)
    taken = {*sketch.undeclared, *sketch.variables, *sketch.lets, *sizes}
    free = [name for name in (*SIZE_NAMES, "n1", "n2") if name not in taken]
    return list(dict.fromkeys([*free[:2], *sizes]))[:MOST_SIZES]


def _is_sound(problem: Problem) -> bool:
    """Whether a problem has a reading with nothing odd about it."""
    return any(reading.is_usable for reading in _fitting(problem, Oddness.USUAL))


def _placed(problem: Problem, name: str, message: str, hint: str) -> Diagnostic:
    """A fault where the name stands first."""
    sketch = problem.sketch()
    start = next((token.start for token in sketch.tokens if token.text == name), 0)
    return sketch.source.place(Diagnostic(message, hint=hint), start)


def _refuse_mistakes(best: Reading) -> None:
    """Ask where a reading looks mistaken, or where another text would be usual and this one is not."""
    if best.oddness is Oddness.USUAL:
        return
    problem = best.problem
    symbols = _symbols(problem)
    text = problem.text
    for name in _identities(problem):
        text = with_name_as(text, name, f"eye({symbols[0]})")
    texts = (replace(problem, text=new) for new in rewritings(text, symbols))
    meant = next((other.text for other in texts if _is_sound(other)), None)
    if meant is None and best.oddness < Oddness.MISTAKEN:
        return
    found = _odd(problem)
    shown = min([best, *found], key=lambda item: (not item.is_usable, item.oddness_of_kinds))
    ways = [f"write `{meant}`"] if meant else []
    ways += [_declaration(item) for item in (shown, best) if item.is_usable]
    sign = max(shown.signs, key=lambda sign: sign.oddness)
    raise InputError(_placed(problem, sign.names[0], sign.message, ", or ".join(dict.fromkeys(ways))))


def _declaration(reading: Reading) -> str:
    """The shapes to declare so that a reading is taken, in words."""
    names = _settling(reading, [name for sign in reading.signs for name in sign.names])
    found = _alternative(reading, names, ())
    return f"add {found.options} if {found.words}"


def _settling(reading: Reading, names: Iterable[str]) -> list[str]:
    """The names, and those that are open yet where the names have the shapes of the reading."""
    found = list(dict.fromkeys(names))
    shapes = {name: written(reading.shapes[name]) for name in found}
    declared = replace(reading.problem, shapes={**reading.problem.shapes, **shapes})
    kinds = [other.kinds for other in _candidates(declared)]
    return [*found, *(name for name in kinds[0] if any(item[name] != kinds[0][name] for item in kinds))]


def _refuse_sizes(best: Reading) -> None:
    """Ask where a scalar has the name of a size that is stated."""
    problem = best.problem
    sketch = problem.sketch()
    stated = sketch.stated_sizes | {str(size) for shape in problem.given().values() for size in shape}
    for name, kind in best.kinds.items():
        if name in stated and kind == "scalar":
            message = f"{name} is the name of a size, and a variable that is not declared"
            text = with_name_as(problem.text, name, f"sum(ones({name}))")
            hint = f"write `{text}` for the size, or add --shape {name}= for a scalar of its own"
            raise InputError(_placed(problem, name, message, hint))


def _different(best: Reading, others: Sequence[Reading]) -> tuple[Alternative, ...]:
    """The readings with different derivatives, the one that was taken first; none where there is but one."""
    tied = [found for name in best.kinds for found in _tied(best, name)]
    if not others and not tied:
        return ()
    near = sorted(others, key=lambda other: sum(best.kinds[n] != kind for n, kind in other.kinds.items()))
    readings: dict[tuple[str, ...], Reading] = {}
    for reading in (best, *near[:MOST_DERIVED]):
        readings.setdefault(_printed(reading.gradients), reading)
    tied = [item for item in tied if any(item.variable in variables(found) for found in best.gradients)]
    changing = [name for name in best.kinds if len({item.kinds[name] for item in readings.values()}) > 1]
    changing += [item.variable.name for item in tied]
    open_yet = {name for item in readings.values() for name in _settling(item, changing)}
    names = [name for name in best.kinds if name in open_yet]
    found = [_alternative(reading, names, texts) for texts, reading in readings.items()]
    return (*found, *(_as_size(best, item, names) for item in tied))


@dataclass(frozen=True)
class _Tie:
    """A scalar with the letter of a size, as the size of a variable of this shape."""

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
    """What a scalar would be as the size that a variable has."""
    problem = best.problem
    (variable,) = (item for item in variables(best.expression) if item.name == name)
    if not variable.is_scalar or name in problem.wrt or not may_be_size(variable, best.expression):
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
            declared = written((rows, columns))
            other = replace(problem, text=text, shapes={**problem.shapes, owner: declared})
            for reading in _fitting(other, best.oddness):
                if reading.is_usable and reading.kinds.items() <= best.kinds.items():
                    yield _Tie(variable, owner, declared, side, reading)


def _fitting(problem: Problem, most: Oddness) -> list[Reading]:
    try:
        return readings_of(problem, most)
    except InputError:
        return []


def _printed(gradients: Iterable[Expression]) -> tuple[str, ...]:
    return tuple(map(to_unicode, gradients))


def _alternative(reading: Reading, names: Sequence[str], texts: tuple[str, ...]) -> Alternative:
    shapes = {name: reading.shapes[name] for name in names}
    options = {name: written(shape) for name, shape in shapes.items()}
    return Alternative(reading.problem.text, options, _in_words(shapes), texts)


def _as_size(best: Reading, tie: _Tie, names: Sequence[str]) -> Alternative:
    """The reading of a scalar as a size."""
    shapes = {name: tie.reading.shapes[name] for name in names if name in tie.reading.shapes}
    options = {tie.owner: tie.shape, **{name: written(shape) for name, shape in shapes.items()}}
    words = f"{tie.variable.name} is the {tie.side} of {tie.owner}"
    others = _in_words(shapes)
    gradients = (substitute(found, {tie.variable: tie.value}) for found in best.gradients)
    return Alternative(
        tie.reading.problem.text, options, f"{words}, {others}" if others else words, _printed(gradients)
    )


NOUNS = {"column": "a column vector", "scalar": "a scalar", "row": "a row", "matrix": "a matrix"}


def _in_words(shapes: Mapping[str, Shape]) -> str:
    """`c is a scalar, x and y are column vectors`."""
    groups: dict[str, list[str]] = {}
    for name, shape in shapes.items():
        groups.setdefault(kind_of_shape(shape), []).append(name)
    return ", ".join(_are(names, NOUNS[kind]) for kind, names in groups.items())


def _are(names: Sequence[str], noun: str) -> str:
    if len(names) == 1:
        return f"{names[0]} is {noun}"
    plural = "matrices" if noun == NOUNS["matrix"] else f"{noun[2:]}s"
    return f"{', '.join(names[:-1])} and {names[-1]} are {plural}"


def _question(best: Reading, readings: Sequence[Alternative]) -> Diagnostic:
    """Which of several unusual readings is meant."""
    sign = best.signs[0]
    hint = ", or ".join(f"add {reading.options} if {reading.words}" for reading in readings[:MOST_SAID])
    return _placed(best.problem, sign.names[0], sign.message, hint)
