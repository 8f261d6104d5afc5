"""Shapes that nobody declared: the one reading that is meant, all that are possible, or a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from backproof.calculus.inference.alternatives import Alternative, different
from backproof.calculus.inference.conventions import Oddness, kind_of_shape
from backproof.calculus.inference.questions import (
    question,
    refuse_free_sizes,
    refuse_identity,
    refuse_mistakes,
    refuse_sizes,
    unfitting,
)
from backproof.calculus.inference.readings import Problem, Reading, candidates
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.expression import Size, describe_shape
from backproof.calculus.language.tokens import Source
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

MOST_SAID = 5


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
        """The reading that was taken, and what to type for each; "" if there is but one."""
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
    best = candidates(problem)[0]
    return best.written_shapes, _notes(best)


def settle(problem: Problem) -> Settled:
    """The shapes for a problem; raises InputError where they cannot be what is meant."""
    _check_names(problem)
    try:
        # Sizes that no shape has are allowed here: who asks for them is told what to declare.
        allowing = replace(problem, wrt=()) if problem.sketch().stated_sizes else problem
        found = candidates(allowing)
    except InputError as error:
        raise unfitting(problem, error) from None
    refuse_free_sizes(problem, found[0])
    refuse_identity(problem)
    best, *others = found if allowing is problem else candidates(problem)
    refuse_mistakes(best)
    refuse_sizes(best)
    if not best.is_usable:
        return Settled(best.written_shapes, _notes(best))
    readings = different(best, others)
    if best.oddness is Oddness.UNUSUAL and len(readings) > 1:
        raise InputError(question(best, readings))
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
            several = " ".join(f"--wrt {part}" for part in name.split(",")) if "," in name else None
            hint = several or did_you_mean(name, known) or f"its variables are {', '.join(known) or 'none'}"
            raise InputError(Diagnostic(message, hint=hint))


def _as_text(shapes: Mapping[str, str | Sequence[Size]]) -> dict[str, str]:
    return {
        name: shape if isinstance(shape, str) else ",".join(map(str, shape)) for name, shape in shapes.items()
    }


def _notes(reading: Reading) -> tuple[str, ...]:
    """Each shape that was inferred, in words."""
    notes = []
    for name, shape in reading.shapes.items():
        why = "a capital is a matrix" if name[0].isupper() else "a small letter is a vector or a scalar"
        usual = kind_of_shape(shape) == "matrix" if name[0].isupper() else shape[1] == 1
        reason = f"from the expression; {why}" if usual else "from the expression"
        notes.append(f"{name} is {describe_shape(shape)} ({reason})")
    return tuple(notes)
