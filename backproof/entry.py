"""The entry point of `build.py`: the fast path, then the command line.

Only the standard library is imported here, and little of it: every start pays for these imports.
"""

from __future__ import annotations

import sys


def run(root: str, *, solutions: str, figures: str) -> None:
    """Run the command line for the homework in `root`, whose packages are `solutions` and `figures`.

    If the last build is still valid, the fast path answers.
    """
    from backproof.building import fast_path
    from backproof.building.sources import Tree

    tree = Tree(root, (solutions, figures))
    if fast_path.answer(tree, sys.argv[1:]):
        return
    import gc
    from pathlib import Path

    from backproof.building import prewarm

    prewarm.begin(tree, sys.argv[1:])
    from backproof import cli, homework

    status = cli.main(homework.of_packages(Path(root), solutions, figures))
    # The garbage collections at interpreter exit would traverse every object for nothing.
    gc.freeze()
    sys.exit(status)
