"""Listings in print: where a page may end."""

from __future__ import annotations

import pytest

from backproof.writing.listing import verbatim


@pytest.mark.parametrize(("count", "kept"), [(1, []), (2, [1]), (3, [1, 2]), (6, [1, 5])])
def test_the_first_and_the_last_line_do_not_stand_alone(count: int, kept: list[int]) -> None:
    rows = verbatim("\n".join("abcdef"[:count])).splitlines()[1:-1]
    assert [place for place, row in enumerate(rows) if row.startswith(r"\nobreak")] == kept
