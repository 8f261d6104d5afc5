"""Shell completion of the terms' names: `shell_complete=term_names` of an option or argument."""

from __future__ import annotations

import click

from backproof.homework import Homework


def term_names(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the names with the prefix `begun`, without reading the files."""
    homework = context.find_object(Homework)
    files = homework.term_file("*").parent.glob("*.toml") if homework else ()
    return sorted(path.stem for path in files if path.stem.startswith(begun))
