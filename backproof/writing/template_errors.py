"""Errors of templates as diagnostics at the template's line, with the nearest name or a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError

from backproof.console import shown
from backproof.diagnostic import BackproofError, Diagnostic, did_you_mean
from backproof.writing import filters

VARIABLE = r"\VAR{"


class UndefinedNameError(jinja2.UndefinedError):
    """An undefined name, with the object that was searched for it."""

    def __init__(self, message: str, owner: object, name: object) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = name


def not_found(
    error: jinja2.TemplateNotFound, template: str, folders: Iterable[Path], there: Iterable[str]
) -> Diagnostic:
    """Return the error for a template that is not `there`, at the line that asks for it."""
    place = _template_frame(error.__traceback__)
    name = str(error.name or template)
    searched = ", ".join(folder.as_posix() for folder in folders)
    return _at(
        Diagnostic(f"there is no template '{name}' in {searched}", hint=did_you_mean(name, there)), place
    )


_SYNTAX_HINTS = {
    "nesting mistake": "a \\BLOCK{...} or %% line that was opened before it has no end",
    "unexpected end of template": "a \\BLOCK{...} that was opened has no end",
    "Unexpected end of template": "a \\BLOCK{...} that was opened has no end",
    "Encountered unknown tag": "a line that starts with %% is a statement; a comment is \\#{...} or one %",
    "No filter named 'safe'": "LaTeX is known by its type, which only printers make; all else is escaped",
    "Missing end of comment tag": "close the comment \\#{ with }",
    "unexpected '}'": "a } too many, or a bracket that is not closed before it",
}


def syntax_fault(error: jinja2.TemplateSyntaxError) -> Diagnostic:
    """Return a syntax error at its line, with a remedy."""
    message = error.message or "syntax error"
    hint = next((text for start, text in _SYNTAX_HINTS.items() if start in message), None)
    name = message.removeprefix("No filter named '").removesuffix("'.")
    if hint is None and name != message:
        hint = did_you_mean(name, filters.all_filters({}))
    found = Diagnostic(message.rstrip("."), hint=hint)
    return _at(found, (error.filename or error.name or "<template>", error.lineno))


def faults(error: Exception, context: Mapping[str, Any], globals_: Mapping[str, Any]) -> list[Diagnostic]:
    """Return the errors of a rendering at the innermost template line of its traceback."""
    place = _template_frame(error.__traceback__)
    if isinstance(error, BackproofError):
        return [fault if fault.file else _at(fault, place, VARIABLE) for fault in error.diagnostics]
    if isinstance(error, UndefinedNameError):
        undefined = Diagnostic(_undefined(error), hint=_nearest(error, chain(context, globals_)))
        return [_at(undefined, place, str(error.name))]
    if isinstance(error, SecurityError):
        return [_at(Diagnostic(f"a template that is not trusted may not do this: {error}"), place)]
    return [_at(Diagnostic(f"{type(error).__name__}: {error}"), place)]


def _undefined(error: UndefinedNameError) -> str:
    if error.owner is jinja2.utils.missing or isinstance(error.owner, Mapping):
        return str(error)
    return f"{type(error.owner).__name__} has no attribute '{error.name}'"


def _nearest(error: UndefinedNameError, names: Iterable[str]) -> str | None:
    if not isinstance(error.name, str):
        return None
    if error.owner is jinja2.utils.missing:
        return did_you_mean(error.name, names)
    known = error.owner if isinstance(error.owner, Mapping) else dir(error.owner)
    return did_you_mean(error.name, [str(name) for name in known if not str(name).startswith("_")])


def _template_frame(trace: TracebackType | None) -> tuple[str, int] | None:
    """Return the innermost template line of a traceback, which Jinja has rewritten."""
    place = None
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _at(fault: Diagnostic, place: tuple[str, int] | None, word: str = "") -> Diagnostic:
    """Return the error at a template's line, with the column of `word` if it occurs exactly once."""
    if place is None:
        return fault
    file, line = place
    source = source_line(Path(file), line) or ""
    found = (
        list(re.finditer(rf"(?<!\w){re.escape(word)}" + r"\b" * word.isidentifier(), source)) if word else []
    )
    column = found[0].start() + 1 if len(found) == 1 else None
    return replace(fault, file=shown(file), line=line, column=column, source=source)


def source_line(path: Path, line: int) -> str | None:
    """Return the text of a line, or None if there is no such line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[line - 1] if 0 < line <= len(lines) else None
