"""Shapes of undeclared names: the single intended reading, all possible ones, or a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from backproof.calculus.inference.alternatives import Alternative, different
from backproof.calculus.inference.conventions import Oddness, entrywise_products, kind_of_shape
from backproof.calculus.inference.questions import (
    question,
    refuse_entries,
    refuse_free_sizes,
    refuse_identity,
    refuse_mistakes,
    refuse_sizes,
    refuse_unsummed,
    unfitting,
)
from backproof.calculus.inference.readings import Problem, Reading, candidates
from backproof.calculus.language.expression import Named
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.syntax.grammar import is_open
from backproof.calculus.language.traversal import named_parts
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Size, describe_shape
from backproof.calculus.spelling.tokens import Source
from backproof.diagnostic import Diagnostic, InputError, did_you_mean

_MOST_SAID = 5


@dataclass(frozen=True)
class Settled:
    """The shapes of all names, notes on the inferred ones, and the readings if there are several.

    The chosen reading comes first in `readings`; each has a different derivative. `text` is the input.
    """

    shapes: dict[str, str]
    notes: tuple[str, ...]
    readings: tuple[Alternative, ...] = ()
    text: str = ""

    @property
    def reading(self) -> str:
        """The chosen reading and the others, with the options that select each; "" if there is only one."""
        if not self.readings:
            return ""
        taken, *others = self.readings
        shown = "; ".join(other.ways(taken.text) for other in others[:_MOST_SAID])
        more = f"; {len(others) - _MOST_SAID} more" if len(others) > _MOST_SAID else ""
        return f"{taken.ways(taken.text)}. Otherwise: {shown}{more}"


def infer_shapes(
    text: str,
    known_shapes: Mapping[str, str | Sequence[Size]] | None = None,
    functions: Sequence[str | Function] = (),
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the shape of every variable in `text`, as `parse` takes them, and notes on the inferred ones.

    Sizes that must be equal become one symbol. A lowercase letter is a column vector or a scalar, a
    capital letter a matrix, as far as the expression allows it. Raises InputError if no shapes fit.
    """
    problem = Problem(text, _as_text(known_shapes or {}), {}, functions)
    best = candidates(problem)[0]
    return best.written_shapes, _notes(best)


def settle(problem: Problem) -> Settled:
    """Determine the shapes for a problem; raises InputError if they cannot be the intended ones."""
    _check_names(problem)
    found = _settled(problem)
    return replace(found, notes=(*found.notes, *_unused(problem, found.shapes)))


def notes_on(problem: Problem) -> tuple[str, ...]:
    """Return notes on what was typed in a problem whose shapes are all declared."""
    whole = parse(problem.text, problem.shapes, problem.properties, problem.functions)
    return (*_products(problem, whole), *_unused(problem, problem.shapes))


def _unused(problem: Problem, shapes: Mapping[str, str]) -> Iterator[str]:
    """Yield notes on the parts that are named, and that the last line does not use."""
    tokens = problem.unread().tokens
    parts = dict.fromkeys(
        one.text for one, other in pairwise(tokens) if one.kind == "name" and other.is_("=")
    )
    if len(parts) > 0 and any(token.kind == "separator" for token in tokens):
        whole = parse(problem.text, shapes, problem.properties, problem.functions)
        used = {part.name for part in (*named_parts(whole), whole) if isinstance(part, Named)}
        yield from (
            f"{name} is named, and the last line does not use it" for name in parts if name not in used
        )


def _settled(problem: Problem) -> Settled:
    with suppress(InputError):
        # With all shapes declared there is nothing to infer, and vectors may be spread.
        whole = parse(problem.text, problem.shapes, problem.properties, problem.functions)
        return Settled(dict(problem.shapes), _products(problem, whole), text=problem.text)
    try:
        # Sizes that no variable has are allowed at this stage, so that the error can say what to
        # declare.
        allowing = replace(problem, wrt=()) if problem.sketch().stated_sizes else problem
        found = candidates(allowing)
    except InputError as error:
        raise unfitting(problem, error) from None
    refuse_free_sizes(problem, found[0])
    refuse_identity(problem)
    best, *others = found if allowing is problem else candidates(problem)
    refuse_mistakes(best)
    refuse_unsummed(best)
    refuse_entries(best)
    refuse_sizes(best)
    if not best.is_usable:
        return Settled(best.written_shapes, _notes(best), text=problem.text)
    notes = (*_notes(best), *_products(problem, best.expression))
    readings = different(best, others)
    if best.oddness is Oddness.UNUSUAL and len(readings) > 1:
        raise InputError(question(best, readings))
    return Settled(best.written_shapes, notes, readings if len(readings) > 1 else (), problem.text)


def _products(problem: Problem, expression: Expression) -> tuple[str, ...]:
    """Return notes on products inside of traces and the like, in a text without any sign of NumPy."""
    source = Source(problem.text)
    if not is_open(source.dialect(source.tokens())):
        return ()
    return tuple(
        f"`{text}` is computed entry by entry, and the product of matrices is written with @"
        for text in entrywise_products(expression)
    )


def _check_names(problem: Problem) -> None:
    """Reject a name that is not a variable of the expression."""
    tokens = problem.unread().tokens
    used = {token.text for token in tokens if token.kind == "name"}
    begins = pairwise([None, *tokens])
    parts = {
        one.text
        for (before, one), other in zip(begins, tokens[1:], strict=False)
        if one and one.kind == "name" and other.text == "=" and (not before or before.kind == "separator")
    }
    asked = [(name, f"there is no variable '{name}' to differentiate by") for name in problem.wrt]
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
            several = " ".join(f"--wrt {part.strip()}" for part in name.split(",")) if "," in name else None
            entry = re.compile(rf"{re.escape(name)}_(\d+)")
            entries = [int(part[1]) for token in used if (part := entry.fullmatch(token))]
            if entries and min(entries) > 0 and max(entries) > 1:
                several = f"if these are its entries, add --shape {name}={max(entries)}"
            word = next(
                (word for word in sorted(used) if name in word and word.isalpha() and len(word) < 5), ""
            )
            if len(name) == 1 and any(map(str.isupper, word)):
                several = f"for the product {word} write {' @ '.join(word)}"
            hint = several or did_you_mean(name, known) or f"its variables are {', '.join(known) or 'none'}"
            raise InputError(Diagnostic(message, hint=hint))


def _as_text(shapes: Mapping[str, str | Sequence[Size]]) -> dict[str, str]:
    return {
        name: shape if isinstance(shape, str) else ",".join(map(str, shape)) for name, shape in shapes.items()
    }


def _notes(reading: Reading) -> tuple[str, ...]:
    """Describe each inferred shape."""
    notes = []
    for name, shape in reading.shapes.items():
        why = (
            "a capital letter is a matrix"
            if name[0].isupper()
            else "a lowercase letter is a vector or a scalar"
        )
        usual = kind_of_shape(shape) == "matrix" if name[0].isupper() else shape[1] == 1
        reason = f"from the expression; {why}" if usual else "from the expression"
        notes.append(f"{name} is {describe_shape(shape)} ({reason})")
    return tuple(notes)
