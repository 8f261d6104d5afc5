"""Tasks to write or to run a script, in the words of the kind's template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backproof.proofreading.wording.skeletons import CODE, coded, listed

Claim = Mapping[str, Any]


def script(claim: Claim) -> tuple[str, ...]:
    """Return the task to run a script, or to write its function."""
    if "told" not in claim:
        functions = "⟦where ¶ is applied to every entry, |⟧"
        written = f"write the numpy function {CODE} in {CODE} that computes #"
        return (f"For ¶, {written} {functions}and run the file.",)
    data = [coded(name) for name in claim["told"]["data"]]
    reads = f", which reads {listed(data)}" if data else ""
    return (f"Run {coded(claim['script'])}{reads}, and say what it shows.",)
