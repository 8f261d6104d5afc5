"""The form of a part's numbers: all of them exact, or all of them decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace as replaced
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from backproof.diagnostic import InputError
from backproof.kinds.shared.numbers.point import Numbers


class _Problem(Protocol):
    """A dataclass with a part's keys, of which `exact` and `decimals` are some, and its numbers."""

    @property
    def data(self) -> Any: ...
    @property
    def values(self) -> Mapping[str, Numbers]: ...


_Asked = TypeVar("_Asked", bound=_Problem)


def in_print(asked: _Asked, results: Callable[[_Asked], object]) -> _Asked:
    """Return the problem with exact numbers, or with decimals if a value has no short form, or if asked.

    `results` prints all values, and raises InputError at one that is too long.
    """
    exact: Any = replaced(asked, data=replace(asked.data, exact=True))  # type: ignore[type-var]
    if asked.data.exact or (asked.data.exact is None and _is_short(exact, results)):
        return exact  # type: ignore[no-any-return]
    rounded = {name: Numbers(value.exact, asked.data.decimals) for name, value in asked.values.items()}
    return replaced(exact, data=replace(asked.data, exact=False), values=rounded)  # type: ignore[no-any-return]


def _is_short(asked: _Asked, results: Callable[[_Asked], object]) -> bool:
    try:
        results(asked)
    except InputError:
        return False
    return True
