"""`clean`: everything generated goes, and nothing else."""

from __future__ import annotations

import shutil

import click

from backproof.homework import Homework


@click.command()
@click.pass_obj
def command(homework: Homework) -> None:
    """Remove everything generated: out/ with its PDFs, and what was kept to build faster."""
    if not homework.out.is_dir():
        print("there is nothing to remove")
        return
    files = sum(path.is_file() for path in homework.out.rglob("*"))
    shutil.rmtree(homework.out)
    print(f"removed {homework.out.name}/ with {files} file{'' if files == 1 else 's'}")
