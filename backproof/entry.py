"""The entry point of `build.py`: the fast path, then the command line.

Only the standard library is imported here, and little of it: every start pays for these imports.
"""

from __future__ import annotations

import sys


def run(root: str, *, solutions: str, figures: str) -> None:
    """Run the command line for the homework in `root`, whose packages are `solutions` and `figures`."""
    from backproof import acceleration
    from backproof.building import records, sources

    tree = sources.Tree(root, (solutions, figures))
    records.note(tree)
    if acceleration.answer(tree, sys.argv[1:]):
        return
    sources.drop_doubtful_bytecode(tree)
    from pathlib import Path

    acceleration.begin(tree, sys.argv[1:])
    from backproof import cli, homework

    sys.exit(cli.main(homework.of_packages(Path(root), solutions, figures)))
