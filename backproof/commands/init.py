"""`init`: start a homework in a new folder."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import click

from backproof import __version__
from backproof.commands.new import blocks_of, override, write_new
from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.program import program
from backproof.terms.kinds import KINDS, folder_of
from backproof.writing.render import display, environment

# The sheet with one question of each common kind; every other example is a kind's own.
STARTER = "starter"
_FOLDER = Path(__file__).parents[1] / "starter"
_SCRIPT = re.compile(r'^script = "(.+)"', re.MULTILINE)
_DAYS_UNTIL_DUE = 14
_PLACES = {
    "build.py": "build.py.in",
    "requirements.txt": "requirements.txt.in",
    ".gitignore": "gitignore.in",
    ".github/workflows/homework.yml": "workflow.yml.in",
    "solutions/__init__.py": "solutions.py.in",
    "figures/__init__.py": "figures.py.in",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "example",
    metavar="NAME",
    default=STARTER,
    show_default=True,
    help="The example to start from: starter, or a kind of question.",
)
def command(folder: Path, example: str) -> None:
    """Start a homework in a new folder: a commented sheet of problems, and what a course needs around it.

    The PDF can be made at once. Nothing that exists is overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Diagnostic("is there already", display(folder), hint="choose a new or empty folder"))
    files = {folder / name: text for name, text in homework(example, date.today()).items()}
    write_new(files)
    for path in files:
        print(display(path))
    print(f"\nNext: cd {display(folder)} && {program() if 'build.py' not in program() else 'backproof'} pdf")


def homework(example: str, today: date) -> dict[str, str]:
    """Return the files of a new homework, by name."""
    questions, scripts = _questions(example)
    words = {"@VERSION@": __version__, "@DUE@": str(today + timedelta(days=_DAYS_UNTIL_DUE))}
    texts = {name: _text(source) for name, source in _PLACES.items()}
    texts["solutions/terms/sheet-1.toml"] = _text("head.toml.in") + questions
    for word, value in words.items():
        texts = {name: text.replace(word, value) for name, text in texts.items()}
    texts |= {f"solutions/{name}": text for name, text in scripts.items()}
    report = "report.tex.j2"
    blocks = blocks_of(environment([], kinds=folder_of), report)
    return texts | {f"templates/{report}": override(f"default/{report}", blocks)}


def examples() -> list[str]:
    """Return the names of all examples."""
    return [STARTER, *(name for name in KINDS if (KINDS[name].folder / "example.toml").is_file())]


def _questions(example: str) -> tuple[str, dict[str, str]]:
    """Return an example's part of a sheet, and the scripts that it names."""
    known = examples()
    if example not in known:
        hint = did_you_mean(example, known)
        raise InputError(
            Diagnostic(f"there is no example '{example}'", expected=f"one of {', '.join(known)}", hint=hint)
        )
    if example == STARTER:
        text, folders = _text("questions.toml.in"), [kind.folder for kind in KINDS.values()]
    else:
        folders = [KINDS[example].folder]
        text = (folders[0] / "example.toml").read_text(encoding="utf-8")
    found = ((name, folder / name) for name in _SCRIPT.findall(text) for folder in folders)
    return text, {name: path.read_text(encoding="utf-8") for name, path in found if path.is_file()}


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
