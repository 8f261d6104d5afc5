"""Loading a term file: its schema, and the agreement of its points, ids, kinds and solvers."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from backproof.console import shown
from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.terms.kinds import KINDS
from backproof.terms.places import KeyPath
from backproof.terms.reading import Data, Source, read
from backproof.terms.term import Author, Item, Part, Question, Term, Text

D = TypeVar("D", bound=Data)

Points = Annotated[float, msgspec.Meta(ge=0, le=10_000)]
Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]


class _TermFile(Data, frozen=True, kw_only=True):
    course: Text
    assignment: int
    title: Text
    due: datetime
    points: Points | None = None
    maximum: Points | None = None
    seed: int = 0
    functions: tuple[str, ...] = ()
    relu_at_zero: float = 0.5
    author: Author = Author()
    questions: list[dict[str, Any]]


class _QuestionHead(Data, frozen=True, kw_only=True):
    id: Id
    kind: str | None = None
    solver: str | None = None
    title: Text
    number: int | None = None
    points: Points | None = None
    parts: list[dict[str, Any]] | None = None


class _PartHead(Data, frozen=True, kw_only=True):
    id: Id
    title: Text
    points: Points
    label: Text | None = None


def load(
    path: Path,
    *,
    folder: Path | None = None,
    solvers: Collection[str] | None = None,
    author_file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Term:
    """Load and validate the term file at `path`; InputError at the line of the first fault.

    `folder` holds the homework's scripts and solvers, by default the one around the folder of the term files;
    `author_file` is by default author.toml next to it. The author's name and number are taken from
    BACKPROOF_AUTHOR_NAME and BACKPROOF_AUTHOR_ID if these are set, else from `author_file` if it is there,
    else from the term file.
    """
    folder = path.parent.parent if folder is None else folder
    source, content = read(path, folder)
    head = source.convert(content, _TermFile)
    known = _own_solvers(folder) if solvers is None else solvers
    questions = tuple(_question(source, data, index, known) for index, data in enumerate(head.questions))
    if not questions:
        raise source.error(("questions",), "there are no questions", expected="at least one [[questions]]")
    _refuse_duplicate_ids(source, questions)
    total = _agreed(source, (), head.points, questions)
    return Term(
        name=path.stem,
        course=head.course,
        assignment=head.assignment,
        title=head.title,
        due=head.due,
        points=total,
        maximum=total if head.maximum is None else head.maximum,
        seed=head.seed,
        functions=head.functions,
        relu_at_zero=_convention(source, head.relu_at_zero),
        author=_author(head.author, author_file or folder.parent / "author.toml", environment),
        questions=questions,
        source=source,
    )


def terms(term_folder: Path, **options: Any) -> tuple[Term, ...]:
    """Load all terms of a folder, sorted by due date; the options are those of `load`."""
    found = [load(path, **options) for path in sorted(term_folder.glob("*.toml"))]
    if not found:
        raise InputError(Diagnostic("there is no term file here", shown(term_folder)))
    return tuple(sorted(found, key=lambda term: term.due.replace(tzinfo=None)))


def find(name: str | None, term_folder: Path, **options: Any) -> Term:
    """Load the term of that name, or the newest by due date."""
    if name is None:
        return terms(term_folder, **options)[-1]
    path = term_folder / f"{name}.toml"
    if not path.is_file():
        names = sorted(other.stem for other in term_folder.glob("*.toml"))
        expected = f"one of {', '.join(names)}" if names else None
        message = f"there is no term '{name}' in {shown(term_folder)}"
        raise InputError(Diagnostic(message, expected=expected, hint=did_you_mean(name, names)))
    return load(path, **options)


def _own_solvers(folder: Path) -> frozenset[str]:
    """Return the modules in `folder` that define `solve`, found by their text without importing them."""
    return frozenset(
        path.stem
        for path in folder.glob("*.py")
        if not path.stem.startswith("_") and "\ndef solve(" in path.read_text(encoding="utf-8")
    )


def _question(source: Source, data: dict[str, Any], index: int, solvers: Collection[str]) -> Question:
    path: KeyPath = ("questions", index)
    common, rest = _split(data, _QuestionHead)
    head = _head(source, common, rest, _QuestionHead, path)
    if head.kind is None and head.solver is None:
        raise _missing(source, path, rest, "kind")
    _require_known(source, path, head, solvers)
    parts = tuple(_part(source, part, path, place) for place, part in enumerate(head.parts or ()))
    if head.parts is not None and not parts:
        raise source.error(
            (*path, "parts"), f"question '{head.id}' has an empty list of parts", expected="parts"
        )
    if not parts and head.points is None:
        raise source.error(
            path, f"question '{head.id}' has neither points nor parts", expected="points = ..."
        )
    return Question(
        id=head.id,
        title=head.title,
        points=_agreed(source, path, head.points, parts) if parts else head.points or 0,
        data=rest,
        source=source,
        path=path,
        kind=head.kind or "",
        solver=head.solver or "",
        number=index + 1 if head.number is None else head.number,
        parts=parts,
    )


def _require_known(source: Source, path: KeyPath, head: _QuestionHead, solvers: Collection[str]) -> None:
    """Require the name of an installed kind, or else of one of the homework's own solvers."""
    if head.kind is not None and head.solver is not None:
        message = f"question '{head.id}' has both a kind and a solver"
        raise source.error((*path, "solver"), message, expected="one of them")
    kinds = f"one of {', '.join(sorted(KINDS))}"
    if head.kind is not None and head.kind not in KINDS:
        own = f'write solver = "{head.kind}"' if head.kind in solvers else None
        hint = own or did_you_mean(head.kind, KINDS)
        raise source.error((*path, "kind"), f"there is no kind '{head.kind}'", expected=kinds, hint=hint)
    if head.kind is not None:
        with source.locating((*path, "kind")):
            # An entry point may lead nowhere.
            KINDS[head.kind].folder  # noqa: B018
    if head.solver is not None and head.solver not in solvers:
        kind = f'write kind = "{head.solver}"' if head.solver in KINDS else None
        raise source.error(
            (*path, "solver"),
            f"there is no solver '{head.solver}'",
            expected=f"{', '.join(sorted(solvers))}, or kind = {kinds}" if solvers else f"kind = {kinds}",
            hint=kind or did_you_mean(head.solver, solvers),
        )


def _part(source: Source, data: dict[str, Any], question: KeyPath, index: int) -> Part:
    path = (*question, "parts", index)
    common, rest = _split(data, _PartHead)
    head = _head(source, common, rest, _PartHead, path)
    label = head.label or _letters(index)
    return Part(
        id=head.id, title=head.title, points=head.points, data=rest, source=source, path=path, label=label
    )


def _split(data: dict[str, Any], head: type[Data]) -> tuple[dict[str, Any], dict[str, Any]]:
    common = {key: value for key, value in data.items() if key in head.__struct_fields__}
    return common, {key: value for key, value in data.items() if key not in common}


def _head(source: Source, common: dict[str, Any], rest: dict[str, Any], kind: type[D], path: KeyPath) -> D:
    """Convert the common keys to a struct; a missing key may be misspelt among the solver's data."""
    required = [field.name for field in msgspec.structs.fields(kind) if field.required]
    for name in required:
        if name not in common:
            raise _missing(source, path, rest, name)
    return source.convert(common, kind, path)


def _missing(source: Source, path: KeyPath, rest: Iterable[str], name: str) -> InputError:
    """Return the error about a missing key, at a similar one among the solver's data if there is one."""
    near = next((key for key in rest if did_you_mean(key, [name])), None)
    hint = f"did you mean '{name}'?" if near else None
    return source.error((*path, near) if near else path, f"key '{name}' is missing", hint=hint)


def _agreed(source: Source, path: KeyPath, stated: float | None, items: Iterable[Item]) -> float:
    """Return the sum of the items' points; InputError if a different sum is stated."""
    total = sum(item.points for item in items)
    if stated is not None and abs(stated - total) > 1e-9:
        each = ", ".join(f"{item.id} {item.points:g}" for item in items)
        raise source.error(
            (*path, "points"), f"'points' is {stated:g}", expected=f"{total:g}", hint=f"the sum of {each}"
        )
    return total


def _refuse_duplicate_ids(source: Source, questions: Iterable[Question]) -> None:
    first: dict[str, KeyPath] = {}
    for question in questions:
        for item in (question, *question.parts):
            if item.id in first:
                line, _ = source.position((*first[item.id], "id"))
                raise item.error(
                    f"the id '{item.id}' is taken", "id", expected="another", hint=f"see line {line}"
                )
            first[item.id] = item.path


def _convention(source: Source, stated: float) -> float:
    """Return the value of ReLU'(0); InputError unless it is 0, 1/2 or 1."""
    if stated not in (0, 0.5, 1):
        raise source.error(
            ("relu_at_zero",), f"ReLU'(0) cannot be taken as {stated:g}", expected="0, 0.5 or 1"
        )
    return stated


def _author(stated: Author, file: Path, environment: Mapping[str, str]) -> Author:
    if file.is_file():
        source, content = read(file)
        stated = source.convert(msgspec.structs.asdict(stated) | content, Author)
    name = environment.get("BACKPROOF_AUTHOR_NAME", "").strip() or stated.name
    return Author(name=name, id=environment.get("BACKPROOF_AUTHOR_ID", "").strip() or stated.id)


def _letters(index: int) -> str:
    """Number in letters: a to z, then aa, ab, ..."""
    more, letter = divmod(index, 26)
    return (_letters(more - 1) if more else "") + chr(ord("a") + letter)
