"""`clean`: remove everything generated, and nothing else."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import click

from backproof import preview
from backproof.building import lock
from backproof.homework import Homework


@click.command()
@click.pass_obj
def command(homework: Homework) -> None:
    """Remove everything generated: out/ with its PDFs and its caches."""
    out = homework.out
    if not out.is_dir():
        print("there is nothing to remove")
        return
    with lock.held(out, preview.steps(quiet=False)):
        held = out / "build" / ".lock"
        files = [path for path in out.rglob("*") if path.is_file() and path != held]
        for path in out.iterdir():
            _remove(path, but=held)
        # A process waiting for the lock checks that the file still exists; Windows keeps it while it is held.
        with suppress(OSError):
            held.unlink()
            held.parent.rmdir()
            out.rmdir()
    print(f"removed {out.name}/ with {len(files)} file{'' if len(files) == 1 else 's'}")


def _remove(path: Path, but: Path) -> None:
    """Remove a file, or a folder with everything in it except one file."""
    if path == but:
        return
    if not path.is_dir() or path.is_symlink():
        path.unlink()
    elif but.is_relative_to(path):
        for inner in path.iterdir():
            _remove(inner, but)
    else:
        shutil.rmtree(path)
