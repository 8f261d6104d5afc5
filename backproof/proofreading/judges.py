"""Judges of claims in print by kind: of formulas, of the row of the summary, and of drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from backproof.answer import Answer
from backproof.proofreading.claims import calls, equations, identities, observations, results
from backproof.proofreading.derivatives import derivations, judging
from backproof.proofreading.derivatives.reading import Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.figures import curves, fits, graphs, plane_maps, projections, series, vectors
from backproof.proofreading.linear import dimensions, matrices, workings
from backproof.proofreading.linear.space import Space
from backproof.proofreading.optima import claims as optima
from backproof.proofreading.places import Places

_Claim = Mapping[str, Any]
Judge = Callable[[Answer, _Claim, Places], Iterator[Fault]]


def _derivatives(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    reading = Reading(claim)
    yield from judging.judge(reading, places.stated)
    yield from derivations.judge(reading, places.mine)
    yield from judging.judge_summary(reading, places.row) if places.row else ()
    for picture in places.pictures:
        yield from graphs.judge(reading, picture)


def _results(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    yield from results.judge(claim, places.mine)
    if network := results.network(claim):
        for picture in places.pictures:
            yield from graphs.judge(network, picture)
    yield from results.judge_summary(claim, places.row) if places.row else ()


def _shapes(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    yield from judging.judge_shapes(claim, places.mine, are_paired=True)
    yield from judging.judge_shapes(claim, places.row, are_paired=False) if places.row else ()


def _call(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    yield from calls.judge(claim, [*places.mine, *places.row])


def _equation(answer: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    # Of several claims in an answer in words, a summary has room for none.
    yield from equations.judge(claim, places.mine, places.row if not answer.by_author else ())


def _identity(answer: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    own = [formula for formula in places.mine if formula.place != "stated"]
    if answer.by_author:
        yield from identities.judge_among(claim, own)
        return
    yield from identities.judge(claim, own, places.row)


def _dimension(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    space = Space(claim)
    yield from dimensions.judge(space, [formula for formula in places.mine if formula.place != "stated"])
    yield from dimensions.judge_summary(space, places.row)
    judged = curves.judge_functions if claim["space"] == "functions" else vectors.judge
    for picture in places.pictures:
        yield from judged(space, picture)


def _optima(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    yield from optima.judge(claim, places)


def _matrices(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    yield from matrices.judge(claim, places.mine, places.row)
    yield from workings.judge(claim, places.mine, places.passages)
    for picture in places.pictures:
        judged = projections.judge
        if "A" in claim["given"]:
            judged = fits.judge if "b" in claim["given"] else plane_maps.judge
        yield from judged(claim, picture)


def _observations(_: Answer, claim: _Claim, places: Places) -> Iterator[Fault]:
    yield from observations.judge(claim, places.mine, places.passages)
    yield from series.judge(claim.get("plots", ()), places.pictures)


def _run(answer: Answer, _: _Claim, places: Places) -> Iterator[Fault]:
    for picture in places.pictures:
        yield from curves.judge_run(answer.text, picture)


JUDGES: Mapping[str, Judge] = {
    "derivatives": _derivatives,
    "results": _results,
    "shapes": _shapes,
    "script": _call,
    "equation": _equation,
    "identity": _identity,
    "dimension": _dimension,
    **dict.fromkeys(optima.KINDS, _optima),
    "matrices": _matrices,
    "observations": _observations,
    "run": _run,
}
