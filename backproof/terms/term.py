"""The academic term's data: what its file says about the homework, the questions and their parts.

A term file is TOML. The keys common to all questions are declared here and in `loading`; every other key of a
question or a part is data for the question's solver, which declares it as a `Data` struct of its own and
converts it by `question.data_as(Struct)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from backproof.diagnostic import InputError, did_you_mean
from backproof.terms.fields import Line, Passage, Passages, Text
from backproof.terms.places import KeyPath
from backproof.terms.reading import Data, Source
from backproof.texts.prose import Prose

D = TypeVar("D", bound=Data)


class Author(Data, frozen=True, kw_only=True):
    """The student who submits the homework."""

    name: Text = "Student Name"
    id: Line = "000000000"

    @property
    def is_placeholder(self) -> bool:
        """True if the name or the number is still the placeholder."""
        return self.name == "Student Name" or not self.id.strip("0 ")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """The fields common to questions and parts: an id, a title, points, and data for the solver."""

    id: str
    title: str
    points: float
    data: dict[str, Any]
    source: Source
    path: KeyPath

    def data_as(self, kind: type[D]) -> D:
        """Convert the solver's data to its struct; InputError with its position if it doesn't fit."""
        return self.source.convert(self.data, kind, self.path)

    def locating(self, *keys: str | int) -> AbstractContextManager[None]:
        """Report input errors raised inside at the string under `keys`, such as `"shapes", "x"`."""
        return self.source.locating((*self.path, *keys))

    def error(
        self, message: str, *keys: str | int, expected: str | None = None, hint: str | None = None
    ) -> InputError:
        """Return an error about the entry under `keys`, or about the whole question or part."""
        return self.source.error((*self.path, *keys), message, expected=expected, hint=hint)


class Texts(Data, frozen=True, kw_only=True):
    """Texts of the author around a part, in Markdown: before it, in place of its own words, after it.

    `lead_in` comes before the part's heading, `statement` replaces the kind's own wording of the task, `hint`
    follows the task, `approach` begins the solution, `remark` follows it, and `rubric` has a line for each
    step that earns points.
    """

    lead_in: Passage = ""
    statement: Passage = ""
    hint: Passage = ""
    approach: Passage = ""
    remark: Passage = ""
    rubric: Passages = ()


class Part(Item, frozen=True, kw_only=True):
    """One part of a question, answered on its own; `label` is its letter in print: a, b, c.

    `kind` is its own kind, or else the question's. `shared` holds what the term and the question define for
    all of their parts, by name: the default of a key of that name, and what a key refers to by the name.
    Names referred to are in `names`, by key. A `bonus` part adds nothing to the sum of the points.
    """

    label: str
    kind: str = ""
    texts: Texts = Texts()
    shared: dict[str, Any] = {}
    names: dict[str, str] = {}
    bonus: bool = False
    new_page: bool = False

    def data_as(self, kind: type[D]) -> D:
        """Convert the solver's data, and what is shared under the keys of its struct, to the struct."""
        shared = {key: value for key, value in self.shared.items() if key in kind.__struct_fields__}
        with self._naming_what_is_shared():
            return self.source.convert(shared | self.data, kind, self.path)

    @contextmanager
    def _naming_what_is_shared(self) -> Iterator[None]:
        """Say of a text in place of other data that nothing shared has this name."""
        try:
            yield
        except InputError as error:
            (fault,) = error.diagnostics
            key = next((key for key in self.data if fault.message.startswith(f"'{key}' is text")), None)
            if key is None or not self.shared:
                raise
            hint = did_you_mean(self.data[key], self.shared) or f"shared are {', '.join(self.shared)}"
            raise InputError(replace(fault, hint=hint)) from error


class Question(Item, frozen=True, kw_only=True):
    """One question: its kind or its solver, its number in print, its parts (none: answered as a whole).

    `kind` names an installed kind, or else `solver` a module of the homework's own. If a part has a kind of
    its own, or texts, the question is answered `by_parts`: each part by the kind that it names. `text`
    introduces the question, and of its parts any `choose` are to be answered (0: all).
    """

    kind: str
    solver: str
    number: int
    parts: tuple[Part, ...] = ()
    by_parts: bool = False
    text: str = ""
    choose: int = 0
    bonus: bool = False
    new_page: bool = False

    @property
    def answer_ids(self) -> tuple[str, ...]:
        """The ids of the question's answers: its parts', or its own if it has none."""
        return tuple(part.id for part in self.parts) or (self.id,)

    def part(self, id: str) -> Part:
        """Return the part with that id."""
        return next(part for part in self.parts if part.id == id)


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """An academic term's homework; `points` is the sum over the questions, `maximum` the cap of the grade.

    `text` stands before the first question. `thorough` asks for checks that take long; no term file says so.
    Its scripts may import the modules `imports` besides numpy.
    """

    name: str
    course: str
    assignment: int
    title: str
    due: datetime
    points: float
    maximum: float
    seed: int
    functions: tuple[str, ...]
    relu_at_zero: float
    imports: tuple[str, ...] = ()
    author: Author
    questions: tuple[Question, ...]
    source: Source
    text: Prose = Prose()
    thorough: bool = False

    @property
    def answer_ids(self) -> tuple[str, ...]:
        """The ids of all answers, in order."""
        return tuple(id for question in self.questions for id in question.answer_ids)

    def locating(self, *keys: str | int) -> AbstractContextManager[None]:
        """Report input errors raised inside at the string under `keys`, such as `"functions", 0`."""
        return self.source.locating(keys)
