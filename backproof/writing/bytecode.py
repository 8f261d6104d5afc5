"""A bytecode cache of compiled templates."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from backproof.writing import kept


class CompiledTemplates(jinja2.BytecodeCache):
    """A folder of compiled templates.

    Jinja compares the template's source, its own version and Python's; `compiler` identifies everything else
    that affects compilation.
    """

    def __init__(self, folder: Path, compiler: str) -> None:
        self.folder = folder
        self.compiler = compiler

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the cached bytecode; if it is damaged or absent, Jinja compiles the template."""
        code = kept.read(self._file(bucket))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the compiled template."""
        kept.write(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}-{self.compiler}"
