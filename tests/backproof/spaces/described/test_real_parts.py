"""Complex spaces over the real numbers, and Hermitian matrices, by real and imaginary parts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from backproof.diagnostic import InputError
from backproof.kinds.dimension.claims import dimension_claim
from backproof.proof import verify as verifier
from backproof.spaces.checking.verify import judged
from backproof.spaces.dimension import dimension

verify: Any = verifier
ASKED = {
    "C^3 over R": 6,
    "C over R": 2,
    "P_2(C) as a real vector space": 6,
    "the dimension of M_2(C) over the real numbers": 8,
    "span{(1,0),(i,0),(0,1),(0,i)} over R": 4,
    "span{(1,i),(2,2i)} over R": 1,
    "span{1, i, 1+i} over R": 2,
    "span{1 + i*x, i - x} over R": 2,
    "span{[[1,i],[0,0]], [[i,-1],[0,0]]} over R": 2,
    "span{(1,i),(i,-1)} over C": 1,
    "Hermitian 3x3 matrices over R": 9,
    "skew-hermitian 2x2 matrices": 4,
    "{A in M_2(C) : A* = A} over R": 4,
    "2x2 Hermitian matrices with trace 0": 3,
    "u(2)": 4,
    "su(3)": 8,
}


@pytest.mark.parametrize("text", ASKED)
def test_the_real_dimension_is_that_by_hand(text: str) -> None:
    found = dimension({"space": text})
    assert found.dimension == ASKED[text]
    assert found.passed
    claim = json.loads(json.dumps(dimension_claim(found).data))
    check = verify.OverField if "prime" in claim else verify.Dimension
    assert check(claim).check({"text": found.answer.text})


@pytest.mark.parametrize(
    ("text", "old", "new", "method"),
    [
        ("C^2 over R", "[i, 0]", "[2*i, 0]", "real and imaginary parts"),
        ("C^2 over R", "C^2", "C^3", "real dimension of the whole"),
        ("Hermitian 2x2 matrices", "hermitian:2", "skew-hermitian:2", "conditions put in"),
        ("2x2 Hermitian matrices with trace 0", ",traceless", "", "real dimension of the whole"),
    ],
)
def test_the_evidence_finds_other_elements(text: str, old: str, new: str, method: str) -> None:
    found = dimension({"space": text})
    assert found.translation is not None
    other = replace(found.translation, described=found.translation.described.replace(old, new, 1))
    failed = {check.method for check in judged(replace(found, translation=other)).checks if not check.passed}
    assert method in failed


def test_the_verifier_doubts_other_parts() -> None:
    claim = json.loads(json.dumps(dimension_claim(dimension({"space": "span{(1,i),(i,1)} over R"})).data))
    claim["real_parts"]["elements"][1] = "[i, 2]"
    with pytest.raises(verify.DoubtError, match="other parts"):
        verify.Dimension(claim).check({"text": "2"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hermitian 2x2 matrices over C", "no space over C"),
        ("span{e^(i*x), e^(-i*x)} over R", "over R"),
        ("span{(1,0),(i,0)} over Q", "complex elements over Q"),
        ("{p in P_3(R) : p(i) = p(1)}", "i in a condition on real polynomials"),
    ],
)
def test_what_is_no_space_over_the_reals_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        dimension({"space": text})
