"""Mutants whose document is another one, and as right: by file and change, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EQUIVALENT: Mapping[tuple[str, str], str] = MappingProxyType({
    ("backproof/drawing/scales.py", "operator: math.floor(self.high) + 1"): "an axis ends at another tick",
})  # fmt: skip
