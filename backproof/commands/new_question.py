"""`new-question`: start a question with a working solver, template and test."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

import click

from backproof.commands.new import write_new
from backproof.diagnostic import Diagnostic, InputError
from backproof.homework import Homework
from backproof.term_names import term_names
from backproof.writing.render import display

KINDS = ("gradient", "dimension", "script", "prose")
# The placeholders for the name in a kind's files, in its three spellings.
STAND_INS = ("new-question", "new_question", "New question")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_POINTS = re.compile(r"^(points\s*=\s*)([0-9.]+)", re.MULTILINE)


@click.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="The kind of the question.")
@click.option("--term", metavar="NAME", shell_complete=term_names, help="Also ask the question in this term.")
@click.pass_obj
def command(homework: Homework, name: str, kind: str, term: str | None) -> None:
    """Start a question: its solver, its template and its test, which pass as they are.

    The lines that ask the question in a term's file are printed, or added to the term's file by --term.
    """
    texts = renamed(homework.root / homework.solver_package / "kinds" / kind, name)
    question = texts.pop("term.toml.in")
    texts["test.py.in"] = texts["test.py.in"].replace("@TERM@", question)
    files = {homework.root / place(file, name, homework.solver_package): text for file, text in texts.items()}
    asking = homework.term_file(homework.load(term).name) if term else None
    write_new(files)
    if asking:
        text = with_question(asking.read_text(encoding="utf-8"), question)
        asking.write_text(text, encoding="utf-8", newline="\n")
    for path in (*files, *([asking] if asking else [])):
        print(display(path))
    if not asking:
        print(f"\nA term's file asks the question by these lines:\n\n{question}", end="")


def renamed(folder: Path, name: str) -> dict[str, str]:
    """Return the files of a kind, by name, with the question's name in its three spellings."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        message = f"'{name}' can't be a question's name"
        raise InputError(Diagnostic(message, expected="small letters, digits and -, such as matrix-rank"))
    words = name.replace("-", " ")
    spellings = (name, name.replace("-", "_"), words[:1].upper() + words[1:])
    found = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.in"))}
    for stand_in, spelling in zip(STAND_INS, spellings, strict=True):
        found = {file: text.replace(stand_in, spelling) for file, text in found.items()}
    return found


def place(file: str, name: str, package: str) -> Path:
    """Return the destination of a kind's file, relative to the root; solvers are in `package`."""
    module = name.replace("-", "_")
    return {
        "solver.py.in": Path(package) / f"{module}.py",
        "script.py.in": Path(package) / f"{module}_script.py",
        "question.tex.j2.in": Path("templates") / "questions" / f"{module}.tex.j2",
        "test.py.in": Path("tests") / package / f"test_{module}.py",
    }[file]


def with_question(term: str, question: str) -> str:
    """Return a term's file with the question added, and its points added to the stated total, if any."""
    head, mark, questions = term.partition("\n[")
    worth = sum(float(found[2]) for found in _POINTS.finditer(question))
    stated = _POINTS.sub(lambda found: f"{found[1]}{float(found[2]) + worth:g}", head, count=1)
    return f"{stated}{mark}{questions.rstrip()}\n\n{question}"
