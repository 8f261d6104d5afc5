"""`new`: start the next term's file from an earlier one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from backproof.diagnostic import Diagnostic, InputError
from backproof.homework import Homework
from backproof.terminal.console import shown
from backproof.terminal.options import term_names
from backproof.terms.kinds import folder_of
from backproof.writing.render import DEFAULTS, LatexEnvironment, environment

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_HEADING = "# The term {new}, begun from {old}. What is said here is all that a term may change.\n"
_YEAR = re.compile(r"(?:19|20)\d\d")
_DUE = re.compile(r"^(due\s*=\s*)(\d{4}-\d\d-\d\d)", re.MULTILINE)
_BLOCK = re.compile(r"\\BLOCK\{-?\s*block\s+(\w+)")
_EXTENDS = re.compile(r'\\BLOCK\{-?\s*extends\s+"([^"]+)"')
_WEEK = 7


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "origin",
    shell_complete=term_names,
    metavar="NAME",
    help="The term to start from; without it, the newest.",
)
@click.option(
    "--templates", is_flag=True, help="Also start the term's own templates, in templates/terms/NAME/."
)
@click.pass_obj
def command(homework: Homework, name: str, origin: str | None, templates: bool) -> None:
    """Start the next term's file from an earlier one.

    The file is the earlier term's, with its comments and layout: what stands in it is what a term may change.
    If both names hold a year, the due date moves by as many years, to the same day of the week. A term that
    is there already is only given templates, by --templates without --from.
    """
    target = homework.term_file(_checked(name))
    is_there = templates and not origin and target.is_file()
    like = homework.load(name if is_there else origin)
    files = _own_templates(homework, name, like) if templates else {}
    if not is_there:
        source = homework.term_file(like.name)
        files = {target: successor(source.read_text(encoding="utf-8"), source.stem, name)} | files
    write_new(files)
    for path in files:
        print(shown(path))


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        message = f"'{name}' can't be a term's name"
        raise InputError(Diagnostic(message, expected="letters, digits, - and _, such as 2026-fall"))
    return name


def successor(text: str, old: str, new: str) -> str:
    """Turn the file `text` of the term `old` into the initial file of the term `new`."""
    body = re.sub(r"\A# The term .*\n", "", text)
    years = _years(old, new)
    moved = _DUE.sub(
        lambda due: due[1] + _later(date.fromisoformat(due[2]), years).isoformat(), body, count=1
    )
    return _HEADING.format(new=new, old=old) + moved


def _years(old: str, new: str) -> int:
    """Return the number of years between two terms by their names; 0 if a name has no year."""
    found = _YEAR.search(old), _YEAR.search(new)
    return int(found[1][0]) - int(found[0][0]) if found[0] and found[1] else 0


def _later(day: date, years: int) -> date:
    """Return the same day of the week that is nearest to the same date `years` later."""
    target = date(day.year + years, day.month, min(day.day, 28))
    target += timedelta(days=day.day - target.day)
    offset = (day.weekday() - target.weekday() + _WEEK // 2) % _WEEK - _WEEK // 2
    return target + timedelta(days=offset)


def _own_templates(homework: Homework, name: str, like: Any) -> dict[Path, str]:
    """Return a template of the term's own for each with blocks that writes the pages of the term `like`."""
    folder = homework.templates / "terms" / name
    env = environment([homework.templates], kinds=folder_of)
    own = (path.relative_to(homework.templates) for path in homework.templates.rglob("*.tex.j2"))
    used = {
        *(path.name for folder in DEFAULTS for path in folder.glob("*.tex.j2")),
        *(f"kinds/{q.kind}/question.tex.j2" for q in like.questions if q.kind and not q.by_parts),
        *(path.as_posix() for path in own if path.parts[0] != "terms"),
    }
    found = {template: blocks_of(env, template) for template in sorted(used)}
    return {folder / file: override(f"shared/{file}", blocks) for file, blocks in found.items() if blocks}


def blocks_of(env: LatexEnvironment, template: str) -> list[str]:
    """Return the blocks of a template, with those of the templates that it extends."""
    source, _, _ = env.loader.get_source(env, template) if env.loader else ("", None, None)
    base = _EXTENDS.search(source)
    return list(dict.fromkeys([*(blocks_of(env, base[1]) if base else ()), *_BLOCK.findall(source)]))


def override(template: str, blocks: list[str]) -> str:
    """Return a template that changes nothing yet, with comments that say how to begin."""
    return (
        f'\\BLOCK{{ extends "{template}" }}\n'
        f"% Write a block here to take the place of the shared one: {', '.join(blocks)}.\n"
        "% In a block, super() as a VAR prints the shared wording, to add a sentence before or after it.\n"
    )


def write_new(files: dict[Path, str]) -> None:
    """Write new files, all or none. Raises InputError if one exists already."""
    for path in files:
        if path.exists():
            raise InputError(Diagnostic("is there already", shown(path), hint="choose another name"))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
