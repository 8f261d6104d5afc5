"""The progress of an installation: a line that is rewritten on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from types import TracebackType

_SECONDS_BETWEEN_LINES = 10
_WIDTH = 79
_PACKAGE = re.compile(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9._-]+)")


class Progress:
    """A task and its duration so far, on standard error: `with Progress("Making it") as progress`."""

    def __init__(self, title: str) -> None:
        self._started = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self._told, self._text = 0.0, ""
        self._collected: set[str] = set()
        self._installed, self._collecting = 0, 0
        self._ended, self._counting = threading.Event(), threading.Lock()
        print(f"{title}.", file=sys.stderr, flush=True)

    def __enter__(self) -> Progress:
        self._thread = threading.Thread(target=self._tick, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        if error is None:
            seconds = time.monotonic() - self._started
            print(f"  the environment is ready after {seconds:.0f} s", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Stop writing, and remove the line from a terminal."""
        if not self._ended.is_set():
            self._ended.set()
            self._thread.join()
            if self._is_terminal:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def note(self, text: str) -> None:
        """State what is being done now."""
        self._text = text
        if not self._is_terminal:
            self._print()

    def expect(self, count: int) -> None:
        """Have so many processes followed."""
        self._collected, self._installed, self._collecting = set(), 0, count

    def follow(self, process: subprocess.Popen[str]) -> Iterator[str]:
        """Yield the lines that a pip prints, and state what they and those of the pips beside it tell."""
        assert process.stdout
        for line in process.stdout:
            package = _PACKAGE.match(line.strip())
            if package:
                self._collected.add(package[1])
                self._text = f"collecting packages: {len(self._collected)}, {package[1]}"
            elif line.startswith("Installing collected packages"):
                with self._counting:
                    self._installed += line.count(",") + 1
                    self._collecting -= 1
                    if self._collecting == 0:
                        self.note(f"installing {self._installed} packages")
            yield line

    def _tick(self) -> None:
        while not self._ended.wait(0.2 if self._is_terminal else 1):
            if self._is_terminal:
                sys.stderr.write(f"\r\x1b[K{self._line()[:_WIDTH]}")
                sys.stderr.flush()
            elif time.monotonic() - self._told > _SECONDS_BETWEEN_LINES:
                self._print()

    def _print(self) -> None:
        self._told = time.monotonic()
        if self._text:
            print(self._line(), file=sys.stderr, flush=True)

    def _line(self) -> str:
        return f"  {time.monotonic() - self._started:3.0f} s  {self._text}"
