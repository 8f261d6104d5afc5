"""Claims about a script's results: evaluated, in print, and as plain data."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backproof.answer import Answer, Check, Claim, Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.observations.observed import Observation, Side, observations
from backproof.observations.printed import named_results, read_by
from backproof.observations.saved import returned_results, saved_results
from backproof.observations.values import Value, plain
from backproof.running.runner import Run
from backproof.terms.term import Item
from backproof.writing.escape import escape
from backproof.writing.numerals import number_latex

_SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_MOST_NAMES = 8


@dataclass(frozen=True)
class Seen:
    """An observation for the template: its form, its formula, and the figures of the other forms.

    `subject` is the series or the first result, `other` the second one.
    """

    form: str
    latex: Latex
    subject: str
    other: str
    first: Latex
    last: Latex
    count: int


def results_of(run: Run, patterns: Mapping[str, str]) -> dict[str, Value]:
    """Return all results of a run by name: printed, saved, by patterns, and returned by calls."""
    return {
        **named_results(run.stdout),
        **saved_results(run.saved),
        **read_by(patterns, run.stdout),
        **returned_results(run.returned),
    }


def observed(item: Item, claims: Sequence[str], results: Mapping[str, Value]) -> list[Observation]:
    """Evaluate all claims; InputError at the claim that has no value."""
    found: list[Observation] = []
    for place, claim in enumerate(claims):
        with item.locating("claims", place):
            for one in observations(claim, results):
                _require_finite(one)
                found.append(replace(one, place=place))
    return found


def _require_finite(found: Observation) -> None:
    """Raise InputError if a result that a claim compares is infinite, or no number."""
    for side in found.sides:
        if side.value is not None and not math.isfinite(side.value):
            message = f"{side.text} is {side.value}, which is no finite number"
            raise InputError(Diagnostic(message, hint="claim what holds of results that are finite"))


def unstated(item: Item, answer: Answer, words: str, results: Collection[str] = ()) -> tuple[Diagnostic, ...]:
    """Warn of a run of which nothing is said, with the names of the results that claims may use.

    `words` is the key of the author's words about the run.
    """
    if not answer.is_open:
        return ()
    named = f" about {', '.join([*results][:_MOST_NAMES])}" if results else ""
    state = f'state what it shows: claims = ["..."]{named}, or {words} = "..."'
    (fault,) = item.error(
        f"{answer.id} has no answer yet: nothing is said of what {item.data['script']} shows",
        "script",
        hint=f"{state}; bundle refuses the part until then",
    ).diagnostics
    return (fault.as_warning(),)


def checks_of(found: Sequence[Observation]) -> Iterator[Check]:
    """Yield a check for each observation: its figure is 0 if it holds."""
    for observation in found:
        got = ", ".join(f"{side.text or 'difference'} = {side.value:g}" for side in _valued(observation))
        shown = ("", "") if observation.holds else (observation.text, got or "False")
        figure, entry = 0.0 if observation.holds else 1.0, ("claims", observation.place)
        yield Check("observation", observation.text, figure, 0.0, *shown, entry=entry)


def seen(observation: Observation) -> Seen:
    """Return an observation as the template prints it."""
    sides, form = observation.sides, observation.form
    if form == "comparison":
        signs = [_SIGNS[relation] for relation in observation.relations]
        printed = [_side(side) for side in sides]
        whole = " ".join(word for pair in zip(["", *signs], printed, strict=True) for word in pair).strip()
        return Seen(form, Latex(whole), "", "", Latex(), Latex(), 0)
    texts = [side.text for side in sides if side.text]
    figures = [number_latex(figure, 3) for figure in observation.figures] or [Latex(), Latex()]
    subject = texts[0] if texts else observation.text
    other = texts[1] if len(texts) > 1 else ""
    return Seen(form, Latex(), subject, other, figures[0], figures[-1], observation.count)


def observations_claim(
    script: str, output: str, results: Mapping[str, Value], found: Sequence[Observation]
) -> Claim:
    """Claim what was observed, with the results that the claims are about."""
    claims = [one.text for one in found]
    about = {name: value for name, value in results.items() if any(name in claim for claim in claims)}
    stated = {
        "script": script,
        "output": output,
        "claims": claims,
        "results": {name: plain(value) for name, value in about.items()},
    }
    return Claim("observations", stated)


def _valued(observation: Observation) -> list[Side]:
    return [side for side in observation.sides if side.value is not None]


def _side(side: Side) -> Latex:
    """Print one side: a number alone, or a text with its value."""
    if side.value is None:
        return _literal(side.text)
    value = number_latex(side.value, side.digits)
    return Latex(rf"\text{{\texttt{{{escape(side.text)}}}}} = {value}")


def _literal(text: str) -> Latex:
    number = float(text) if any(sign in text for sign in ".einf") else int(text)
    digits = next((n for n in range(1, 17) if float(f"{number:.{n}g}") == number), 17)
    return number_latex(number, max(digits, 2))
