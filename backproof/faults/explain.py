"""The place in the templates, or in an author's text, of an error that TeX tells in the generated file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from backproof.diagnostic import Diagnostic
from backproof.faults.authored import Texts
from backproof.faults.cascades import causes, is_derailed, of_paired_text, without_consequences
from backproof.faults.colours import malformed
from backproof.faults.lines import Lines
from backproof.faults.locate import locate
from backproof.faults.origins import Origin, Origins, trace
from backproof.faults.pairs.balance import Unpaired, unpaired
from backproof.faults.wording import in_the_authors_words
from backproof.tex.hints import hint_for
from backproof.tex.log import Entry
from backproof.writing.mistakes.template_errors import source_line
from backproof.writing.render import LatexEnvironment, Rendered

_GENERATED = "report.tex"
_LONGEST_QUOTE = 120
_NO_FONT = "no font at hand has "


def explain(
    entries: Iterable[Entry],
    env: LatexEnvironment,
    rendered: Rendered,
    context: Mapping[str, Any],
    texts: Texts | None = None,
) -> tuple[Diagnostic, ...]:
    """Return one diagnostic per error, at the line of the template or of the author's text that caused it.

    Errors that only follow from another are left out. Renders the template once more; where the template's
    line can't be determined, an error stays at the generated file.
    """
    origins = trace(env, rendered.template, context, rendered.text)
    lines = Lines.of(rendered.text)
    spoken = causes(dict.fromkeys(in_the_authors_words(entry, lines) for entry in entries), lines)
    fault = malformed(spoken, lines)
    if fault is None and any(is_derailed(entry) for entry in spoken):
        fault = unpaired(rendered.text)
    spoken = without_consequences(spoken, fault, lines) if fault else of_paired_text(spoken)
    known = texts or Texts()
    told = [_tell(entry, _index(entry, fault, lines), lines, origins, known) for entry in spoken]
    return _folded(told)


def _index(entry: Entry, fault: Unpaired | None, lines: Lines) -> int | None:
    return fault.at if fault and entry.message == fault.message else locate(entry, lines)


def _folded(told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with those of one mistake as one: a macro or a loop repeats it."""
    alike: dict[tuple[object, ...], list[Diagnostic]] = {}
    for fault in dict.fromkeys(told):
        alike.setdefault(_mistake(fault), []).append(fault)
    return tuple(_as_one(first, more) if more else first for first, *more in alike.values())


def _mistake(fault: Diagnostic) -> tuple[object, ...]:
    """Return what diagnostics of one mistake have in common."""
    if fault.message.startswith(_NO_FONT):
        return fault.file, fault.line, _NO_FONT
    place = (fault.file, fault.line, fault.column) if fault.column is not None else (fault,)
    return (*place, fault.message)


def _as_one(first: Diagnostic, more: Sequence[Diagnostic]) -> Diagnostic:
    others = dict.fromkeys(fault.message.removeprefix(_NO_FONT).split()[0] for fault in more)
    if first.message.startswith(_NO_FONT):
        return replace(first, notes=(*first.notes, f"nor {' '.join(others)}"))
    return replace(first, notes=(*first.notes, f"in {len(more) + 1} places of the document"))


def _tell(entry: Entry, index: int | None, lines: Lines, origins: Origins | None, texts: Texts) -> Diagnostic:
    origin = origins.at(index) if origins and index is not None else None
    if origins is None or origin is None or index is None:
        return entry.diagnostic(_GENERATED)
    told = Diagnostic(
        entry.summary,
        file=origin.file,
        line=origin.line,
        column=origin.column,
        hint=_hint(entry, index, lines),
        source=source_line(Path(origin.file), origin.line),
        severity=entry.severity,
        notes=tuple(_notes(origin, index, lines)),
    )
    return texts.at_its_place(told, lines.text, index, origins.extent(index)) if origin.value else told


def _hint(entry: Entry, index: int, lines: Lines) -> str | None:
    if entry.hint:
        return entry.hint
    if entry.message.startswith("Missing $") and lines.text[index : index + 1] == "\n":
        return "a displayed formula holds no empty line"
    return hint_for(entry.message, entry.detail)


def _notes(origin: Origin, index: int, lines: Lines) -> Iterable[str]:
    if origin.value:
        yield f"inserting {origin.value}"
    yield from origin.calls
    number = lines.number(index)
    generated = lines.text[lines.start(number) : lines.end(number)].strip()
    shortened = generated[: _LONGEST_QUOTE - 1] + "…" if len(generated) > _LONGEST_QUOTE else generated
    yield f"{_GENERATED}:{number}: {shortened}".rstrip(": ")
