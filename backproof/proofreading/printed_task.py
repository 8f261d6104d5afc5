"""The place of a part's task in print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backproof.proofreading.formulas import Passage, group_at

_TASK = re.compile(r"\\begin\{(?P<kind>statement|labelled)\}")


def task_of(passages: Sequence[Passage]) -> tuple[int, int, bool]:
    """Return where the task of a part begins and ends, and whether it is stated by the kind's template."""
    for passage in passages:
        if found := _TASK.search(passage.latex):
            at = found.end()
            while passage.latex[at : at + 1] == "{":  # The label and the points.
                _, at = group_at(passage.latex, at)
            end = passage.latex.find(rf"\end{{{found['kind']}}}", at)
            return passage.start + at, passage.start + end, bool(passage.latex[at:end].strip())
    return 0, 0, False
