"""`new-question`: start a question with a working solver, template and test."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

import click

from backproof import kinds
from backproof.commands.starting.new import blocks_of, override, write_new
from backproof.diagnostic import Diagnostic, InputError
from backproof.homework import Homework
from backproof.terminal.console import shown
from backproof.terminal.options import term_names
from backproof.terms.kinds import KINDS, Kind, folder_of
from backproof.writing.render import environment

# The placeholders for the name in the scaffold, in its three spellings; a kind's example is called "example".
_STAND_INS = ("new-question", "new_question", "New question")
_SCAFFOLD = Path(kinds.__file__).parent / "scaffold"
_OF_QUESTIONS = sorted(name for name in KINDS if KINDS[name].answers_questions)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_POINTS = re.compile(r"^(points\s*=\s*)([0-9.]+)", re.MULTILINE)


@click.command()
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice(_OF_QUESTIONS),
    required=True,
    help="The kind of the question.",
)
@click.option("--term", metavar="NAME", shell_complete=term_names, help="Also ask the question in this term.")
@click.pass_obj
def command(homework: Homework, name: str, kind: str, term: str | None) -> None:
    """Start a question: its solver, its template and its test, which pass as they are.

    The lines that ask the question in a term's file are printed, or added to the term's file by --term.
    """
    question = _asked(_example(KINDS[kind]), kind, name)
    texts = _scaffold(KINDS[kind], homework.solver_package, name, question)
    files = {
        homework.root / _place(file, homework.solver_package, name): text for file, text in texts.items()
    }
    asking = homework.term_file(homework.load(term).name) if term else None
    write_new(files)
    if asking:
        text = _with_question(asking.read_text(encoding="utf-8"), question)
        asking.write_text(text, encoding="utf-8", newline="\n")
    for path in (*files, *([asking] if asking else [])):
        print(shown(path))
    if not asking:
        print(f"\nA term's file asks the question by these lines:\n\n{question}", end="")


def _example(kind: Kind) -> str:
    path = kind.folder / "example.toml"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"the kind '{kind.name}' has no example: {error.strerror}"
        raise InputError(Diagnostic(message, shown(path))) from None


def _asked(example: str, kind: str, name: str) -> str:
    """Return the lines of a term's file that ask the new question, from those of the kind's example."""
    hyphened, module, title = _spellings(name)
    return (
        example.replace(f'kind = "{kind}"', f'solver = "{module}"')
        .replace('"example.py"', f'"{module}_script.py"')
        .replace('"example', f'"{hyphened}')
        .replace('"Example"', f'"{title}"')
    )


def _scaffold(kind: Kind, package: str, name: str, question: str) -> dict[str, str]:
    """Return the new files by name: a solver, a template and a test, and the kind's script if it has one."""
    shared = {path.name: path for path in _SCAFFOLD.glob("*.in")}
    own = {path.name: path for path in kind.folder.glob("*.in")}
    texts = {file: path.read_text(encoding="utf-8") for file, path in (shared | own).items()}
    script = kind.folder / "example.py"
    if script.is_file():
        texts["script.py.in"] = script.read_text(encoding="utf-8")
    template = f"kinds/{kind.name}/question.tex.j2"
    texts["question.tex.j2.in"] = override(template, blocks_of(environment([], kinds=folder_of), template))
    words = {
        "@KIND@": kind.name,
        "@PACKAGE@": kind.package,
        "@SOLUTIONS@": package,
        "@TERM@": _quoted(question),
    }
    words |= dict(zip(_STAND_INS, _spellings(name), strict=True))
    return {file: _replaced(text, words) for file, text in texts.items()}


def _quoted(text: str) -> str:
    """Escape a text for the inside of a Python string in triple quotes."""
    return text.replace("\\", "\\\\").replace('"""', r"\"\"\"")


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _spellings(name: str) -> tuple[str, str, str]:
    """Return the question's name as an id, as a module and as a title; InputError if it can't be one."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        message = f"'{name}' can't be a question's name"
        raise InputError(Diagnostic(message, expected="small letters, digits and -, such as matrix-rank"))
    words = name.replace("-", " ")
    return name, name.replace("-", "_"), words[:1].upper() + words[1:]


def _place(file: str, package: str, name: str) -> Path:
    """Return the destination of a file of the scaffold, relative to the root."""
    module = name.replace("-", "_")
    return {
        "solver.py.in": Path(package) / f"{module}.py",
        "script.py.in": Path(package) / f"{module}_script.py",
        "question.tex.j2.in": Path("templates") / "questions" / f"{module}.tex.j2",
        "test.py.in": Path("tests") / package / f"test_{module}.py",
    }[file]


def _with_question(term: str, question: str) -> str:
    """Return a term's file with the question added, and its points added to the stated total, if any."""
    head, mark, questions = term.partition("\n[")
    worth = sum(float(found[2]) for found in _POINTS.finditer(question))
    stated = _POINTS.sub(lambda found: f"{found[1]}{float(found[2]) + worth:g}", head, count=1)
    return f"{stated}{mark}{questions.rstrip()}\n\n{question}"
