"""The reach of a script where this system offers less than full confinement: in words, and refused."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.diagnostic import Diagnostic, InputError
from backproof.running.confinement import Isolation
from backproof.running.runner import isolation
from backproof.terminal.console import shown

_REACH = {
    "network": "use the network",
    "processes": "leave processes behind",
    "files": "change files elsewhere",
    "limits": "take all memory and time",
    "reads": "read files elsewhere",
    "calls": "use system calls that it does not need",
}


def reach(found: Isolation) -> tuple[str, ...]:
    """Return what a script could do under these restrictions and should not."""
    # Without the system calls for sockets there is no network either.
    held = {"network"} if found.calls else set()
    return tuple(words for name, words in _REACH.items() if not getattr(found, name) and name not in held)


def reach_warnings(found: Isolation, script: str) -> Iterator[Diagnostic]:
    """Warn once if the author's own script ran under less than full confinement."""
    if possible := reach(found):
        message = f"this system does not confine the script fully: it could {', '.join(possible)}"
        yield Diagnostic(message, shown(script), severity="warning")


def require_confinement() -> None:
    """Raise InputError where another person's script could do more than compute."""
    if possible := reach(isolation()):
        message = f"this system does not confine scripts fully: one could {', '.join(possible)}"
        hint = "--unconfined runs them nevertheless; Linux 6.2 and newer has what is missing"
        raise InputError(Diagnostic(message, hint=hint))
