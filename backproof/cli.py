"""The command line: the table of commands, and the exit code of every error.

A command's module is imported when the command is called, so no command pays for another's imports. The
one-line descriptions are kept here so that `--help` imports no command.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backproof import __version__
from backproof.diagnostic import BackproofError, Diagnostic, InputError, did_you_mean
from backproof.terminal import preview
from backproof.terminal.console import shown
from backproof.terminal.program import COMPLETING, program

if TYPE_CHECKING:
    from backproof.homework import Homework

COMMANDS = {
    "pdf": "Make the PDF to hand in.",
    "html": "Make the page: one HTML file that everyone can read.",
    "watch": "Make the PDF again whenever a file is saved.",
    "check": "Run the evidence of every answer, without making a PDF.",
    "class": "Make a proved copy for each student of a class.",
    "bundle": "Pack the files to upload: the PDF and the script.",
    "derive": "Differentiate an expression, step by step.",
    "dimension": "Find the dimension of a space, and prove it.",
    "solve": "Answer a part by itself, from a file that holds it.",
    "terms": "List the terms, and whether their PDFs are fresh.",
    "new": "Start the next term's file from an earlier one.",
    "new-question": "Start a question: its solver, its template and its test.",
    "new-part": "Print a part of a kind, to paste into a term's file.",
    "kinds": "List the kinds that a question or a part may name.",
    "schema": "Print the schema of term files, for editors.",
    "diff": "Show which answers differ between two terms.",
    "why": "Say for each step whether it would run, and what changed.",
    "init": "Start a homework in a new folder.",
    "doctor": "Report what was found on this machine, and what is missing.",
    "prepare": "Have TeX read its packages once, for all builds.",
    "clean": "Remove everything generated.",
    "completion": "Print the completion script of a shell.",
}
_WITHOUT_HOMEWORK = {
    "derive",
    "dimension",
    "init",
    "doctor",
    "completion",
    "kinds",
    "new-part",
    "schema",
    "solve",
}
# The commands in a room of their own; the others are in the folder itself.
_ROOMS = {
    "starting": ("init", "new", "new-question", "new-part", "kinds", "schema"),
    "questions": ("derive", "dimension", "solve"),
    "machine": ("completion", "doctor", "prepare"),
}
_FOLDER = Path(__file__).parent / "commands"
_EPILOG = f"""\b
Examples:
  {program()} pdf
  {program()} COMMAND --help"""
_INTERRUPTED = 130
_OUTSIDE_FAULTS = {
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "it lies on a read-only file system",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EIO: "the disk cannot be read or written",
    errno.ENOTDIR: "a file stands where a folder belongs",
    errno.EEXIST: "a file or a broken link stands where a folder belongs",
    errno.EISDIR: "a folder stands where a file belongs",
    errno.ELOOP: "it is a link that leads to itself",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EMFILE: "too many files are open",
}


def main(homework: Homework | None, arguments: Sequence[str] | None = None) -> int:
    """Run one command for a homework, or one that needs none.

    Returns 0, 1 (a check, script or build failed) or 2 (bad input).
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    wants_traceback = "--traceback" in given
    words = [word for word in given if word != "--traceback"] or ["--help"]
    preview.make_streams_safe()
    try:
        status = commands.main(
            words, prog_name=_name(), complete_var=COMPLETING, standalone_mode=False, obj=homework
        )
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except BrokenPipeError:
        # The reader has gone; Python's own flush at exit must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if wants_traceback:
            traceback.print_exc()
        diagnostics, status = told(error, homework.root if homework else Path.cwd(), words)
        if not (status == _INTERRUPTED and homework):
            _report(diagnostics, words)
        return status


def _report(diagnostics: Sequence[Diagnostic], words: Sequence[str]) -> None:
    """Report errors; where nothing can be written any more, the exit code has to do."""
    try:
        preview.report(diagnostics, preview.form(words))
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def refuse(path: str, fault: str) -> int:
    """Report a source that can't be read before any of the homework's modules is imported; return 2."""
    preview.make_streams_safe()
    words = sys.argv[1:]
    _report([Diagnostic(fault, shown(path), expected="a file")], words)
    return InputError.exit_code


def _name() -> str:
    return program().removeprefix("python ")


def told(error: Exception, root: Path, words: Sequence[str]) -> tuple[Sequence[Diagnostic], int]:
    """Return an error's diagnostics and its exit code; `words` is the command line."""
    if isinstance(error, BackproofError):
        return error.diagnostics, error.exit_code
    if isinstance(error, click.Abort):
        return [Diagnostic("interrupted")], _INTERRUPTED
    if isinstance(error, click.ClickException):
        return [_misuse(error, words)], 2
    if isinstance(error, OSError) and error.errno in _OUTSIDE_FAULTS:
        file = str(error.filename) if error.filename else None
        return [Diagnostic(f"cannot be used: {_OUTSIDE_FAULTS[error.errno]}", file)], 1
    if isinstance(error, SyntaxError) and error.filename and _is_homeworks(Path(error.filename), root):
        return [_misspelt(error, root)], 2
    return [_unforeseen(error, root)], 1


def _misuse(error: click.ClickException, words: Sequence[str]) -> Diagnostic:
    message = error.format_message().rstrip(".")
    command = f" {words[0]}" if words[0] in COMMANDS else ""
    hint = f"see {program()}{command} --help"
    if isinstance(error, click.NoSuchOption):
        message = f"no such option: {error.option_name}"
        hint = did_you_mean(error.option_name, error.possibilities or ()) or hint
    return Diagnostic(message[:1].lower() + message[1:], hint=hint)


def _misspelt(error: SyntaxError, root: Path) -> Diagnostic:
    """Return the diagnostic of a Python file that Python can't parse, at its own line."""
    file = Path(error.filename or "").relative_to(root).as_posix()
    source = (error.text or "").rstrip("\n") or None
    column = error.offset if error.offset and source else None
    return Diagnostic(f"{type(error).__name__}: {error.msg}", file, error.lineno, column, source=source)


def _unforeseen(error: Exception, root: Path) -> Diagnostic:
    """Return the diagnostic of an unexpected error, at the innermost line of the homework's own code."""
    # By this, whoever runs the command line can tell that there was one.
    sys.last_value = error
    frames = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in frames if _is_own(Path(frame.filename), root)]
    of_homework = [frame for frame in here if _is_homeworks(Path(frame.filename), root)]
    frame = (of_homework or here or frames)[-1]
    file = Path(frame.filename)
    return Diagnostic(
        f"{type(error).__name__}: {error}",
        file.relative_to(root).as_posix() if _is_own(file, root) else str(file),
        frame.lineno,
        hint="--traceback shows how it came to this",
        source=frame.line,
    )


def _is_homeworks(file: Path, root: Path) -> bool:
    return _is_own(file, root) and not _is_own(file, root / "backproof")


def _is_own(file: Path, root: Path) -> bool:
    return file.is_relative_to(root) and not file.is_relative_to(root / ".venv") and file.name != "build.py"


class _Commands(click.Group):
    """A click group that imports a command's module when the command is called."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an interrupt is no reason for the empty line that click would print first."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            raise click.Abort from interrupt
        except EOFError as error:
            # click takes the end of any file, such as damaged bytecode, for a user who closes the input.
            raise RuntimeError(f"a file ends too early: {error}") from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands whose modules exist, in the table's order, then those of `build.py` itself."""
        return [*(name for name in COMMANDS if _module(name).is_file()), *_of_root(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name. Raises InputError, with the nearest name, if there is none."""
        known = self.list_commands(ctx)
        if cmd_name not in known:
            hint = did_you_mean(cmd_name, known) or f"see {program()} --help"
            raise InputError(Diagnostic(f"there is no command '{cmd_name}'", hint=hint))
        if ctx.obj is None and cmd_name not in _WITHOUT_HOMEWORK:
            message = (
                f"'{cmd_name}' needs a homework, and there is no build.py of one in this folder or above"
            )
            raise InputError(Diagnostic(message, hint=f"start one with: {program()} init FOLDER"))
        if cmd_name in _of_root(ctx):
            return _elsewhere(cmd_name)
        command: click.Command = import_module(module_of(cmd_name)).command
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their descriptions without importing them."""
        with formatter.section("Commands"):
            described = {**COMMANDS, **_of_root(ctx)}
            formatter.write_dl([(name, described[name]) for name in self.list_commands(ctx)])


def _of_root(ctx: click.Context) -> Mapping[str, str]:
    """Return the descriptions of the commands that the homework's `build.py` runs itself."""
    homework: Homework | None = ctx.obj
    return homework.own_commands if homework else {}


def _elsewhere(name: str) -> click.Command:
    """Return a command that `build.py` runs itself, which can only arrive here behind an option."""

    def refuse() -> None:
        raise InputError(Diagnostic(f"'{name}' takes no option before it", hint=f"{program()} {name} ..."))

    return click.Command(name, callback=refuse, context_settings={"ignore_unknown_options": True})


def module_of(name: str) -> str:
    """Return the name of the module of a command."""
    return ".".join(("backproof.commands", *_place(name)))


def _module(name: str) -> Path:
    return _FOLDER.joinpath(*_place(name)).with_suffix(".py")


def _place(name: str) -> tuple[str, ...]:
    """Return the module of a command below the folder of all, room by room.

    A command whose name is a keyword of Python, such as `class`, is in a module with an underscore behind it.
    """
    module = name.replace("-", "_")
    module += "_" * iskeyword(module)
    return next(((room, module) for room, names in _ROOMS.items() if name in names), (module,))


@click.group(
    cls=_Commands,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="backproof")
@click.option("--traceback", is_flag=True, help="Show the whole traceback of an error; with any command.")
def commands(traceback: bool) -> None:
    """A homework that cannot be wrong: computed, proved, written and set.

    Answers are computed from the term file, checked by independent means, and set in type only if all checks
    pass. Exit codes: 0 all is well, 1 a check, a script or the build failed, 2 the input is at fault.
    """
