"""Shapes that nobody declared: the one reading that is meant, all that are possible, or a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backproof.calculus.conventions import (
    IDENTITIES,
    SIZE_LETTERS,
    Oddness,
    kind_of_shape,
)
from backproof.calculus.declare import parse_shape
from backproof.calculus.differentiate import differentiate, result_of
from backproof.calculus.elementwise import Function
from backproof.calculus.expression import Shape, Size, describe_shape
from backproof.calculus.kinds import kind_of
from backproof.calculus.readings import Problem, Reading, readings_of, written
from backproof.calculus.remedies import rewritings, with_name_as
from backproof.calculus.sketch import SIZE_NAMES
from backproof.calculus.traversal import variables
from backproof.calculus.unicode import to_unicode
from backproof.calculus.wording import in_words
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

MOST_DERIVED = 8
MOST_SIZES = 3
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
    """Refuse a name that the expression does not have."""
    sketch = problem.sketch()
    used = {token.text for token in sketch.tokens if token.kind == "name"}
    known = sorted({*sketch.undeclared, *sketch.variables} & used)
    asked = [(name, "there is no variable '{}' to derive by") for name in problem.wrt]
    asked += [
        (name, "a shape is given for '{}', which the expression does not have") for name in problem.shapes
    ]
    asked += [
        (n, "a property is given for '{}', which the expression does not have") for n in problem.properties
    ]
    for name, message in asked:
        if name in sketch.lets:
            text = f"'{name}' is a part of the expression, not a variable"
            hint = "leave it to its definition, or leave its definition out"
            raise InputError(_placed(problem, name, text, hint))
        if name not in known:
            hint = did_you_mean(name, known) or f"its variables are {', '.join(known) or 'none'}"
            raise InputError(Diagnostic(message.format(name), hint=hint))


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


def _refuse_identity(problem: Problem) -> None:
    """Ask where an undeclared I can be the identity."""
    names = [name for name in problem.sketch().undeclared if name in IDENTITIES]
    for name in names:
        for size in _symbols(problem):
            meant = replace(problem, text=with_name_as(problem.text, name, f"eye({size})"))
            if _is_sound(meant):
                shape = f"--shape {name}={size},{size}"
                message = f"{name} is not declared, and would be a variable"
                hint = f"the identity: write `{meant.text}`; a variable: add {shape}"
                raise InputError(_placed(problem, name, message, hint))


def _symbols(problem: Problem) -> list[str]:
    """Symbols for a size: those of the declared shapes, and new ones."""
    given = [str(size) for shape in problem.given().values() for size in shape if isinstance(size, str)]
    sketch = problem.sketch()
    taken = {*sketch.undeclared, *sketch.variables, *sketch.lets}
    stated = sorted(sketch.stated_sizes)
    free = [name for name in (*SIZE_NAMES, "n1", "n2") if name not in taken]
    return list(dict.fromkeys([*given, *stated, *free]))[:MOST_SIZES]


def _is_sound(problem: Problem) -> bool:
    """Whether a problem has a reading with nothing odd about it."""
    try:
        found = readings_of(problem, Oddness.USUAL)
    except InputError:
        return False
    return any(reading.is_usable for reading in found)


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
    texts = (replace(problem, text=text) for text in rewritings(problem.text, _symbols(problem)))
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
    names = dict.fromkeys(name for sign in reading.signs for name in sign.names)
    found = _alternative(reading, list(names), ())
    return f"add {found.options} if {found.words}"


def _refuse_sizes(best: Reading) -> None:
    """Ask where a scalar has the name of a size that is stated."""
    problem = best.problem
    sketch = problem.sketch()
    stated = sketch.stated_sizes | {str(size) for shape in problem.given().values() for size in shape}
    for name, kind in best.kinds.items():
        if name in stated and kind == "scalar":
            message = f"{name} is the name of a size, and a variable that is not declared"
            hint = f"the size as a number: write `{with_name_as(problem.text, name, f'sum(ones({name}))')}`"
            hint += f"; a scalar of its own: add --shape {name}="
            raise InputError(_placed(problem, name, message, hint))


def _different(best: Reading, others: Sequence[Reading]) -> tuple[Alternative, ...]:
    """The readings with different derivatives, the one that was taken first."""
    near = sorted(others, key=lambda other: sum(best.kinds[n] != kind for n, kind in other.kinds.items()))
    readings = {gradients(best): best}
    for other in near[:MOST_DERIVED]:
        readings.setdefault(gradients(other), other)
    tied = [found for name in best.kinds for found in _tied(best, name)]
    changing = [name for name in best.kinds if len({item.kinds[name] for item in readings.values()}) > 1]
    names = list(dict.fromkeys([*changing, *(name for name, _, _ in tied)]))
    found = [_alternative(reading, names, texts) for texts, reading in readings.items()]
    return (*found, *(_as_size(reading, name, owner, names) for name, owner, reading in tied))


def _tied(best: Reading, name: str) -> Iterator[tuple[str, str, Reading]]:
    """A scalar with the letter of a size as the size that a variable has, with the variable's name."""
    problem = best.problem
    if name not in SIZE_LETTERS or best.kinds[name] != "scalar" or name in problem.wrt:
        return
    declared = {size for shape in problem.given().values() for size in shape}
    owners: dict[Size, str] = {}
    for owner, shape in best.shapes.items():
        for size in shape:
            if size != 1 and size not in declared:
                owners.setdefault(size, owner)
    text = with_name_as(problem.text, name, f"sum(ones({name}))")
    for size, owner in owners.items():
        rows, columns = (name if part == size else part for part in best.shapes[owner])
        shapes = {**problem.shapes, owner: written((rows, columns))}
        for reading in readings_of(replace(problem, text=text, shapes=shapes), best.oddness):
            if reading.is_usable and reading.kinds.items() <= best.kinds.items():
                yield name, owner, reading


def gradients(reading: Reading) -> tuple[str, ...]:
    """The derivatives of a reading, printed."""
    words = in_words(reading.expression)
    by_name = {item.name: item for item in variables(reading.expression)}
    order = reading.problem.order
    chosen = [by_name[name] for name in reading.problem.wrt]
    kinds = [kind_of(reading.expression, item, order) for item in chosen]
    return tuple(
        to_unicode(result_of(differentiate(words, item, kind)))
        for item, kind in zip(chosen, kinds, strict=True)
    )


def _alternative(reading: Reading, names: Sequence[str], texts: tuple[str, ...]) -> Alternative:
    shapes = {name: reading.shapes[name] for name in names}
    options = {name: written(shape) for name, shape in shapes.items()}
    return Alternative(reading.problem.text, options, _in_words(shapes), texts)


def _as_size(reading: Reading, name: str, owner: str, names: Sequence[str]) -> Alternative:
    """The reading of a scalar as the size of its owner."""
    problem = reading.problem
    shapes = {other: reading.shapes[other] for other in names if other in reading.shapes}
    options = {owner: problem.shapes[owner], **{other: written(shape) for other, shape in shapes.items()}}
    rows = parse_shape(problem.shapes[owner])[0]
    side = "length" if "," not in problem.shapes[owner] else "rows" if rows == name else "columns"
    words = f"{name} is the {'length' if side == 'length' else f'number of {side}'} of {owner}"
    others = _in_words(shapes)
    return Alternative(problem.text, options, f"{words}, {others}" if others else words, gradients(reading))


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
