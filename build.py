"""The composition root: hands this homework to the command line of `backproof`."""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib comes when there is work)


def main() -> None:
    """Run the command line for this homework; if the last build is still valid, its fast path answers."""
    from backproof.building import fast_path

    if fast_path.answer(ROOT, sys.argv[1:]):
        return
    import gc
    from pathlib import Path

    from backproof.building import prewarm

    prewarm.begin(ROOT, sys.argv[1:])
    import figures
    import solutions
    from backproof import cli
    from backproof.homework import Homework

    homework = Homework(
        root=Path(ROOT),
        load=solutions.load,
        terms=solutions.terms,
        solve=solutions.solve,
        draw=figures.draw,
        palette=figures.palette,
    )
    status = cli.main(homework)
    if status == 1:
        entering.repair(ROOT)
    # The garbage collections at interpreter exit would traverse every object for nothing.
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    sys.path[:0] = [] if ROOT in sys.path else [ROOT]
    from environment import entering

    entering.enter(ROOT, sys.argv[1:])
    main()
