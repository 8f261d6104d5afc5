"""The options that several commands share, and the shell completion of the terms' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from backproof.homework import Homework

Decorator = Callable[[Any], Any]


def term_names(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the names of the terms with the prefix `begun`, without reading the files."""
    homework = context.find_object(Homework)
    files = homework.term_file("*").parent.glob("*.toml") if homework else ()
    return sorted(path.stem for path in files if path.stem.startswith(begun))


def term_option(use: str) -> Decorator:
    """Return the option `--term` of a command that uses a term as the verb says, passed as `name`."""
    text = f"The term to {use}; without it, the newest by due date."
    return click.option("--term", "name", shell_complete=term_names, metavar="NAME", help=text)


def engine_option(text: str = "As for pdf.") -> Decorator:
    """Return the option `--engine`."""
    return click.option("--engine", default="embedded", show_default=True, metavar="ENGINE", help=text)


def json_option(what: str) -> Decorator:
    """Return the option `--json` of a command that prints this as JSON, passed as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print {what} as JSON.")


def quiet_option() -> Decorator:
    """Return the option `--quiet`."""
    return click.option("-q", "--quiet", is_flag=True, help="Print nothing but what went wrong.")
