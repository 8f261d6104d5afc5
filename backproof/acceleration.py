"""The door to `backproof.prewarm`, which only makes builds faster: without it they are the same, but slower.

`answer` and `begin` are called when the process starts, `take` once a command knows its homework.
"""

from __future__ import annotations

from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    from backproof.building.incremental import Workers
    from backproof.building.sources import Tree
    from backproof.document import Document, Drawings, Writer
    from backproof.homework import Drawing, Homework
    from backproof.tex.compile import HeadStart


def answer(tree: Tree, arguments: list[str]) -> bool:
    """Answer the command line if nothing has changed since the last build; return whether that succeeded."""
    prewarm = _prewarm()
    return prewarm is not None and bool(prewarm.answer(tree, arguments))


def begin(tree: Tree, arguments: list[str]) -> None:
    """Start the work that this command line is likely to need."""
    prewarm = _prewarm()
    if prewarm:
        prewarm.begin(tree, arguments)


def take(homework: Homework, name: str | None = None, engine: str = "embedded") -> Acceleration:
    """Return the acceleration of a command's builds; term `name` and `engine` are as on the command line."""
    prewarm = _prewarm()
    return prewarm.take(homework, name, engine) if prewarm else Acceleration()


class Acceleration:
    """The work of a build that can be done ahead of time or in parallel; this one does none of it.

    It is a context manager, which at its end gives up all that was begun for nothing.
    """

    def __enter__(self) -> Acceleration:
        return self

    def __exit__(self, *_: object) -> None:
        return

    @contextmanager
    def workers(self) -> Iterator[Workers | None]:
        """Provide processes for the answers of one build; None to compute them in this one."""
        yield None

    @contextmanager
    def pictures(self, writer: Writer) -> Iterator[Callable[[Mapping[str, Drawing]], None]]:  # noqa: ARG002
        """Provide a function that typesets a question's drawings while others are computed."""
        yield lambda _: None

    @contextmanager
    def meanwhile(self, work: Callable[[], object]) -> Iterator[None]:
        """Do some work of a build during the block; here, after it."""
        yield
        work()

    def head_start(self) -> HeadStart | None:
        """Hand a TeX pass that has typeset the document's beginning over to one build."""
        return None

    def finished(
        self, writer: Writer, document: Document, drawings: Drawings, changed: Sequence[str]
    ) -> None:
        """Take note of a finished build, in which the facts named `changed` differed from the last one's."""

    def remember(self, *, quiet: bool, as_json: bool) -> None:
        """Take note of how the process's command line was read, to answer the same one at once."""

    def begin_next(self) -> None:
        """Start the TeX pass of the next build."""


def _prewarm() -> ModuleType | None:
    try:
        import backproof.prewarm
    except ModuleNotFoundError as error:
        if error.name != "backproof.prewarm":
            raise
        return None
    return backproof.prewarm
