"""The composition root: names this homework's packages to the command line of `backproof`."""

from __future__ import annotations

import os

from backproof import entry

ROOT = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib comes when there is work)

if __name__ == "__main__":
    entry.run(ROOT, solutions="solutions", figures="figures")
