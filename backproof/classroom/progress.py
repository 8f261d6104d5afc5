"""Progress of a class on the terminal: how many copies there are, and the time that the others will take."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

_BETWEEN_LINES = 10.0
_BETWEEN_CHANGES = 0.2


@dataclass
class Progress:
    """Tells of each copy: on a terminal in one line that changes, else in a line from time to time."""

    total: int
    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    made: int = 0
    failed: int = 0
    _started: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def note(self, *, failed: bool) -> None:
        """Count one more copy, and tell of it if it is time to."""
        self.made, self.failed = self.made + 1, self.failed + failed
        now = time.monotonic()
        live = self.stream.isatty()
        due = now - self._told >= (_BETWEEN_CHANGES if live else _BETWEEN_LINES) or self.made == self.total
        if self.quiet or not due:
            return
        self._told = now
        line = told(self.made, self.total, self.failed, now - self._started)
        ending = "\n" if not live or self.made == self.total else ""
        self.stream.write(f"\r\x1b[K{line}{ending}" if live else f"{line}\n")
        self.stream.flush()


def told(made: int, total: int, failed: int, seconds: float) -> str:
    """Return the line about `made` of `total` copies after so many seconds."""
    left = seconds / made * (total - made) if made else 0.0
    facts = [f"{made:,} of {total:,} copies"]
    facts += [f"{failed:,} failed"] * bool(failed)
    facts += [f"about {_duration(left)} left"] * (made < total)
    return ", ".join(facts)


def _duration(seconds: float) -> str:
    """Return a length of time in its largest unit, and of hours the minutes, too."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
