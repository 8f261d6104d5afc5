"""The composition root: hands this homework to the command line of `backproof`."""

from __future__ import annotations

import sys
from pathlib import Path

from backproof import launch

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Run the command line for this homework."""
    launch.enter_environment(ROOT)
    import figures
    import solutions
    from backproof import cli
    from backproof.homework import Homework

    homework = Homework(
        root=ROOT,
        load=solutions.load,
        terms=solutions.terms,
        solve=solutions.solve,
        draw=figures.draw,
        palette=figures.palette,
    )
    sys.exit(cli.main(homework))


if __name__ == "__main__":
    main()
