"""The source files of a homework and their fingerprints. Imports little of the standard library."""

from __future__ import annotations

import hashlib
import os
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

# The prefix of the names of facts that are fingerprints of sources.
SOURCE = "source "
TEMPLATES = "templates"
_FILES = ("build.py", "author.toml", "requirements.txt")
# Importing pathlib would take a third of the time of a build with nothing to do.
_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
# The package may be in the homework's folder or, installed, anywhere else.
PACKAGE = os.path.dirname(_HERE)  # noqa: PTH120
PACKAGE_NAME = os.path.basename(PACKAGE)  # noqa: PTH119
_LARGEST = 32 * 2**20
_PASSING = ("~", ".pyc", ".swp", ".tmp")
# A folder of such a name stands where a file belongs.
_OF_FILES = (".j2", ".py", ".toml")


def digest(content: bytes) -> str:
    """Return the fingerprint of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path: str) -> str:
    """Return the fingerprint of the file at `path`, or `absent`."""
    try:
        with open(path, "rb", opener=_unblocked) as file:
            # Reading a pipe or a device might never end.
            return digest(file.read()) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else "absent"
    except OSError:
        return "absent"


def _unblocked(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Tree:
    """The source files of a homework: its packages, its templates, and the package `backproof` itself."""

    def __init__(self, root: str, packages: tuple[str, ...]) -> None:
        self.root, self.packages = root, packages

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the homework's source folders, which are below its root."""
        return (*self.packages, TEMPLATES)

    def files(self) -> dict[str, str]:
        """Map the name of every source file (`build.py`, `backproof/cli.py`) to its path on disk."""
        found = {name: os.path.join(self.root, name) for name in _FILES}  # noqa: PTH118
        for folder in self.folders:
            _walk(os.path.join(self.root, folder), folder, found)  # noqa: PTH118
        _walk(PACKAGE, PACKAGE_NAME, found)
        return found

    def digests(self) -> dict[str, str]:
        """Map the name of every source file to its fingerprint."""
        return {name: digest_of(path) for name, path in self.files().items()}

    def irregular(self) -> tuple[str, str] | None:
        """Return the first source that is there but no file that can be read to its end, and its fault."""
        for path in self.files().values():
            fault = _fault(path)
            if fault:
                return path, fault
        return None

    def stamps(self) -> dict[str, str]:
        """Map the path of every source file to its stamp."""
        return {path: stamp(path) for path in self.files().values()}


def _fault(path: str) -> str | None:
    try:
        found = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return "is a link that leads nowhere" if os.path.islink(path) else None  # noqa: PTH114
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if stat.S_ISREG(found.st_mode):
        large = found.st_size > _LARGEST
        return f"has more than {_LARGEST // 2**20} MB" if large else None
    return "is a folder" if stat.S_ISDIR(found.st_mode) else "is a pipe, a socket or a device"


def stamp(path: str) -> str:
    """Return a value that changes whenever the file at `path` is saved, even unchanged; or `absent`."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return "absent"
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def drop_doubtful_bytecode(tree: Tree, edited: Collection[str] = ()) -> None:
    """Remove compiled modules that were written less than a second after their source was saved, or before.

    Python compares only the source's size and its time in seconds, so it could run stale bytecode for a
    source that is saved twice within a second, or with its old time. The names in `edited` are those of
    sources whose content is known to differ from the last run's.
    """
    for source, path in tree.files().items():
        if not path.endswith(".py"):
            continue
        folder, name = os.path.split(path)
        compiled = f"{folder}/__pycache__/{name[:-3]}.{sys.implementation.cache_tag}.pyc"
        try:
            if source in edited or os.stat(compiled).st_mtime < os.stat(path).st_mtime + 1:  # noqa: PTH116
                os.unlink(compiled)  # noqa: PTH108
        except OSError:
            continue


def libraries() -> dict[str, str]:
    """Map every installed distribution to its version, from the folders' names on Python's path."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            continue
        for name in names:
            stem, ending = os.path.splitext(name)  # noqa: PTH122
            if ending in (".dist-info", ".egg-info"):
                distribution, _, version = stem.partition("-")
                found.setdefault(distribution.lower().replace("_", "-"), version)
    return found


def _walk(folder: str, name: str, found: dict[str, str]) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        inner = f"{name}/{entry.name}"
        if entry.name.startswith((".", "#")) or entry.name == "__pycache__":
            continue
        if _is_folder(entry) and not entry.name.endswith(_OF_FILES):
            # A link to a folder above would be walked for ever.
            if not entry.is_symlink() or not _leads_upwards(entry.path, folder):
                _walk(entry.path, inner, found)
        elif not entry.name.endswith(_PASSING):
            found[inner] = entry.path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads to itself.
        return False


def _leads_upwards(link: str, folder: str) -> bool:
    target, here = os.path.realpath(link), os.path.realpath(folder)
    return f"{here}{os.sep}".startswith(target.rstrip(os.sep) + os.sep)
