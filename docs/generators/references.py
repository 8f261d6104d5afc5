"""The reference pages, made from the code: what it accepts is what they list."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import census
import click
import msgspec
from expression_page import expressions

from backproof import cli
from backproof.terms import loading, questions
from backproof.terms.kinds import KINDS
from backproof.terms.reading import Data
from backproof.texts import commands
from backproof.variants.declaration import Band, Difficulty, Variants
from backproof.variants.recipes.schemas import RECIPES

_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "datetime": "a date and time",
}


def command_line() -> str:
    """Return the help of the program and of each command."""
    sections = [_help(cli.commands, "backproof")]
    for name in cli.COMMANDS:
        command: click.Command = import_module(cli.module_of(name)).command
        sections.append(f"## {name}\n\n{_help(command, f'backproof {name}')}")
    return "# The command line\n\n" + "\n\n".join(sections) + "\n"


def term_file() -> str:
    """Return the keys of a term file, then those of each kind of question."""
    sections = [
        "# The term file\n",
        "A TOML file in `terms/` of the homework's package. An unknown key is refused.\n",
        f"## The term\n\n{_keys(loading.TermFile)}",
        f"## What may vary: `[variants]`\n\n{_keys(Variants)}",
        f"## The difficulty of variants: `[variants.difficulty]`\n\n{_sentence(Band)}\n\n{_keys(Difficulty)}",
        *(
            f"## A value of the recipe `{name}`: `[variants.values.NAME]`\n\n{_sentence(recipe)}\n\n"
            f"{_keys(recipe)}"
            for name, recipe in RECIPES.items()
        ),
        f"## A question: `[[questions]]`\n\n{_keys(questions.QuestionHead)}",
        f"## A part of a kind: `[[questions.parts]]`\n\n{_keys(questions.OwnPartHead)}",
        f"## A part of a question that its kind answers as a whole\n\n{_keys(questions.PartHead)}",
    ]
    for kind in KINDS.values():
        tables = [f"{_sentence(data)}\n\n{_keys(data)}" for data in _schemas(kind.package)]
        sections.append(f"## Of the kind `{kind.name}`\n\n" + "\n\n".join(tables))
    return "\n".join(sections) + "\n"


def formulas() -> str:
    """Return the commands, environments and characters that formulas in texts may have."""
    headings = dict.fromkeys(command.heading for command in commands.COMMANDS.values())
    sections = [
        "# Formulas in texts\n",
        "The commands that a formula in a text may use; any other one is refused.\n",
    ]
    for heading in headings:
        found = [command for command in commands.COMMANDS.values() if command.heading == heading]
        sections.append(f"## {heading}\n\n{', '.join(map(_usage, found))}\n")
    environments = ", ".join(f"`{name}`" for name in commands.ENVIRONMENTS)
    typed = ", ".join(f"{character} `\\{name}`" for character, name in commands.typed_characters().items())
    sections.append(f"## Environments\n\n{environments}\n")
    sections.append(f"## Characters that may be typed\n\n{typed}\n")
    return "\n".join(sections)


def kinds() -> str:
    """Return each kind of question with its example."""
    sections = ["# The kinds of question\n"]
    for kind in KINDS.values():
        about = inspect.getdoc(import_module(kind.package)) or ""
        examples = [
            f"```toml\n{path.read_text(encoding='utf-8').rstrip()}\n```\n"
            for path in (kind.folder / "example.toml", kind.folder / "part.toml")
            if path.is_file()
        ]
        sections.append("\n".join((f"## {kind.name}\n\n{about}\n", *examples)))
    return "\n".join(sections)


PAGES: dict[str, Callable[[], str]] = {
    "command-line": command_line,
    "term-file": term_file,
    "expressions": expressions,
    "formulas": formulas,
    "kinds": kinds,
    "sheets": census.page,
}


def _usage(command: commands.Command) -> str:
    shown = {"math": "{...}", "text": "{words}", "capitals": "{ABC}", "rows": r"{... \\ ...}"}
    arguments = "".join(shown[kind] for kind in command.arguments)
    usage = f"`\\{command.name}{'[...]' * command.optional}{arguments}`"
    return f"{usage} (as `{command.latex}`)" if command.heading == "Set by other commands" else usage


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    return f"```text\n{command.get_help(context)}\n```"


def _schemas(package: str) -> list[type[Data]]:
    """Return the schemas that the modules of a kind declare, or share with another kind."""
    shared = package.rpartition(".")[0]
    found = dict[type[Data], None]()
    for module in iter_modules(import_module(package).__path__):
        for value in vars(import_module(f"{package}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Data) and value.__module__.startswith(shared):
                found[value] = None
    return list(found)


def _keys(data: type[Data]) -> str:
    rows = []
    for field in msgspec.structs.fields(data):
        needed = "required" if field.required else _default(field)
        rows.append((f"`{field.encode_name}`", _type(field.type), needed))
    return _table(("key", "value", "default"), rows)


def _default(field: Any) -> str:
    if field.default_factory is not msgspec.NODEFAULT:
        return ""
    is_table = isinstance(field.default, msgspec.Struct)
    return "" if is_table or field.default in (None, "", ()) else f"`{field.default}`"


def _type(kind: Any) -> str:
    text = kind.__name__ if isinstance(kind, type) else str(kind)
    for shown in ("typing.", "datetime.", " | None"):
        text = text.replace(shown, "")
    text = text.removeprefix("Optional[")
    if text.startswith("Annotated["):
        text = text.removeprefix("Annotated[").partition(",")[0]
    if text.startswith("Literal["):
        return "one of " + text.removeprefix("Literal[").rstrip("]").replace("'", "`")
    simple = {"tuple": "a list", "list": "a list", "dict": "a table"}.get(text.partition("[")[0])
    return _TYPES.get(text) or simple or ("a table" if isinstance(kind, type) else f"`{text}`")


def _sentence(data: type[Data]) -> str:
    return (inspect.getdoc(data) or "").partition("\n\n")[0].replace("\n", " ")


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
