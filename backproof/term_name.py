"""The name of a term as an argument of a command, which shells complete."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from backproof.homework import Homework


class TermName(click.ParamType):
    """A term's name; whether there is such a term is found out when it is loaded."""

    name = "name"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,
        incomplete: str,  # noqa: ARG002
    ) -> list[CompletionItem]:
        """The names that begin like this."""
        homework = ctx.find_object(Homework)
        folder = homework.term_file("any").parent if homework else None
        names = sorted(path.stem for path in folder.glob("*.toml")) if folder else []
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]
