"""A function of the script, called in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from backproof.diagnostic import Diagnostic
from backproof.numpy_scripts.script_file import Script
from backproof.running.branches import Side, untaken
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
    """A script's function of the named arguments, called within `limits`.

    `results` are the names that order the values of a dictionary which it returns. `taken` gathers the sides
    of branches that its calls have taken.
    """

    script: Script
    name: str
    arguments: tuple[str, ...]
    limits: Limits
    results: tuple[str, ...] = ()
    taken: set[Side] = field(default_factory=set, compare=False, repr=False)

    def at(self, places: Sequence[Values]) -> list[Gradients]:
        """Call the function at each of the places; ScriptError if it fails."""
        sets = [[values[name] for name in self.arguments] for values in places]
        with self.script.on_disk() as path:
            calls = call_function(path, self.name, sets, self.limits, results=self.results)
        self.taken.update(calls.taken)
        return list(calls.returned)

    def untaken(self) -> Iterator[Diagnostic]:
        """Yield a warning for each branch of the function, or of those that it calls, that no call took."""
        lines = self.script.source.splitlines()
        for branch, missing in untaken(self.script.source, self.taken, self.script.used_by(self.name)):
            where = f"the branch '{branch.text}' of {branch.owner}"
            if branch.has_condition:
                where = f"the case of {branch.owner} in which '{branch.text}' is {missing}"
            yield Diagnostic(
                f"no check reaches {where}",
                self.script.shown,
                branch.line,
                branch.column,
                hint="what the function returns there is not known to be right",
                source=lines[branch.line - 1],
                severity="warning",
            )
