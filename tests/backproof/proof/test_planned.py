"""Evidence that is gone: an answer without one of its planned checks does not pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof.pipeline import faults_of
from tests.solved import solved


@pytest.fixture(scope="module", params=["q1", "q2", "q4"])
def answers(request: pytest.FixtureRequest):
    return next(solution for solution in solved("2025-fall") if solution.id == request.param).answers


PLANNED = {
    "q1": "central differences",
    "q2a": "rows of the table",
    "q2b": "lines run as a program",
    "q4a": "both bounds meet",
    "q4c": "A v = 0",
    "q4e": "certificate as printed",
}


def test_a_planned_check_that_was_not_made_is_a_fault(answers) -> None:
    for answer in answers:
        assert not faults_of(answer)
        if method := PLANNED.get(answer.id):
            fewer = tuple(check for check in answer.checks if check.method != method)
            assert len(fewer) < len(answer.checks)
            found = faults_of(replace(answer, checks=fewer))
            assert any(f"the planned check '{method}" in fault.message for fault in found)
