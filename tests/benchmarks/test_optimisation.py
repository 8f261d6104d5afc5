"""A sample of the random problems of optimisation: none is answered wrongly."""

import random

import numpy as np
import pytest

from benchmarks.optimisation.__main__ import main
from benchmarks.optimisation.cases import KINDS, cases
from benchmarks.optimisation.polynomials import drawn


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_has_no_wrong_answer(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--kind", kind, "--count", "6"]) == 0, capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("kind", KINDS)
def test_a_campaign_has_no_wrong_answer(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--kind", kind, "--count", "15", "--seed", "5"]) == 0, capsys.readouterr().out


def test_the_oracles_know_a_wrong_answer() -> None:
    """A program's value that is one too high, and a step that ends elsewhere."""
    program = next(case for case in cases("linear_program", 50, 1) if not case.wrong(_answered(case)))
    wrong = [
        {**row, "value": f"{row['value']} + 1"} if row["key"] in ("max", "min") else row
        for row in _answered(program)
    ]
    assert program.wrong(wrong) or all(row["key"] not in ("max", "min") for row in wrong)
    step = next(case for case in cases("descent", 50, 1) if case.part.get("method") == "heavy ball")
    rows = _answered(step)
    rows[0]["value"] = ["99"] * len(rows[0]["value"])
    assert step.wrong(rows)


def _answered(case):
    from benchmarks.optimisation.ask import answers, rows

    return rows(answers(case.part)[0])


def test_the_oracles_derivatives_are_those_of_differences() -> None:
    f, point, step = drawn(random.Random(3), 2, 4), [0.7, -1.3], 1e-5
    for i in range(2):
        moved = [[x + s * step * (i == j) for j, x in enumerate(point)] for s in (1, -1)]
        slope = (f.at(moved[0]) - f.at(moved[1])) / (2 * step)
        assert np.isclose(slope, f.gradient(point)[i], atol=1e-6)
