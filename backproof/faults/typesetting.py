"""Typesetting with errors in the generated file reported as errors in the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from backproof.diagnostic import Diagnostic, InputError
from backproof.faults.authored import Texts
from backproof.terminal.console import shown
from backproof.tex.compile import Compiled, DocumentError, HeadStart, compile_document
from backproof.tex.engine import Engine
from backproof.tex.log import Entry
from backproof.tex.pictures import Album
from backproof.tex.scratch import Resources
from backproof.writing.mistakes.template_errors import source_line
from backproof.writing.render import LatexEnvironment, Rendered

# Code in Lua opens files, and so does the program that writes XeLaTeX's PDF (`\special{pdf:fstream ...}`), of
# which no list of files that were read says anything.
_OPEN = {"lualatex": "LuaLaTeX", "xelatex": "XeLaTeX"}


def set_in_type(  # noqa: PLR0913, PLR0917
    engine: Engine,
    env: LatexEnvironment,
    rendered: Rendered,
    context: Mapping[str, Any],
    resources: Resources,
    folder: Path,
    *,
    epoch: int = 0,
    albums: Sequence[Album] = (),
    head_start: HeadStart | None = None,
    texts: Texts | None = None,
) -> tuple[Compiled, tuple[Diagnostic, ...]]:
    """Typeset the document; return it and its warnings, which refer to the templates.

    Raises DocumentError with errors that refer to the templates, and InputError if the engine must not run
    untrusted templates.
    """
    if env.sandboxed and engine.kind in _OPEN:
        message = f"{_OPEN[engine.kind]} lets a document read any file, so it sets none that is not trusted"
        raise InputError(Diagnostic(message, hint="--engine embedded"))
    try:
        compiled = compile_document(
            engine,
            rendered.text,
            resources,
            folder,
            epoch=epoch,
            albums=albums,
            head_start=head_start,
        )
    except DocumentError as error:
        told = _told(error.entries, env, rendered, context, texts, resources)
        raise DocumentError(error.entries, error.log, told) from None
    if not compiled.warnings:
        return compiled, ()
    return compiled, _told(compiled.warnings, env, rendered, context, texts, resources)


def _told(  # noqa: PLR0913, PLR0917
    entries: Iterable[Entry],
    env: LatexEnvironment,
    rendered: Rendered,
    context: Mapping[str, Any],
    texts: Texts | None,
    resources: Resources,
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with the paths of an author's own files, which TeX has read from copies."""
    # Most builds tell nothing, and what explains errors takes 2 % of one to import.
    from backproof.faults.explain import explain

    told = explain(entries, env, rendered, context, texts)
    return tuple(_in_own_file(fault, resources.get(fault.file or "")) for fault in told)


def _in_own_file(fault: Diagnostic, file: Path | bytes | None) -> Diagnostic:
    if not isinstance(file, Path):
        return fault
    source = fault.source or (source_line(file, fault.line) if fault.line else None)
    return replace(fault, file=shown(file), source=source)
