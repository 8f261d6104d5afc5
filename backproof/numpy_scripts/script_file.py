"""The numpy script of a network: the file unchanged, or filled in if it was written for another network."""

from __future__ import annotations

import ast
import codecs
import io
import os
import re
import tokenize
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from backproof.diagnostic import BackproofError, Diagnostic, InputError, did_you_mean
from backproof.running.script import Excerpt, check_imports, excerpt, functions
from backproof.terminal.console import shown

_EXAMPLE = "gradients.py"


@dataclass(frozen=True)
class Script:
    """A script's name and text; `file` is its path, or None if its text was filled in.

    `encoding` is the one that the file declares, by custom UTF-8.
    """

    name: str
    source: str
    file: Path | None
    encoding: str = "utf-8"

    @property
    def handed_in(self) -> str | bytes:
        """The file's content: a text, or the bytes of one that is not UTF-8."""
        return self.source if self.encoding == "utf-8" else self.source.encode(self.encoding)

    @property
    def is_filled(self) -> bool:
        """True if functions of the file were generated."""
        return self.file is None

    @property
    def shown(self) -> str:
        """The script as messages name it: its path, or the bare name of a filled one."""
        return shown(self.file) if self.file else self.name

    def function(self, name: str) -> Excerpt:
        """Return the lines of one function, with their numbers."""
        return excerpt(self.source, name, self.name)

    def called_by(self, name: str) -> tuple[Excerpt, ...]:
        """Return the script's functions that one of them calls, directly or indirectly, in their order."""
        others = self.used_by(name) - {name}
        return tuple(self.function(other) for other in functions(ast.parse(self.source)) if other in others)

    def used_by(self, name: str) -> set[str]:
        """Return the names of the functions and classes that a function uses, itself among them."""
        tree = ast.parse(self.source)
        classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        bodies: dict[str, ast.stmt] = {**functions(tree), **classes}
        found, waiting = {name}, [name]
        while waiting:
            inside = {node.id for node in ast.walk(bodies[waiting.pop()]) if isinstance(node, ast.Name)}
            fresh = inside & set(bodies) - found
            found |= fresh
            waiting += fresh
        return found

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Provide the script as a file to run; errors in a filled one name the original file."""
        if self.file:
            yield self.file
            return
        with TemporaryDirectory(prefix=f"backproof-{os.getpid()}-") as folder:
            path = Path(folder) / self.name
            path.write_bytes(self.source.encode(self.encoding))
            try:
                yield path
            except BackproofError as error:
                raise type(error)(*(replace(fault, file=self.name) for fault in error.diagnostics)) from error


def read_script(folder: Path, name: str, allowed: Collection[str] = ("numpy",)) -> Script:
    """Read a script in `folder`; InputError if it is missing or imports what is not allowed."""
    if not re.fullmatch(r"[^/\\\0]+\.py", name):
        expected = f"the name of a Python file in {folder.name}/, such as {_EXAMPLE}"
        raise InputError(
            Diagnostic(f"'{name.encode('unicode_escape').decode()}' names no script", expected=expected)
        )
    path = folder / name
    file = shown(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        near = did_you_mean(name, [other.name for other in folder.glob("*.py")])
        there = f"{file} cannot be read: {error.strerror}"
        message = there if path.exists() else f"there is no script {file}"
        raise InputError(Diagnostic(message, hint=near)) from None
    encoding = _encoding(content, file)
    try:
        source = content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"byte 0x{error.object[error.start]:02x} is not {encoding.upper()}"
        line = error.object.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8"
        raise InputError(Diagnostic(message, file, line, hint=hint)) from None
    try:
        check_imports(source, file, allowed)
    except InputError as error:
        raise InputError(*(_with_hint(fault, folder) for fault in error.diagnostics)) from None
    return Script(name, source, path, encoding)


def _with_hint(fault: Diagnostic, folder: Path) -> Diagnostic:
    """Say how a module beside the script is imported, if that is what was refused."""
    module = re.fullmatch(r"import of '(\w+).*'", fault.message)
    if module is None or not (folder / f"{module[1]}.py").exists():
        return fault
    return replace(
        fault, hint=f'for a module beside it: imports = ["{module[1]}"] and data = ["{module[1]}.py"]'
    )


def _encoding(content: bytes, file: str) -> str:
    """Return the encoding that a script's first lines declare; InputError if Python does not know it."""
    lines = content.splitlines(keepends=True)[:2]
    declared = any(line.lstrip().startswith(b"#") and b"coding" in line for line in lines)
    if not (declared or content.startswith(codecs.BOM_UTF8)):
        return "utf-8"
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError as error:
        raise InputError(Diagnostic(f"not Python: {error}", file, 1, hint="save the file as UTF-8")) from None
