"""The runs of a part's script, with the results that they have by name, and the figures that they draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backproof.answer import Check
from backproof.diagnostic import Diagnostic, did_you_mean
from backproof.kinds.script.keys import Program
from backproof.kinds.shared.observing import results_of
from backproof.numpy_scripts.calls import require_calls
from backproof.numpy_scripts.script_file import Script
from backproof.observations.excerpt import telling_rows
from backproof.observations.values import Value
from backproof.running.allowed import is_installed
from backproof.running.runner import Run, Setting, run_script
from backproof.running.unprotected import reach_warnings
from backproof.terms.term import Item, Term


@dataclass(frozen=True)
class Shown:
    """A run on paper: its name if there are several, its command line, and as much output as is shown."""

    name: str
    arguments: tuple[str, ...]
    output: str
    is_cut: bool


@dataclass(frozen=True)
class Plot:
    """A figure that a run has drawn: the name under which the script saved it, and its PDF."""

    name: str
    pdf: bytes


@dataclass(frozen=True)
class Ran:
    """All runs of a script: what they printed, results by name, figures, checks, and warnings."""

    shown: tuple[Shown, ...]
    output: str
    results: dict[str, Value]
    plots: tuple[Plot, ...]
    checks: tuple[Check, ...]
    data: dict[str, bytes]
    warnings: tuple[Diagnostic, ...]


def allowed_imports(item: Item, data: Program, term: Term) -> tuple[str, ...]:
    """Return what the script may import; InputError if a module of that name is not installed."""
    for index, name in enumerate(data.imports):
        if not is_installed(name):
            hint = f"install it beside numpy: python -m pip install {name}"
            raise item.error(f"there is no module '{name}' here", "imports", index, hint=hint)
    return ("numpy", *dict.fromkeys((*term.imports, *data.imports)))


def run_all(item: Item, data: Program, script: Script, imports: tuple[str, ...]) -> Ran:
    """Run the script as the part asks for it; ScriptError if a run fails."""
    asked = dict(data.runs) or {"": data.command_line}
    require_calls(item, data.calls, script)
    files = [_data_file(item, name, index) for index, name in enumerate(data.data)]
    runs: dict[str, Run] = {}
    for name, arguments in asked.items():
        with script.on_disk() as path:
            setting = Setting(tuple(arguments), imports, tuple(data.calls.items()))
            runs[name] = run_script(path, data.limits.limits, files, setting=setting)
    return Ran(
        shown=tuple(_shown(data, name, asked[name], run) for name, run in runs.items()),
        output="\n".join(run.stdout for run in runs.values()),
        results={name: value for run in runs for name, value in _results(data, run, runs[run])},
        plots=tuple(Plot(name, content) for run in runs.values() for name, content in run.figures),
        checks=tuple(
            Check("exit code of the run", f"{data.script} {' '.join(asked[name])}".strip(), run.exit_code, 0)
            for name, run in runs.items()
        ),
        data={path.name: path.read_bytes() for path in files},
        warnings=tuple(reach_warnings(next(iter(runs.values())).isolation, script.shown)),
    )


def _results(data: Program, name: str, run: Run) -> Iterator[tuple[str, Value]]:
    """Yield the results of a run; those of one of several runs behind its name and a dot."""
    found = results_of(run, data.results)
    prefix = f"{name}." if name else ""
    yield from ((f"{prefix}{key}", value) for key, value in found.items())


def _shown(data: Program, name: str, arguments: list[str], run: Run) -> Shown:
    whole = run.stdout.rstrip("\n")
    text = telling_rows(whole) if data.output == "telling" else whole
    return Shown(name, tuple(arguments), text if data.output != "none" else "", run.truncated)


def _data_file(item: Item, name: str, index: int) -> Path:
    """Return the path of a data file, beside the term file or the scripts; InputError if there is none."""
    folders = (item.source.folder / "terms", item.source.folder)
    if Path(name).name != name or name.startswith("."):
        raise item.error(f"'{name}' names no data file", "data", index, expected="the name of a file alone")
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    known = [path.name for folder in folders if folder.is_dir() for path in folder.iterdir()]
    raise item.error(
        f"there is no data file '{name}'", "data", index, expected="a file beside the term file",
        hint=did_you_mean(name, known),
    )  # fmt: skip
