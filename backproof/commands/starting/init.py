"""`init`: start a homework in a new folder."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import click

from backproof import __version__
from backproof.commands.starting.new import blocks_of, override, write_new
from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.terminal.console import shown
from backproof.terminal.program import program
from backproof.terms.kinds import KINDS, folder_of
from backproof.writing.render import environment

# The sheet with one question of each common kind; other examples are whole sheets, or a kind's own.
_STARTER = "starter"
_FOLDER = Path(__file__).parents[2] / "starter"
_SHEETS = {path.stem: path for path in sorted((_FOLDER / "sheets").glob("*.toml"))}
_QUESTIONS = "example.toml"
_SUFFIX, _DOT = ".in", "dot-"
_SHEET = "*/terms/*.toml"
_DAYS_UNTIL_DUE = 14


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "example",
    metavar="NAME",
    default=_STARTER,
    show_default=True,
    help=f"The example to start from: {_STARTER}, {', '.join(_SHEETS)}, or a kind of question.",
)
def command(folder: Path, example: str) -> None:
    """Start a homework in a new folder: a commented sheet of problems, and what a course needs around it.

    The PDF can be made at once. Nothing that exists is overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Diagnostic("is there already", shown(folder), hint="choose a new or empty folder"))
    files = {folder / name: text for name, text in _homework(example, date.today()).items()}
    write_new(files)
    for path in files:
        print(shown(path))
    print(f"\nNext: cd {shown(folder)} && {program() if 'build.py' not in program() else 'backproof'} pdf")


def _homework(example: str, today: date) -> dict[str, str]:
    """Return the files of a new homework, by name."""
    questions, scripts = _questions(example)
    due = str(today + timedelta(days=_DAYS_UNTIL_DUE))
    words = {"@VERSION@": __version__, "@DUE@": due, "@QUESTIONS@\n": questions}
    files: dict[str, str] = {}
    for source in sorted(_FOLDER.rglob(f"*{_SUFFIX}")):
        text = source.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        files[source.relative_to(_FOLDER).as_posix().replace(_DOT, ".").removesuffix(_SUFFIX)] = text
    (solvers,) = {PurePosixPath(name).parents[1] for name in files if PurePosixPath(name).match(_SHEET)}
    files |= {str(solvers / name): text for name, text in scripts.items()}
    report = "report.tex.j2"
    blocks = blocks_of(environment([], kinds=folder_of), report)
    return files | {f"templates/{report}": override(f"default/{report}", blocks)}


def examples() -> dict[str, Path]:
    """Return the questions of all examples, by the examples' names."""
    kinds = {name: kind.folder / _QUESTIONS for name, kind in KINDS.items()}
    found = {_STARTER: _FOLDER / _QUESTIONS, **_SHEETS, **kinds}
    return {name: path for name, path in found.items() if path.is_file()}


def _questions(example: str) -> tuple[str, dict[str, str]]:
    """Return an example's part of a sheet, and the scripts that it names."""
    known = examples()
    if example not in known:
        hint = did_you_mean(example, known)
        raise InputError(
            Diagnostic(f"there is no example '{example}'", expected=f"one of {', '.join(known)}", hint=hint)
        )
    text = known[example].read_text(encoding="utf-8")
    asking = [question for question in tomllib.loads(text)["questions"] if "script" in question]
    scripts = {question["script"]: _script(question, known[example].parent) for question in asking}
    return text, {name: path.read_text(encoding="utf-8") for name, path in scripts.items()}


def _script(question: dict[str, Any], folder: Path) -> Path:
    """Return the question's script: the example's own, or its kind's."""
    own: Path = folder / question["script"]
    return own if own.is_file() else KINDS[question["kind"]].folder / "example.py"
