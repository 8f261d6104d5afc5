"""`clean`: remove everything generated, and nothing else."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import click

from backproof.building import lock
from backproof.files.removal import remove_tree
from backproof.homework import Homework
from backproof.terminal import preview


@click.command()
@click.pass_obj
def command(homework: Homework) -> None:
    """Remove everything generated: out/ with its PDFs and its caches."""
    out = homework.out
    if not out.is_dir():
        print("there is nothing to remove")
        return
    with lock.held(homework.root, out, preview.steps(quiet=False)):
        held = out / "build" / ".lock"
        files = sum(_remove(path, but=held) for path in out.iterdir())
        # A process waiting for the lock checks that the file still exists; Windows keeps it while it is held.
        with suppress(OSError):
            held.unlink()
            held.parent.rmdir()
            out.rmdir()
    print(f"removed {out.name}/ with {files} file{'' if files == 1 else 's'}")


def _remove(path: Path, but: Path) -> int:
    """Remove a file, or a folder with everything in it except one file; return the number of files."""
    if path == but:
        return 0
    if not path.is_dir() or path.is_symlink():
        path.unlink()
        return 1
    if but.is_relative_to(path):
        return sum(_remove(inner, but) for inner in path.iterdir())
    removed = remove_tree(path)
    if os.path.lexists(path):
        # What is left tells why it can't be removed.
        shutil.rmtree(path)
    return removed
