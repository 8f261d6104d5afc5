"""Workers share the work of collecting: each compiles a part of the tests' modules for all of them.

pytest compiles a module of tests when it is first imported, and keeps what it compiled. The workers collect
in the same order, so that in a new checkout each would compile every module at the same time as the others.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sampling import is_sampled

_ROOT = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Any:
    """Import this worker's part of the modules before it collects all, where all are collected."""
    worker: dict[str, Any] = getattr(session.config, "workerinput", {})
    if worker and is_sampled(session.config):
        number = int(worker["workerid"].removeprefix("gw"))
        for name in module_names()[number :: worker["workercount"]]:
            import_early(name)
    return (yield)


def module_names() -> list[str]:
    """Return the names that pytest gives the modules of tests."""
    paths = sorted(path.relative_to(_ROOT) for path in Path(_ROOT, "tests").rglob("test_*.py"))
    return [".".join(path.with_suffix("").parts) for path in paths]


def import_early(name: str) -> None:
    """Import a module; a mistake in it, or a package that is missing, is told when it is collected."""
    try:
        importlib.import_module(name)
    except (Exception, pytest.skip.Exception):
        with contextlib.suppress(KeyError):
            del sys.modules[name]
