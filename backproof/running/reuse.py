"""Reuse of runs: each is kept with all that it depends on, and made again if one of these differs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

_HERE = Path(__file__).parent


class Kept(Protocol):
    """An earlier run, as it is kept: the facts that it depended on, and its outcome."""

    @property
    def facts(self) -> dict[str, str]: ...  # noqa: D102
    @property
    def value(self) -> Any: ...  # noqa: D102


class Store(Protocol):
    """A place for outcomes by the name of their step."""

    def get(self, step: str) -> Kept | None: ...  # noqa: D102
    def put(self, step: str, facts: dict[str, str], value: Any) -> None: ...  # noqa: D102


_stores: list[tuple[Store, dict[str, str]]] = []


@contextmanager
def reusing(store: Store | None, machine: Mapping[str, str]) -> Iterator[None]:
    """Reuse inside the block what `store` keeps of runs on this `machine`; without a store, run them all."""
    if store is None:
        yield
        return
    code = {f"source {file.name}": _digest(file) for file in sorted(_HERE.glob("*.py"))}
    _stores.append((store, {**machine, **code}))
    try:
        yield
    finally:
        _stores.pop()


def facts_of(job: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return the facts of a job whose files lie in `folder`: their content, and all that it asks for."""
    files = {f"file {file.name}": _digest(file) for file in sorted(folder.iterdir())}
    return files | {"job": json.dumps(job, sort_keys=True)}


def earlier(step: str, facts: Mapping[str, str]) -> Any:
    """Return the outcome that is kept of a step with these facts; None if there is none."""
    if not _stores:
        return None
    store, around = _stores[-1]
    kept = store.get(step)
    return kept.value if kept and kept.facts == {**facts, **around} else None


def keep(step: str, facts: Mapping[str, str], outcome: Any) -> None:
    """Keep the outcome of a step with these facts."""
    if _stores:
        store, around = _stores[-1]
        store.put(step, {**facts, **around}, outcome)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
