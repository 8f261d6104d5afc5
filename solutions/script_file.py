"""The numpy script of a network: the file as it is, or filled in where it was written for another network."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from backproof.calculus.derive import Derivations
from backproof.calculus.elementwise import Function
from backproof.calculus.numpy_code import numpy_function
from backproof.diagnostic import BackproofError, InputError
from backproof.script import Excerpt, check_imports, constants, excerpt, fill, signature

from .term import Question

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """A script's name and text; `file` is where it stands, or None where its text was filled in."""

    name: str
    source: str
    file: Path | None

    def function(self, name: str) -> Excerpt:
        """The lines of one function, with their numbers."""
        return excerpt(self.source, name, self.name)

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The script as a file to run; errors about it name the script alone."""
        if self.file:
            yield self.file
            return
        with TemporaryDirectory(prefix="backproof-") as folder:
            path = Path(folder) / self.name
            path.write_text(self.source, encoding="utf-8", newline="\n")
            try:
                yield path
            except BackproofError as error:
                named = (replace(d, file=self.name) if d.file == path.as_posix() else d for d in error.diagnostics)
                raise type(error)(*named) from error
