"""Faults of the generated file, told as faults of the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backproof.diagnostic import Diagnostic
from backproof.locate import Lines, locate
from backproof.origins import Origin, Origins, trace
from backproof.render import LatexEnvironment, Rendered, source_line
from backproof.texhints import hint_for
from backproof.texlog import Entry

GENERATED = "report.tex"
_LONGEST_QUOTE = 120

# After one of these, TeX has lost track of braces or formulas up to the paragraph's end.
_DERAILING = re.compile(
    r"Missing [${}] inserted|Extra }|Paragraph ended|Display math should end|Bad math environment"
    r"|(?:Extra|Missing) \\(?:right|endgroup)|You can't use `\\eqno'|Argument of \\\S+ has an extra"
)
_MISMATCH = re.compile(r"\\begin\{(?P<begun>.+?)\} on input line \d+ ended by \\end\{(?P<ended>.+?)\}")


@dataclass(frozen=True)
class _Placed:
    """A fault and the character of the document that caused it, where that is known."""

    entry: Entry
    index: int | None


def explain(
    entries: Iterable[Entry], env: LatexEnvironment, rendered: Rendered, context: Mapping[str, Any]
) -> tuple[Diagnostic, ...]:
    """One diagnostic for each fault, at the template line that caused it, in the order of the document.

    What only follows from another fault is left out. Renders the template once more; where its lines cannot be
    told, the faults stay at the generated file.
    """
    origins = trace(env, rendered.template, context, rendered.text)
    lines = Lines.of(rendered.text)
    causes = _causes([_Placed(entry, locate(entry, lines)) for entry in entries], lines)
    told = [_tell(placed, lines, origins) for placed in causes]
    return tuple(dict.fromkeys(told))


def _tell(placed: _Placed, lines: Lines, origins: Origins | None) -> Diagnostic:
    entry, index = placed.entry, placed.index
    origin = origins.at(index) if origins and index is not None else None
    if origin is None or index is None:
        return entry.diagnostic(GENERATED)
    return Diagnostic(
        _in_the_authors_words(entry, index, lines),
        file=origin.file,
        line=origin.line,
        column=origin.column,
        hint=_hint(entry, index, lines),
        source=source_line(Path(origin.file), origin.line),
        severity=entry.severity,
        notes=tuple(_notes(origin, index, lines)),
    )


def _in_the_authors_words(entry: Entry, index: int, lines: Lines) -> str:
    r"""TeX names the internal macro that was reading an argument; the author wrote the one before the brace."""
    written = re.search(r"(\\[A-Za-z]+)\*?(?:\[[^\]]*\])?\s*$", lines.text[:index])
    internal = re.search(r"(?:before|use of) (\\\S+)", entry.summary)
    if written and internal and entry.argument:
        return entry.summary.replace(internal[1], written[1])
    return entry.summary


def _hint(entry: Entry, index: int, lines: Lines) -> str | None:
    if entry.message.startswith("Missing $") and lines.text[index : index + 1] == "\n":
        return "a displayed formula holds no empty line"
    return hint_for(entry.message, entry.detail)


def _notes(origin: Origin, index: int, lines: Lines) -> Iterable[str]:
    if origin.value:
        yield f"inserting {origin.value}"
    for file, line in origin.calls:
        yield f"from {file}:{line}"
    number = lines.number(index)
    generated = lines.text[lines.start(number) : lines.end(number)].strip()
    shortened = generated[: _LONGEST_QUOTE - 1] + "…" if len(generated) > _LONGEST_QUOTE else generated
    yield f"{GENERATED}:{number}: {shortened}".rstrip(": ")


def _causes(found: list[_Placed], lines: Lines) -> list[_Placed]:
    """The faults without those that follow from an earlier one."""
    kept: list[_Placed] = []
    derailed = 0
    for placed in found:
        line = placed.entry.line or 0
        derails = bool(_DERAILING.match(placed.entry.message))
        if derails and 0 < line <= derailed or _follows(placed.entry, [one.entry for one in kept], lines):
            continue
        if derails and line:
            derailed = _paragraph_end(lines, line)
        kept.append(placed)
    return kept


def _follows(entry: Entry, earlier: list[Entry], lines: Lines) -> bool:
    """Whether the fault is but the consequence of one of the earlier ones."""
    messages = [one.message for one in earlier]
    if mismatch := _MISMATCH.search(entry.message):
        undefined = f"Environment {mismatch['ended']} undefined"
        return undefined in messages or any(
            before and mismatch["begun"] in before.groups() for before in map(_MISMATCH.search, messages)
        )
    if entry.message.endswith("is never closed"):
        return bool(earlier)
    if entry.message.startswith(("Too many }'s", "Extra }")):
        return any(message.startswith(("Paragraph ended", "File ended")) for message in messages)
    # A run that broke off had not read every label.
    return entry.kind == "undefined reference" and f"\\label{{{entry.detail}}}" in lines.text


def _paragraph_end(lines: Lines, line: int) -> int:
    """The number of the empty line that ends the paragraph."""
    end = lines.text.find("\n\n", lines.start(line))
    return lines.number(end) + 1 if end >= 0 else len(lines.starts)
