"""A function of the script, called in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from backproof.numpy_scripts.script_file import Script
from backproof.running.runner import Limits, call_function

Values = Mapping[str, Any]
Gradients = Sequence[Any]


class GradientFunction(Protocol):
    """A function that returns gradients, wherever it runs."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def at(self, places: Sequence[Values]) -> list[Gradients]: ...  # noqa: D102


@dataclass(frozen=True)
class ScriptedFunction:
    """A script's function of the named arguments, called within `limits`."""

    script: Script
    name: str
    arguments: tuple[str, ...]
    limits: Limits

    def at(self, places: Sequence[Values]) -> list[Gradients]:
        """Call the function at each of the places; ScriptError if it fails."""
        sets = [[values[name] for name in self.arguments] for values in places]
        with self.script.on_disk() as path:
            return list(call_function(path, self.name, sets, self.limits))
