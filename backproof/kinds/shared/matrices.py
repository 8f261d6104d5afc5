"""Answers about matrices, with their claims: for every kind that asks for some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from backproof.answer import Answer, Claim, Latex, SolvedPart
from backproof.linear_algebra.checking.evidence import checks, planned
from backproof.linear_algebra.language.result import NUMBER, VECTORS, Line, Named, Outcome, Result
from backproof.spaces.exact.exact import NoPointError, TooLongError, UndecidedError
from backproof.spaces.exact.timed_work import timed
from backproof.spaces.language.formula_lines import packed, with_columns_in_a_line
from backproof.terms.term import Part, Term

# The summary's letters are smaller than those of the box.
_ROOM_IN_SUMMARY = 40
# Words of tasks that state what is given in other forms than matrices.
_OTHERWISE = {"equations", "polynomials", "formula"}
Solver: TypeAlias = Callable[[Part, Term], SolvedPart]


@dataclass(frozen=True)
class _Details:
    """The given and the found matrices for the template, with the lines between them."""

    given: Mapping[str, Named]
    lines: tuple[Any, ...]
    outcomes: tuple[Outcome, ...]
    words: Mapping[str, object]


def solved_part(part: Part, result: Result) -> SolvedPart:
    """Return the answer to a part with its evidence and its claim."""
    latex = _boxed(result)
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=latex,
        summary=_in_a_line(result),
        text="; ".join(_under(outcome, outcome.text) for outcome in result.outcomes),
        formulas=dict(_formulas(result)),
        checks=tuple(checks(result)),
        claims=(_claim(result),),
        details=_Details(
            {item.name: item for item in result.given}, result.lines, result.outcomes, result.words
        ),
    )
    return SolvedPart(answer)


def decided(solve: Solver) -> Solver:
    """Have a solver report what can't be decided or takes too long as an error of the part.

    The time is limited: how much work symbols and roots in matrices make can't be seen from them.
    """

    @wraps(solve)
    def bounded(part: Part, term: Term) -> SolvedPart:
        try:
            with part.locating():
                return timed(lambda: solve(part, term))
        except TooLongError as error:
            message = "the answer takes too long to be computed"
            raise part.error(message, hint="use fewer symbols, or simpler numbers") from error
        except NoPointError as error:
            message = f"the answer can't be proved: no point is found where {error.condition}"
            raise part.error(message, hint="use fewer symbols, or simpler numbers") from error
        except UndecidedError as error:
            message = "the answer can't be proved: whether a number is zero stays undecided"
            raise part.error(message, hint="use simpler numbers") from error

    return bounded


def _under(outcome: Outcome, text: str) -> str:
    before = outcome.condition.text if outcome.condition else ""
    return f"{before}: {text}" if before else text


def _boxed(result: Result) -> Latex:
    """Return the formulas of the box, as many in a line as fit, those of a case under its condition."""
    rows, before = [], ""
    for outcome in result.outcomes:
        under = outcome.condition.latex if outcome.condition else ""
        for formula in outcome.box if under else packed(outcome.box):
            condition = rf"{under}: \quad" if under != before else ""
            rows.append(f"{condition} & {formula}")
            before = under
    return Latex(rows[0].removeprefix(" & ")) if len(rows) == 1 else _aligned(rows)


def _aligned(rows: Sequence[str], between: str = r" \\[4pt] ") -> Latex:
    return Latex(rf"\begin{{aligned}} {between.join(rows)} \end{{aligned}}")


def _in_a_line(result: Result) -> Latex:
    """Return the formulas of the box side by side, in lines if there are many or if they have conditions."""
    if any(outcome.condition and outcome.condition.text for outcome in result.outcomes):
        return with_columns_in_a_line(_boxed(result))
    formulas = [formula for outcome in result.outcomes for formula in outcome.box]
    flat = with_columns_in_a_line(r",\quad ".join(formulas))
    lines = packed(dict.fromkeys(flat.split(r",\quad ")), _ROOM_IN_SUMMARY)
    return lines[0] if len(lines) == 1 else _aligned([f" & {line}" for line in lines], r" \\ ")


def _formulas(result: Result) -> Iterator[tuple[str, str]]:
    """Yield each found matrix as text, under its condition if it has one."""
    for outcome in result.outcomes:
        yield from ((_under(outcome, item.name), item.text) for item in outcome.found)


def _printed(item: Named) -> str | list[str]:
    """Return the printed name, "" if there is none; of several vectors, that of each."""
    return list(item.names) if item.form == VECTORS else item.latex


def _stated(result: Result) -> list[str]:
    """Return the names of the given matrices and vectors that the default task prints."""
    is_otherwise = any(result.words.get(word) for word in _OTHERWISE)
    return [item.name for item in result.given if item.form != NUMBER and not is_otherwise]


def _lines(lines: Sequence[Line]) -> list[list[Any]]:
    """Return the rule, the formulas and the number of stages of each line."""
    return [[line.rule, list(line.latex), len(line.stages)] for line in lines]


def _concluded(outcome: Outcome, result: Result) -> list[list[Any]]:
    """Return the line that ends a case: its formulas of the box, if it is one of several."""
    is_case = len(result.outcomes) > 1 and outcome.condition and outcome.condition.latex
    return [["conclusion", list(outcome.box), 0]] if is_case else []


def _claim(result: Result) -> Claim:
    cases: list[dict[str, Any]] = [
        {
            "task": outcome.task,
            "condition": outcome.condition.text if outcome.condition else "",
            "samples": [dict(sample) for sample in outcome.condition.samples] if outcome.condition else [{}],
            "found": {item.name: item.text for item in outcome.found},
            "printed": {item.name: _printed(item) for item in outcome.found},
            "free": list(outcome.free),
            "lines": [*_lines(outcome.lines), *_concluded(outcome, result)],
        }
        for outcome in result.outcomes
    ]
    data = {
        "given": {item.name: item.text for item in result.given},
        "printed": {item.name: _printed(item) for item in result.given},
        "symbols": list(result.symbols),
        "stated": _stated(result),
        "cases": cases,
        "lines": _lines(result.lines),
        "evidence": planned(result),
    }
    return Claim("matrices", data)
