"""Loading a term file: its schema, and the agreement of its points, ids, kinds and solvers."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.terminal.console import shown
from backproof.terms.fields import (
    MOST_QUESTIONS,
    AssignmentNumber,
    Definitions,
    FileText,
    Line,
    Passage,
    Points,
    Seed,
    Text,
)
from backproof.terms.places import KeyPath
from backproof.terms.questions import agreed, question_of, require_decimals
from backproof.terms.reading import DOTTED, Data, Source, parsed, read
from backproof.terms.term import Author, Question, Term
from backproof.texts.prose import Prose
from backproof.variants.declaration import Variants

_FIRST_TABLE = re.compile(rb"^[ \t]*\[", re.MULTILINE)
_LONGEST_HEAD = 65_536
_FIRST_YEAR, _LAST_YEAR = 1971, 2199


class TermFile(Data, frozen=True, kw_only=True):
    """The keys of a term file."""

    course: FileText
    assignment: AssignmentNumber
    title: Text
    due: datetime
    points: Points | None = None
    maximum: Points | None = None
    seed: Seed = 0
    functions: Definitions = ()
    relu_at_zero: float = 0.5
    imports: Definitions = ()
    text: Passage = ""
    shared: dict[str, Any] = msgspec.field(default_factory=dict)
    variants: Variants | None = None
    author: Author = Author()
    questions: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=MOST_QUESTIONS)]


def load(  # noqa: PLR0913
    path: Path,
    *,
    folder: Path | None = None,
    text: str | None = None,
    solvers: Collection[str] | None = None,
    author_file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Term:
    """Load and validate the term file at `path`; InputError at the line of the first fault.

    `folder` holds the homework's scripts and solvers, by default the one around the folder of the term files;
    `text` is a variant of the file. A file whose values vary is read as the reference of its variants.
    `author_file` is by default author.toml next to it. The author's name and number are taken from
    BACKPROOF_AUTHOR_NAME and BACKPROOF_AUTHOR_ID if these are set, else from `author_file` if it is there,
    else from the term file.
    """
    folder = path.parent.parent if folder is None else folder
    source, content = _read(path, folder, text)
    head = source.convert(content, TermFile)
    _require_decimals(source, head)
    questions = _questions(source, head, _own_solvers(folder) if solvers is None else solvers)
    total = agreed(source, (), head.points, questions)
    return Term(
        name=path.stem,
        course=head.course,
        assignment=head.assignment,
        title=head.title,
        due=_due(source, head.due),
        points=total,
        maximum=_maximum(source, head.maximum, total, questions),
        seed=head.seed,
        functions=head.functions,
        relu_at_zero=_convention(source, head.relu_at_zero),
        imports=head.imports,
        author=_author(head.author, author_file or folder.parent / "author.toml", environment),
        questions=questions,
        source=source,
        text=_text(source, head.text),
    )


def _require_decimals(source: Source, head: TermFile) -> None:
    """Require the sums of points to be such as a page can state."""
    for name in ("points", "maximum"):
        require_decimals(source, (name,), getattr(head, name))


def _read(path: Path, folder: Path, text: str | None) -> tuple[Source, dict[str, Any]]:
    """Read the file, or the given variant of it."""
    if text is None:
        source, content = read(path, folder)
        if "variants" not in content:
            return source, content
        from backproof.variants.template import reference_text

        text = reference_text(path.stem, source, content)
    source = Source(shown(path), text, folder.absolute())
    return source, parsed(source)


def _questions(source: Source, head: TermFile, solvers: Collection[str]) -> tuple[Question, ...]:
    """Return the questions; InputError if there are none, or at an id that was given before."""
    shared = dict(head.shared)
    questions = tuple(
        question_of(source, data, index, solvers, shared) for index, data in enumerate(head.questions)
    )
    if not questions:
        raise source.error(("questions",), "there are no questions", expected="at least one [[questions]]")
    _refuse_duplicate_ids(source, questions)
    return questions


def terms(term_folder: Path, **options: Any) -> tuple[Term, ...]:
    """Load all terms of a folder, sorted by due date; the options are those of `load`."""
    found = [load(path, **options) for path in reversed(_files(term_folder))]
    return tuple(sorted(found, key=lambda term: term.due.replace(tzinfo=None)))


def newest(term_folder: Path, **options: Any) -> str:
    """Return the name of the term with the latest due date, found by the heads of the files.

    Raises InputError if there is no term file, and the error of one whose date can't be read, as that could
    be the newest.
    """
    return max(_files(term_folder), key=lambda path: _stated_due(path, options)).stem


def _files(term_folder: Path) -> list[Path]:
    found = sorted(term_folder.glob("*.toml"), reverse=True)
    if not found:
        raise InputError(Diagnostic("there is no term file here", shown(term_folder)))
    return found


def _stated_due(path: Path, options: Mapping[str, Any]) -> datetime:
    """Return the due date in the lines before the first table; a file without one there is loaded."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_LONGEST_HEAD)
        table = _FIRST_TABLE.search(head)
        text = head[: table.start() if table else None].decode()
        due = None if DOTTED.search(text) else tomllib.loads(text).get("due")
    except (OSError, ValueError, RecursionError):
        due = None
    found: datetime = due if isinstance(due, datetime) else load(path, **options).due
    return found.replace(tzinfo=None)


def find(name: str | None, term_folder: Path, **options: Any) -> Term:
    """Load the term of that name, or the newest by due date."""
    name = newest(term_folder, **options) if name is None else name
    path = term_folder / f"{name}.toml"
    if path.parent != term_folder or not path.is_file():
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
        if not path.stem.startswith("_") and b"\ndef solve(" in path.read_bytes()
    )


def _text(source: Source, text: str) -> Prose:
    """Read the text before the questions; the library for it is imported only if there is one."""
    if not text:
        return Prose()
    from backproof.texts.markdown import read as read_text

    with source.locating(("text",)):
        return read_text(text)


def _refuse_duplicate_ids(source: Source, questions: Iterable[Question]) -> None:
    first: dict[str, KeyPath] = {}
    for question in questions:
        # A question without a list of parts is the only one of its parts.
        parts = (part for part in question.parts if part.path != question.path)
        for item in (question, *parts):
            if item.id in first:
                line, _ = source.position((*first[item.id], "id"))
                raise item.error(
                    f"the id '{item.id}' is taken", "id", expected="another", hint=f"see line {line}"
                )
            first[item.id] = item.path


def _due(source: Source, stated: datetime) -> datetime:
    """Return the date; InputError for one that a PDF or a file system can't state."""
    if not _FIRST_YEAR <= stated.year <= _LAST_YEAR:
        message = f"'due' is in the year {stated.year}"
        raise source.error(("due",), message, expected=f"{_FIRST_YEAR} to {_LAST_YEAR}")
    return stated


def _maximum(source: Source, stated: float | None, total: float, questions: Iterable[Question]) -> float:
    """Return the cap of the grade; InputError if it is more than all questions earn, bonus included."""
    earned = total + sum(question.points for question in questions if question.bonus)
    bonus = sum(part.points for question in questions for part in question.parts if part.bonus)
    if stated is not None and stated > earned + bonus + 1e-9:
        message = f"'maximum' is {stated:g}, and all questions earn {earned + bonus:g}"
        raise source.error(("maximum",), message, expected="no more than these")
    return total if stated is None else stated


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
    name = _from_environment(environment, "BACKPROOF_AUTHOR_NAME") or stated.name
    return Author(name=name, id=_from_environment(environment, "BACKPROOF_AUTHOR_ID") or stated.id)


def _from_environment(environment: Mapping[str, str], variable: str) -> str:
    value = environment.get(variable, "").strip()
    try:
        return msgspec.convert(value.encode("utf-8").decode(), Line)
    except (UnicodeEncodeError, msgspec.ValidationError):
        message = f"the variable {variable} is not a text in one line"
        raise InputError(Diagnostic(message, expected="at most 300 characters")) from None
