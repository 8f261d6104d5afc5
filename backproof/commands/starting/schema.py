"""`schema`: print the schema of term files."""

from __future__ import annotations

import json

import click

from backproof.terms.schema import term_schema


@click.command()
def command() -> None:
    """Print the JSON Schema of term files with the kinds that are installed.

    An editor that knows TOML checks a term's file as it is written if its first line is
    `#:schema FILE`, the file that this was saved in.
    """
    print(json.dumps(term_schema(), indent=2, ensure_ascii=False))
