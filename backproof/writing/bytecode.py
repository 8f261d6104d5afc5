"""Compiled templates, kept for the next start."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from backproof.writing import kept


class CompiledTemplates(jinja2.BytecodeCache):
    """A folder of compiled templates.

    Jinja compares the template's source, its own version and Python's; `compiler` names what else decides how
    a template is compiled.
    """

    def __init__(self, folder: Path, compiler: str) -> None:
        self.folder = folder
        self.compiler = compiler

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was kept; what is damaged or absent is compiled anew."""
        code = kept.read(self._file(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        kept.write(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}-{self.compiler}"
