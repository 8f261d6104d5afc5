"""The composition root: names this homework's packages to the command line of `backproof`.

It runs in the environment in `.venv`, which is made first if it isn't there; any Python may start it.
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib comes when there is work)


def main() -> None:
    """Run the command line; all packages are importable."""
    from backproof import entry

    # `test` needs packages of its own, and is run before this.
    own = {"test": "Check style and types, and run the tests."}
    entry.run(ROOT, solutions="solutions", figures="figures", own_commands=own)


if __name__ == "__main__":
    # A caller can have Python leave the script's folder out of the path.
    sys.path[:0] = [] if ROOT in sys.path else [ROOT]
    from environment import entering

    entering.run(ROOT, main)
