"""The numpy script of a network: the file as it is, or filled in where it was written for another network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from backproof.diagnostic import BackproofError, Diagnostic, InputError, did_you_mean
from backproof.script import Excerpt, check_imports, excerpt

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """A script's name and text; `file` is where it stands, or None where its text was filled in."""

    name: str
    source: str
    file: Path | None

    @property
    def is_filled(self) -> bool:
        """Whether functions of the file were written anew."""
        return self.file is None

    def function(self, name: str) -> Excerpt:
        """The lines of one function, with their numbers."""
        return excerpt(self.source, name, self.name)

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The script as a file to run; errors about a filled one name it as the file it came from."""
        if self.file:
            yield self.file
            return
        with TemporaryDirectory(prefix="backproof-") as folder:
            path = Path(folder) / self.name
            path.write_text(self.source, encoding="utf-8", newline="\n")
            try:
                yield path
            except BackproofError as error:
                raise type(error)(*(replace(fault, file=self.name) for fault in error.diagnostics)) from error


def read_script(name: str) -> Script:
    """The script beside the solvers; InputError where it is missing or imports what it must not."""
    path = FOLDER / name
    try:
        source = path.read_text(encoding="utf-8")
    except OSError:
        near = did_you_mean(name, [other.name for other in FOLDER.glob("*.py")])
        raise InputError(Diagnostic(f"there is no script solutions/{name}", hint=near)) from None
    check_imports(source, f"solutions/{name}")
    return Script(name, source, path)
