"""`prepare`: dump the TeX format for builds in this environment."""

from __future__ import annotations

import sys

import click

from backproof.diagnostic import Diagnostic, InputError
from backproof.document import Writer, epoch_of
from backproof.homework import Homework
from backproof.tex.engine import find_engine
from backproof.tex.format import INSTALLED
from backproof.tex.prepare import prepare_format


@click.command()
@click.pass_obj
def command(homework: Homework) -> None:
    """Have the embedded TeX read its packages once, for the newest term's builds in this environment.

    The result is kept in .venv. A build checks whether it is still valid, and does without it if not.
    """
    if sys.prefix == sys.base_prefix:
        message = "this Python is not an environment of the project's own"
        raise InputError(Diagnostic(message, hint="python environment.py makes one, and prepares it"))
    term = homework.load(None)
    writer = Writer(homework, term, find_engine())
    prepare_format(writer.engine, writer.preamble(), INSTALLED, epoch=epoch_of(term))
