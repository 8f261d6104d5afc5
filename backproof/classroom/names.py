"""Names that an engine has no letters for, found before any copy is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backproof.classroom.roster import Student
from backproof.diagnostic import Diagnostic, InputError
from backproof.tex.engine import Engine
from backproof.writing.escape import escape, using


def unprintable(students: Iterable[Student], engine: Engine, roster: str) -> Iterator[Diagnostic]:
    """Yield a warning at the row of each student whose name or id the engine can't set."""
    with using(engine.repertoire):
        for student in students:
            for text in (student.name, student.id):
                try:
                    escape(text)
                except InputError as error:
                    message = f"there will be no copy for {student.id}: {error.diagnostics[0].message}"
                    hint = error.diagnostics[0].hint
                    yield Diagnostic(message, roster, student.line, student.column, hint=hint).as_warning()
                    break
