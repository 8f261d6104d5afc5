"""Questions and parts of a term file: their common keys, kinds, points and what their parts share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec

from backproof.diagnostic import InputError, did_you_mean
from backproof.terms.fields import (
    MOST_PARTS,
    POINT_DECIMALS,
    Id,
    Label,
    Line,
    Ordinal,
    Passage,
    Points,
    Text,
)
from backproof.terms.kinds import KINDS
from backproof.terms.places import KeyPath
from backproof.terms.reading import Data, Source
from backproof.terms.term import Item, Part, Question, Texts

_D = TypeVar("_D", bound=Data)


class QuestionHead(Data, frozen=True, kw_only=True):
    """The keys common to questions; without an id, a question is called by its number."""

    id: Id = ""
    kind: Line | None = None
    solver: Line | None = None
    title: Text
    number: Ordinal | None = None
    points: Points | None = None
    text: Passage = ""
    shared: dict[str, Any] = msgspec.field(default_factory=dict)
    choose: Annotated[int, msgspec.Meta(ge=1)] | None = None
    bonus: bool = False
    new_page: bool = False
    parts: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_PARTS)] | None = None


class PartHead(Data, frozen=True, kw_only=True):
    """The keys common to the parts of a question that is answered as a whole."""

    id: Id
    title: Text
    points: Points
    label: Label | None = None


class OwnPartHead(Texts, frozen=True, kw_only=True):
    """The keys common to parts that are answered by kinds of their own."""

    kind: Line | None = None
    id: Id | None = None
    title: Line = ""
    points: Points
    label: Label | None = None
    bonus: bool = False
    new_page: bool = False


_OWN_KEYS = frozenset(OwnPartHead.__struct_fields__) - frozenset(PartHead.__struct_fields__)


def question_of(
    source: Source, data: dict[str, Any], index: int, solvers: Collection[str], shared: Mapping[str, Any]
) -> Question:
    """Return the question at `index` of the term file; InputError at the line that doesn't fit.

    `solvers` are the homework's own modules that solve questions, `shared` what the term defines for all.
    """
    path: KeyPath = ("questions", index)
    common, rest = _split(data, QuestionHead)
    head = _head(source, common, rest, QuestionHead, path)
    number = index + 1 if head.number is None else head.number
    head = msgspec.structs.replace(head, id=head.id or f"q{number}")
    _require_known(source, path, head, solvers)
    by_parts = _is_answered_by_parts(head)
    if not by_parts and head.kind is None and head.solver is None:
        raise _missing(source, path, rest, "kind")
    own = _own_parts(source, head, rest, path, {**shared, **head.shared}) if by_parts else None
    parts = _parts(source, head, path) if own is None else own
    _require_points(source, head, path, parts)
    return Question(
        id=head.id,
        title=head.title,
        points=agreed(source, path, head.points, parts, head.choose) if parts else head.points or 0,
        data={} if by_parts else rest,
        source=source,
        path=path,
        kind=head.kind or "",
        solver=head.solver or "",
        number=number,
        parts=parts,
        by_parts=by_parts,
        text=head.text,
        choose=head.choose or 0,
        bonus=head.bonus,
        new_page=head.new_page,
    )


def _parts(source: Source, head: QuestionHead, path: KeyPath) -> tuple[Part, ...]:
    """Return the parts of a question that is answered as a whole."""
    return tuple(_part(source, part, path, place) for place, part in enumerate(head.parts or ()))


def _require_points(source: Source, head: QuestionHead, path: KeyPath, parts: Collection[Part]) -> None:
    """Raise InputError if nothing says what the question earns."""
    if head.parts is not None and not parts:
        raise source.error(
            (*path, "parts"), f"question '{head.id}' has an empty list of parts", expected="parts"
        )
    if not parts and head.points is None:
        raise source.error(
            path, f"question '{head.id}' has neither points nor parts", expected="points = ..."
        )


def _is_answered_by_parts(head: QuestionHead) -> bool:
    """Return whether parts are answered by kinds of their own, rather than the question by its kind."""
    if head.solver is not None:
        return False
    if head.kind is not None and not KINDS[head.kind].answers_questions:
        return True
    return bool(head.text or head.shared or head.choose) or any(
        not _OWN_KEYS.isdisjoint(part) for part in head.parts or ()
    )


def _require_known(source: Source, path: KeyPath, head: QuestionHead, solvers: Collection[str]) -> None:
    """Require the name of an installed kind, or else of one of the homework's own solvers."""
    if head.kind is not None and head.solver is not None:
        message = f"question '{head.id}' has both a kind and a solver"
        raise source.error((*path, "solver"), message, expected="one of them")
    if head.kind is not None:
        _require_kind(source, (*path, "kind"), head.kind, solvers)
    if head.solver is not None and head.solver not in solvers:
        kinds = f"one of {', '.join(sorted(KINDS))}"
        kind = f'write kind = "{head.solver}"' if head.solver in KINDS else None
        raise source.error(
            (*path, "solver"),
            f"there is no solver '{head.solver}'",
            expected=f"{', '.join(sorted(solvers))}, or kind = {kinds}" if solvers else f"kind = {kinds}",
            hint=kind or did_you_mean(head.solver, solvers),
        )


def _require_kind(source: Source, path: KeyPath, kind: str, solvers: Collection[str] = ()) -> None:
    """Require the name of an installed kind whose package is there."""
    if kind not in KINDS:
        own = f'write solver = "{kind}"' if kind in solvers else None
        expected = f"one of {', '.join(sorted(KINDS))}"
        hint = own or did_you_mean(kind, KINDS)
        raise source.error(path, f"there is no kind '{kind}'", expected=expected, hint=hint)
    with source.locating(path):
        # An entry point may lead nowhere.
        KINDS[kind].folder  # noqa: B018


def _part(source: Source, data: dict[str, Any], question: KeyPath, index: int) -> Part:
    path = (*question, "parts", index)
    common, rest = _split(data, PartHead)
    head = _head(source, common, rest, PartHead, path)
    label = head.label or _letters(index)
    return Part(
        id=head.id, title=head.title, points=head.points, data=rest, source=source, path=path, label=label
    )


def _own_parts(
    source: Source, question: QuestionHead, rest: dict[str, Any], path: KeyPath, shared: Mapping[str, Any]
) -> tuple[Part, ...]:
    """Return the parts that are answered by kinds; a question without a list of them is its only part."""
    if question.parts is None:
        if question.points is None:
            raise source.error(
                path, f"question '{question.id}' has neither points nor parts", expected="points = ..."
            )
        only = {**rest, "kind": question.kind, "id": question.id, "points": question.points}
        return (own_part(source, only, question, path, (shared, "")),)
    if rest:
        unknown = next(iter(rest))
        known = QuestionHead.__struct_fields__
        expected = f"one of {', '.join(known)}"
        hint = did_you_mean(unknown, known) or "what all parts use belongs in [questions.shared]"
        raise source.error((*path, unknown), f"unknown key '{unknown}'", expected=expected, hint=hint)
    return tuple(
        own_part(source, part, question, (*path, "parts", index), (shared, _letters(index)))
        for index, part in enumerate(question.parts)
    )


def own_part(
    source: Source,
    data: dict[str, Any],
    question: QuestionHead,
    path: KeyPath,
    given: tuple[Mapping[str, Any], str],
) -> Part:
    """Return a part that a kind answers; `given` holds what it shares with others, and its letter."""
    shared, letter = given
    common, rest = _split(data, OwnPartHead)
    head = _head(source, common, rest, OwnPartHead, path)
    kind = head.kind or question.kind
    if kind is None:
        raise _missing(source, path, rest, "kind")
    _require_kind(source, (*path, "kind"), kind)
    if not KINDS[kind].answers_parts:
        some = sorted(name for name in KINDS if KINDS[name].answers_parts)
        message = f"the kind '{kind}' answers whole questions only"
        raise source.error((*path, "kind"), message, expected=f"one of {', '.join(some)}")
    names = {key: value for key, value in rest.items() if isinstance(value, str) and value in shared}
    names = {key: name for key, name in names.items() if not isinstance(shared[name], str)}
    return Part(
        id=head.id or f"{question.id}{letter}",
        title=head.title,
        points=head.points,
        data=rest | {key: shared[name] for key, name in names.items()},
        source=source,
        path=path,
        label=head.label or letter,
        kind=kind,
        texts=Texts(**{name: getattr(head, name) for name in Texts.__struct_fields__}),
        shared=dict(shared),
        names=names,
        bonus=head.bonus,
        new_page=head.new_page,
    )


def _split(data: dict[str, Any], head: type[Data]) -> tuple[dict[str, Any], dict[str, Any]]:
    common = {key: value for key, value in data.items() if key in head.__struct_fields__}
    return common, {key: value for key, value in data.items() if key not in common}


def _head(source: Source, common: dict[str, Any], rest: dict[str, Any], kind: type[_D], path: KeyPath) -> _D:
    """Convert the common keys to a struct; a missing key may be misspelt among the solver's data."""
    for name in _required(kind):
        if name not in common:
            raise _missing(source, path, rest, name)
    head = source.convert(common, kind, path)
    require_decimals(source, (*path, "points"), common.get("points"))
    return head


@cache
def _required(kind: type[Data]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.required)


def _missing(source: Source, path: KeyPath, rest: Iterable[str], name: str) -> InputError:
    """Return the error about a missing key, at a similar one among the solver's data if there is one."""
    near = next((key for key in rest if did_you_mean(key, [name])), None)
    hint = f"did you mean '{name}'?" if near else None
    return source.error((*path, near) if near else path, f"key '{name}' is missing", hint=hint)


def agreed(
    source: Source,
    path: KeyPath,
    stated: float | None,
    items: Sequence[Part] | Sequence[Question],
    choose: int | None = None,
) -> float:
    """Return the sum of the items' points without bonus; InputError if a different sum is stated.

    If only some are to be answered, it is the sum over as many, and all have to earn the same.
    """
    counted = [item for item in items if not item.bonus]
    total = round(sum(item.points for item in counted), POINT_DECIMALS)
    if choose:
        total = round(_of_chosen(source, path, counted, choose), POINT_DECIMALS)
    if stated is not None and abs(stated - total) > 1e-9:
        each = ", ".join(f"{item.id} {item.points:g}" for item in counted)
        hint = f"{choose} times {counted[0].points:g}" if choose else f"the sum of {each}"
        raise source.error((*path, "points"), f"'points' is {stated:g}", expected=f"{total:g}", hint=hint)
    return total


def _of_chosen(source: Source, path: KeyPath, items: Sequence[Item], choose: int) -> float:
    worth = {item.points for item in items}
    if choose >= len(items):
        message = f"'choose' is {choose}, of {len(items)} parts"
        raise source.error((*path, "choose"), message, expected="fewer than there are parts")
    if len(worth) > 1:
        message = "parts to choose from earn different points"
        raise source.error((*path, "choose"), message, expected="the same points for each part")
    return choose * worth.pop()


def require_decimals(source: Source, path: KeyPath, points: float | None) -> None:
    """Raise InputError at points of more decimals than are printed."""
    if points is not None and round(points, POINT_DECIMALS) != points:
        message = f"'{path[-1]}' is {points}"
        raise source.error(path, message, expected=f"at most {POINT_DECIMALS} decimals")


def _letters(index: int) -> str:
    """Number in letters: a to z, then aa, ab, ..."""
    more, letter = divmod(index, 26)
    return (_letters(more - 1) if more else "") + chr(ord("a") + letter)
