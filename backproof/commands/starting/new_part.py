"""`new-part`: print an example of a part, to paste into a term's file."""

from __future__ import annotations

import click

from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.terminal.console import shown
from backproof.terms.kinds import KINDS


@click.command()
@click.argument("kind")
def command(kind: str) -> None:
    """Print a commented part of a KIND, to paste below a question of a term's file."""
    print(_example_of(kind), end="")


def _example_of(name: str) -> str:
    """Return the example of a part of that kind; InputError if there is none."""
    known = sorted(kind.name for kind in KINDS.values() if kind.answers_parts)
    if name not in known:
        message = f"there is no kind '{name}' of parts"
        raise InputError(
            Diagnostic(message, expected=f"one of {', '.join(known)}", hint=did_you_mean(name, known))
        )
    path = KINDS[name].folder / "part.toml"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            Diagnostic(f"the kind '{name}' has no example: {error.strerror}", shown(path))
        ) from None
