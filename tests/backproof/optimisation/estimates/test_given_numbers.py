"""Numbers that a part gives of a model: each is used in its task and its answer, or told."""

from __future__ import annotations

from typing import Any

import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, judged, page

BETA = {"family": "beta", "a": 2, "b": 2}


@pytest.mark.parametrize("model", ["Bernoulli", "binomial"])
@pytest.mark.parametrize(("prior", "said"), [({}, "7/10"), (BETA, "9/14")])
def test_trials_are_given_by_their_number_and_that_of_successes(model: str, prior: Any, said: str) -> None:
    data = {"model": model, "n": 10, "successes": 7, "prior": prior}
    found = answer("likelihood", **data)
    assert said in found.text
    assert not doubts(found)
    text, solutions = page({"kind": "likelihood", **data})
    assert "10" in text
    assert not judged(text, solutions)


@pytest.mark.parametrize(
    ("model", "key"),
    [("exponential", "n"), ("Bernoulli", "n"), ("Poisson", "successes"), ("uniform", "scale"),
     ("normal", "variance"), ("normal mean", "mean"), ("gamma rate", "scale")],
)  # fmt: skip
def test_a_number_that_the_model_does_not_have_is_told(model: str, key: str) -> None:
    with pytest.raises(InputError, match=f"'{key}' is no number of this model") as caught:
        answer("likelihood", model=model, **{key: 3}, samples=[1, 1])
    assert f"leave '{key}' out" in str(caught.value.diagnostics[0].hint)


@pytest.mark.parametrize(
    ("given", "key", "said"),
    [
        ({"successes": 3}, "successes", "among trials"),
        ({"n": 4, "successes": 5}, "successes", "no so many successes"),
        ({"n": 4, "successes": "5/2"}, "successes", "no so many successes"),
        ({"n": 0, "successes": 0}, "n", "no such number"),
        ({"n": 4, "successes": 2, "samples": [1, 0]}, "successes", "samples state"),
    ],
)
@pytest.mark.parametrize("prior", [{}, BETA])
def test_trials_that_cannot_be_are_told_at_their_key(given: Any, key: str, said: str, prior: Any) -> None:
    with pytest.raises(InputError, match=said) as caught:
        answer("likelihood", model="binomial", prior=prior, **given)
    assert str(caught.value.diagnostics[0].source).startswith(f"{key} = ")


def test_one_sample_is_called_one() -> None:
    text, solutions = page({"kind": "likelihood", "model": "exponential", "samples": [3]})
    assert "The sample $3$ has the density" in text
    assert not judged(text, solutions)
    assert judged(text.replace("The sample $3$ has", "The samples $3$ are independent, each with"), solutions)
