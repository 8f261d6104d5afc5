"""Errors of templates as diagnostics at the template's line, with the nearest name or a remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError

from backproof.diagnostic import BackproofError, Diagnostic, did_you_mean
from backproof.terminal.console import shown
from backproof.writing import filters
from backproof.writing.mistakes import failing_tag
from backproof.writing.mistakes.tags import broken_tag, usual_sign
from backproof.writing.mistakes.words import kind_of, of_python

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
    frames = _template_frames(error.__traceback__)
    name = str(error.name or template)
    searched = ", ".join(folder.as_posix() for folder in folders)
    absent = Diagnostic(f"there is no template '{name}' in {searched}", hint=did_you_mean(name, there))
    return _at(absent, frames[-1].place if frames else None, name)


def without_text(value: object) -> Diagnostic:
    """Return the error for a value that is no text, such as an answer in place of its formula."""
    if callable(value):
        named = f"'{getattr(value, 'name', None) or getattr(value, '__name__', 'this')}'"
        return Diagnostic(f"{named} is a macro or a function, not a text", hint="call it: name(...)")
    fields = ", ".join(sorted(_known(value)))
    hint = f"insert one of its values: {fields}" if fields else None
    return Diagnostic(f"this is {kind_of(type(value).__name__)}, not a text", hint=hint)


def refuse_usual_signs(source: str, name: str | None, file: str | None) -> None:
    r"""Raise TemplateSyntaxError for `{{ ... }}` and `{% ... %}`, which would be set as text."""
    if usual := usual_sign(source):
        line = source.count("\n", 0, usual.at) + 1
        raise jinja2.TemplateSyntaxError(usual.message, line, name, file)


def not_utf8(path: Path) -> Diagnostic:
    """Return the error for a file in another encoding, at its first byte that is not UTF-8."""
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content:
        return Diagnostic("this file is UTF-16, not UTF-8", shown(path), 1, 1, hint=_SAVE)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        byte, character = content[error.start], content[error.start : error.start + 1].decode("latin-1")
        message = f"byte 0x{byte:02X} is not UTF-8 ('{character}' in Latin-1)"
        column = len(before) - before.rfind("\n")
        line = before.count("\n") + 1
        source = content.decode("utf-8", "replace").split("\n")[line - 1]
        return Diagnostic(message, shown(path), line, column, hint=_SAVE, source=source)
    return Diagnostic("this file is not plain text", shown(path))


_SAVE = "save it in the encoding UTF-8"
_SYNTAX_HINTS = {
    "nesting mistake": "a \\BLOCK{...} or %% line that was opened before it has no end",
    "unexpected end of template": "a \\BLOCK{...} that was opened has no end",
    "Unexpected end of template": "a \\BLOCK{...} that was opened has no end",
    "Encountered unknown tag": "a line that starts with %% is a statement; a comment is \\#{...} or one %",
    "No filter named 'safe'": "LaTeX is known by its type, which only printers make; all else is escaped",
    "Missing end of comment tag": "close the comment \\#{ with }",
    "unexpected '}'": "a } too many, or a bracket that is not closed before it",
}


def syntax_fault(error: jinja2.TemplateSyntaxError, env: jinja2.Environment) -> Diagnostic:
    """Return a syntax error at its line and column, with a remedy."""
    file = error.filename or error.name or "<template>"
    source = error.source if error.source is not None else read(Path(file))
    message = (error.message or "syntax error").rstrip(".")
    named = re.match(r"No (filter|test) named '(.+)'", message)
    if named:
        known = filters.all_filters({}) | env.filters if named[1] == "filter" else env.tests
        return _at(
            Diagnostic(message, hint=_hint(message) or did_you_mean(named[2], known) or _there(known)),
            (file, error.lineno),
            named[2],
        )
    broken = broken_tag(source, partial(_misread, env)) if source else None
    if broken is None or source is None:
        return _at(Diagnostic(message, hint=_hint(message)), (file, error.lineno))
    line = source.count("\n", 0, broken.at) + 1
    column = broken.at - (source.rfind("\n", 0, broken.at) + 1) + 1
    hint = broken.hint or _hint(broken.message)
    return Diagnostic(
        broken.message, shown(file), line, column, hint=hint, source=source.split("\n")[line - 1]
    )


def _there(names: Iterable[str]) -> str:
    return f"there are {', '.join(sorted(names))}"


def _hint(message: str) -> str | None:
    return next((text for start, text in _SYNTAX_HINTS.items() if start in message), None)


def _misread(env: jinja2.Environment, text: str) -> str | None:
    """Return the syntax error of a template's text, or None."""
    try:
        env.parse(text)
    except jinja2.TemplateSyntaxError as error:
        return (error.message or "syntax error").rstrip(".")
    return None


def faults(error: Exception, context: Mapping[str, Any], env: jinja2.Environment) -> list[Diagnostic]:
    """Return the errors of a rendering at the template line that caused them, by its traceback.

    A macro that can't use a value is named below the line that called it with the value.
    """
    frames = _template_frames(error.__traceback__)
    return [_with_column(fault, frames, env, error) for fault in _faults(error, frames, context, env.globals)]


def _with_column(
    fault: Diagnostic, frames: Sequence[_Frame], env: jinja2.Environment, error: Exception
) -> Diagnostic:
    """Return the fault with the column of the tag of its line that failed, if it has none."""
    is_placed = fault.column is not None or fault.line is None
    if is_placed or fault.source is None or isinstance(error, RecursionError):
        return fault
    own = [frame for frame in frames if (shown(frame.file), frame.line) == (fault.file, fault.line)]
    if not own:
        return fault
    return replace(fault, column=failing_tag.column(env, fault.source, own[-1].values, error))


def _faults(
    error: Exception, frames: list[_Frame], context: Mapping[str, Any], globals_: Mapping[str, Any]
) -> list[Diagnostic]:
    if isinstance(error, RecursionError):
        return [_without_end(frames)]
    place = frames[-1].place if frames else None
    if isinstance(error, BackproofError):
        # The macro has named a parameter; the value is the caller's.
        return [
            fault if fault.file else _blamed(fault, frames, VARIABLE, at_caller=True)
            for fault in error.diagnostics
        ]
    if isinstance(error, UndefinedNameError):
        return [_of_undefined(error, frames, chain(context, globals_))]
    if isinstance(error, SecurityError):
        return [_at(Diagnostic(f"a template that is not trusted may not do this: {error}"), place)]
    unknown, wrong = _UNKNOWN_FILTER.search(str(error)), _CALLED_WRONGLY.search(str(error))
    if unknown:
        known = filters.all_filters({})
        near = did_you_mean(unknown[1], known) or _there(known)
        told = _blamed(Diagnostic(unknown.group(), hint=near), frames, unknown[1])
    elif wrong:
        told = _blamed(Diagnostic(str(error)), frames, f"{wrong[1]}(")
    else:
        message, hint = of_python(error) if frames else (f"{type(error).__name__}: {error}", None)
        if isinstance(error, jinja2.TemplateRuntimeError) and frames:
            # Jinja marks no line where an attribute is set.
            frames = [*frames[:-1], _setting(frames[-1])]
        told = _blamed(Diagnostic(message, hint=hint), frames, "", at_caller=True)
    return [told]


def _of_undefined(error: UndefinedNameError, frames: list[_Frame], names: Iterable[str]) -> Diagnostic:
    """Return the error of an undefined name, attribute or element, at the line that has its name."""
    near = _nearest(error, names)
    undefined = Diagnostic(_undefined(error), hint=near or _all_there(error))
    if _NOT_GIVEN.search(str(error)):
        return _blamed(undefined, frames, str(error.name), at_caller=True)
    # A macro uses the undefined argument that its caller wrote, or goes through what its caller asked for.
    writing = [number for number, frame in enumerate(frames, start=1) if _writes(frame, str(error.name))]
    told = frames[: writing[-1]] if writing else frames
    is_found = error.owner is not jinja2.utils.missing
    return _blamed(undefined, told, str(error.name), at_caller=is_found and near is None)


_NOT_GIVEN = re.compile(r"parameter '(\w+)' was not provided")
_NOT_EXPORTED = re.compile(
    r"the template '(?P<template>.+?)' \(.+\) does not export the requested name '(?P<name>\w+)'"
)
_UNKNOWN_FILTER = re.compile(r"No filter named '(.+?)'")
_CALLED_WRONGLY = re.compile(r"^macro '(\w+)' (?:takes|was called|got)")


@dataclass(frozen=True)
class _Frame:
    """A line of a template on the way to an error, and whether it belongs to a macro."""

    file: str
    line: int
    is_of_macro: bool
    values: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def place(self) -> tuple[str, int]:
        return self.file, self.line


def _blamed(fault: Diagnostic, frames: Sequence[_Frame], word: str, *, at_caller: bool = False) -> Diagnostic:
    """Return the fault at the innermost line, or at the macro's caller with the macro's line in a note."""
    if not frames:
        return fault
    inner = frames[-1]
    caller = next((frame for frame in reversed(frames) if not frame.is_of_macro), inner)
    if caller is inner:
        return _at(fault, inner.place, word)
    called, calling = (f"{shown(frame.file)}:{frame.line}" for frame in (inner, caller))
    if not at_caller:
        return _at(replace(fault, notes=(*fault.notes, f"called at {calling}")), inner.place, word)
    below = replace(fault, notes=(*fault.notes, f"in the macro at {called}"))
    return _at(below, caller.place, _call_in(inner, caller))


def _setting(frame: _Frame) -> _Frame:
    """Return the frame at the first line from its own on that sets an attribute; itself if none does."""
    lines = (read(Path(frame.file)) or "").split("\n")
    setting = (n for n, text in enumerate(lines, 1) if n >= frame.line and _SETS.search(text))
    return replace(frame, line=next(setting, frame.line))


_SETS = re.compile(r"(?:\\BLOCK\{[-+]?|%%)\s*set\s+\w+\.")


def _writes(frame: _Frame, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", source_line(Path(frame.file), frame.line) or "") is not None


def _call_in(inner: _Frame, caller: _Frame) -> str:
    """Return the name of the macro that holds a line, if the caller's line has it."""
    before = (read(Path(inner.file)) or "").split("\n")[: inner.line]
    names = [found[1] for line in before for found in re.finditer(r"\bmacro\s+(\w+)\s*\(", line)]
    calling = source_line(Path(caller.file), caller.line) or ""
    return names[-1] if names and names[-1] in calling else VARIABLE


def _without_end(frames: Sequence[_Frame]) -> Diagnostic:
    """Return the error of templates or macros that run each other without end."""
    counted = Counter(frame.place for frame in frames)
    circle = [place for place, count in counted.items() if count > 1]
    if not circle:
        return Diagnostic("templates are nested too deeply")
    files = " -> ".join(dict.fromkeys(shown(file) for file, _ in circle))
    last = circle[-1]
    source = source_line(Path(last[0]), last[1]) or ""
    word = next((word for word in ("include", "extends", "import", VARIABLE) if word in source), "")
    return _at(Diagnostic(f"this is run again and again, without end: {files}"), last, word)


def _undefined(error: UndefinedNameError) -> str:
    if error.owner is jinja2.utils.missing:
        absent = _NOT_EXPORTED.match(str(error))
        return f"{absent['template']} has no macro '{absent['name']}'" if absent else str(error)
    if isinstance(error.owner, Mapping):
        return f"there is no {error.name!r} here"
    if isinstance(error.name, int) and isinstance(error.owner, Sequence):
        return f"there is no element {error.name}: there are {len(error.owner)}"
    return f"{_typed(error.owner)} has no attribute '{error.name}'"


def _typed(owner: object) -> str:
    name = type(owner).__name__
    return kind_of(name) if isinstance(owner, (str, int, float, list, tuple)) else name.lstrip("_")


def _all_there(error: UndefinedNameError) -> str | None:
    """Return what the searched object has, if it is the author's to choose from."""
    if error.owner is jinja2.utils.missing or isinstance(error.owner, (str, int, float)):
        return None
    if isinstance(error.owner, Sequence):
        return f"elements are 0 to {len(error.owner) - 1}" if error.owner else "it is empty"
    names = sorted(map(str, _known(error.owner)))
    return f"it has {', '.join(names)}" if names else None


def _known(owner: object) -> list[str]:
    known = owner if isinstance(owner, Mapping) else dir(owner)
    return [str(name) for name in known if not str(name).startswith("_")]


def _nearest(error: UndefinedNameError, names: Iterable[str]) -> str | None:
    if not isinstance(error.name, str):
        return None
    if error.owner is jinja2.utils.missing:
        return did_you_mean(error.name, names)
    if isinstance(error.owner, (str, int, float)):
        # A value of another kind than the template expects: no attribute of it was meant.
        return None
    return did_you_mean(error.name, _known(error.owner))


def _template_frames(trace: TracebackType | None) -> list[_Frame]:
    """Return the template lines of a traceback, which Jinja has rewritten, outermost first."""
    frames = []
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            code = trace.tb_frame.f_code
            # Jinja names frames of macros after no block.
            frames.append(
                _Frame(code.co_filename, trace.tb_lineno, code.co_name == "template", trace.tb_frame.f_locals)
            )
        trace = trace.tb_next
    return frames


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
    lines = (read(path) or "").splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else None


def read(path: Path) -> str | None:
    """Return the text of a file, or None if it has none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
