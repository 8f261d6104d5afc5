"""The store of a class: answers and figures that its processes share."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from backproof.building.cache import Entry, Store
from backproof.writing import kept

_MOST = 4096
_TIDIED_AFTER = 256


class SharedStore(Store):
    """A store that several processes share: what was used last stays, and no more than a fixed number."""

    _put = 0

    def get(self, step: str) -> Entry | None:
        """Return a step's entry, and note that it was used."""
        found = super().get(step)
        if found:
            with suppress(OSError):
                os.utime(self._file(step))
        return found

    def put(self, step: str, facts: dict[str, str], value: Any) -> None:
        """Store a value; now and then, remove those that were not used for long."""
        super().put(step, facts, value)
        self._put += 1
        if self._put % _TIDIED_AFTER == 0:
            kept.tidy(self.folder, "*.entry", _MOST)
