"""Results are found by name in whatever a script prints or writes; claims about them are judged rightly."""

from __future__ import annotations

import io
import json
import math

import numpy as np
import pytest

from backproof.diagnostic import InputError
from backproof.observations.observed import observations
from backproof.observations.printed import named_results, read_by
from backproof.observations.saved import saved_results
from backproof.observations.values import plain
from backproof.proofreading.verifier import verify

PRINTED = """\
final loss = 0.0123
eta = 0.05, beta = 0: f falls
smoothness bound L: 0.531
A = [[1, 2], [3, 4]]
x = [1. 2.
 3.]
converged: True

step  loss    norm
0     1.5     2.0
1     0.75    1.0
2     0.375   0.5

rule      slope   best error
forward   1.00    1e-8
central   2.001   1e-11

| n  | time |
|----|------|
| 10 | 0.5  |
| 20 | 2.0  |
run 1 took k = 3
run 2 took k = 5
forward  best 6.1e-09 at 1e-8
central  best 1.7e-12 at 3e-6
"""
RESULTS = {**named_results(PRINTED), **read_by({"best": "best {} at"}, PRINTED)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("final_loss", 0.0123),
        ("eta", 0.05),
        ("beta", 0),
        ("smoothness_bound_L", 0.531),
        ("A", [[1, 2], [3, 4]]),
        ("x", [1.0, 2.0, 3.0]),
        ("converged", True),
        ("loss", [1.5, 0.75, 0.375]),
        ("slope", {"forward": 1.0, "central": 2.001}),
        ("best_error", {"forward": 1e-8, "central": 1e-11}),
        ("time", [0.5, 2.0]),
        ("best", [6.1e-9, 1.7e-12]),
    ],
)
def test_a_printed_result_has_its_name(name: str, value: object) -> None:
    assert plain(RESULTS[name]) == value


def test_a_name_that_is_printed_again_is_a_series() -> None:
    assert plain(named_results("k = 3\nk = 5\n")["k"]) == [3, 5]


def test_files_have_results_too() -> None:
    stream = io.BytesIO()
    np.savez(stream, losses=np.array([3.0, 1.0]), size=np.array(4))
    files = {
        "a.json": json.dumps({"rate": 2, "fast": {"steps": [1, 2]}, "name": "gd"}).encode(),
        "b.npz": stream.getvalue(),
        "c.csv": b"h,error\n0.1,0.01\n0.01,0.0001\n",
        "d.npz": b"PK\x03\x04 broken",
        "e.json": b"{",
    }
    found = {name: plain(value) for name, value in saved_results(files).items()}
    expected = {"rate": 2, "fast.steps": [1, 2], "losses": [3.0, 1.0], "size": 4}
    assert found == {**expected, "h": [0.1, 0.01], "error": [0.01, 0.0001]}


TRUE = [
    "final_loss < 0.02",
    "0.01 < final_loss <= 0.0123",
    "falls(loss)",
    "rises(step) and len(step) == 3",
    "agree(factor(loss), 0.5, 1e-12)",
    'abs(slope["central"] - 2) < 0.01',
    "rate(10.0**-step, 100.0**-step) > 1.99",
    "agree(x, [1, 2, 3], 1e-12)",
    "difference(x, [1, 2, 4]) == 0.25",
    "converged and not final_loss > 1",
    "max(loss, norm) == 2",
    "sum(loss[1:]) == 1.125",
    "norm < loss + 1",
    "A[1][0] == 3",
    "mean(loss) == 0.875",
    "loss[-1] / loss[0] == 1 / 4",
    "sqrt(log(exp(time[1]))) < pi / 2",
]
FALSE = [
    "final_loss < 0.01",
    "rises(loss)",
    "falls([1, 1])",
    "agree(x, [1, 2, 3.1], 1e-3)",
    "agree(x, loss[1:], 1)",
    "loss < 1",
    "norm(loss) > 5",
    "1 / 0 < 2",
    "factor(loss) < 0.499",
    "converged == False",
]


@pytest.mark.parametrize("claim", TRUE)
def test_a_true_claim_holds_by_both_readers(claim: str) -> None:
    assert all(one.holds for one in observations(claim, RESULTS))
    data = {name: plain(value) for name, value in RESULTS.items()}
    parts = [one.text for one in observations(claim, RESULTS)]
    with np.errstate(all="ignore"):
        assert all(verify.observed(part, data) for part in parts)


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_claim_fails_by_both_readers(claim: str) -> None:
    assert not all(one.holds for one in observations(claim, RESULTS))
    data = {name: plain(value) for name, value in RESULTS.items()}
    data = {"claims": [one.text for one in observations(claim, RESULTS)], "results": data}
    with np.errstate(all="ignore"), pytest.raises((verify.DoubtError, ArithmeticError)):
        verify.check_observations(data, {})


@pytest.mark.parametrize(
    "claim",
    [
        "__import__('os')",
        "loss.__class__ == 1",
        "(lambda: 1)() == 1",
        "[x for x in loss] == loss",
        "open == 1",
    ],
)
def test_the_verifier_runs_nothing_but_claims(claim: str) -> None:
    with pytest.raises(verify.DoubtError):
        verify.observed(claim, {"loss": [1.0]})


@pytest.mark.parametrize(
    ("claim", "column", "message"),
    [
        ("flnal_loss < 1", 1, "no result 'flnal_loss'"),
        ("loss[-1] < fals(loss)", 12, "'fals' is no word of claims"),
        ("loss[7] < 1", 1, "'loss' has 3 values"),
        ('slope["backward"] < 1', 1, "no row 'backward'"),
        ("loss < x + step[:2]", 8, "3 values meet 2"),
        ("rate(loss) > 1", 1, "'rate' is given 1 values"),
        ("loss in x", 1, "claims compare by"),
        ("loss <", 7, "cannot be read"),
        ("final_loss[0] < 1", 1, "is a single value"),
    ],
)
def test_a_claim_that_cannot_be_read_is_told_at_its_column(claim: str, column: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        list(observations(claim, RESULTS))
    (fault,) = caught.value.diagnostics
    assert fault.column == column
    assert message in fault.message


def test_figures_have_as_many_digits_as_make_the_relation_true() -> None:
    (one,) = observations("a < 2", {"a": 1.99999})
    rounded = float(f"{one.sides[0].value:.{one.sides[0].digits}g}")
    assert rounded < 2
    assert math.isclose(rounded, 1.99999)
