"""The sample that the test command runs of tests with many cases; `-m rest` runs the remaining cases.

Of the long tests, `-m "slow and not rest"` runs the first case of each, as CI does, and `-m slow` every case.
A run that names files or tests leaves nothing out. Cases are evenly spread over the order in which they are
written, the first and the last among them; `@pytest.mark.sample(n)` states another number of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis.internal.conjecture import providers

CASES = 2
_PARTS = 4
# A random campaign in parts, of which the first runs by default: the test's first argument is `_part`.
campaign = pytest.mark.parametrize(
    "_part", [0, *(pytest.param(part, marks=pytest.mark.rest) for part in range(1, _PARTS))]
)


def left_out(count: int, size: int = CASES) -> set[int]:
    """Return the positions of the cases that a sample of this size leaves out, of `count` cases."""
    if count <= size:
        return set()
    steps = max(size - 1, 1)
    return set(range(count)) - {round(n * (count - 1) / steps) for n in range(size)}


@pytest.hookimpl(wrapper=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Iterator[None]:
    """Have no items made of the cases that a run of samples deselects: there are ten thousand of them."""
    yield
    config = metafunc.config
    if not is_sampled(config) or "not rest" not in config.option.markexpr:
        return
    function = metafunc.definition
    of_function = function.get_closest_marker("slow") is not None
    groups: dict[bool, list[Any]] = {}
    for case in metafunc._calls:
        is_slow = of_function or any(mark.name == "slow" for mark in case.marks)
        groups.setdefault(is_slow, []).append(case)
    dropped = {id(cases[n]) for slow, cases in groups.items() for n in _left_out_of(function, cases, slow)}
    metafunc._calls[:] = [case for case in metafunc._calls if id(case) not in dropped]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the cases that the sample leaves out as the rest, unless the run names what it runs."""
    if not is_sampled(config):
        return
    _draw_without_constants()
    for cases in _cases(items):
        is_slow = cases[0].get_closest_marker("slow") is not None
        for number in _left_out_of(cases[0], cases, is_slow):
            cases[number].add_marker(pytest.mark.rest)


def _draw_without_constants() -> None:
    """Have Hypothesis draw no constants of the sources, for which each worker would parse all of them."""
    providers._get_local_constants = lambda: providers._local_constants


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist, which is always given names, whether this run was."""
    node.workerinput["sampled"] = is_sampled(node.config)


def _left_out_of(function: pytest.Item, cases: Sequence[object], is_slow: bool) -> set[int]:
    own = function.get_closest_marker("sample")
    return left_out(len(cases), own.args[0] if own else 1 if is_slow else CASES)


def is_sampled(config: pytest.Config) -> bool:
    """Return whether this run names neither files nor tests."""
    told: dict[str, Any] = getattr(config, "workerinput", {})
    names_nothing = config.args_source is not pytest.Config.ArgsSource.ARGS and not config.option.keyword
    return bool(told.get("sampled", names_nothing))


def _cases(items: Sequence[pytest.Item]) -> Iterator[list[pytest.Item]]:
    """Yield the cases of each parametrized test, the slow ones apart."""
    groups: dict[tuple[pytest.Item | pytest.Collector | None, str, bool], list[pytest.Item]] = {}
    for item in items:
        if isinstance(item, pytest.Function):
            is_slow = item.get_closest_marker("slow") is not None
            groups.setdefault((item.parent, item.originalname, is_slow), []).append(item)
    yield from groups.values()
