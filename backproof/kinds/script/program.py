"""A script as an answer: its function held against an expression, its runs, and what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backproof.answer import Answer, Check, Latex, SolvedPart
from backproof.kinds.script.keys import Program
from backproof.kinds.script.listings import Listed, listed
from backproof.kinds.script.plots.on_paper import PlotOnPaper, figures, on_paper
from backproof.kinds.script.plots.results import ResultPlot, result_plots
from backproof.kinds.script.runs.computed import Computed, Task, computed
from backproof.kinds.script.runs.running import Ran, Shown, allowed_imports, run_all
from backproof.kinds.shared.observing import Seen, checks_of, observations_claim, observed, seen, unstated
from backproof.numpy_scripts.script_file import Script, read_script
from backproof.observations.observed import Observation
from backproof.terms.term import Item, Term
from backproof.texts.markdown import read
from backproof.texts.prose import Prose

_MOST_IN_SUMMARY = 2


@dataclass(frozen=True)
class _Details:
    """The script for the template: its task if it has one, its lines, runs, figures and observations.

    `calls` are the expressions that give results, by the names of these.
    """

    script: str
    task: Task | None
    listing: Listed
    runs: tuple[Shown, ...]
    data: tuple[str, ...]
    plots: tuple[PlotOnPaper, ...]
    calls: tuple[tuple[str, str], ...]
    observations: tuple[Seen, ...]
    answer: Prose


def script_answer(item: Item, term: Term, label: str = "") -> SolvedPart:
    """Check and run the script; its text is among the files.

    Raises InputError at the line that doesn't fit, ScriptError if the script fails.
    """
    data = item.data_as(Program)
    imports = allowed_imports(item, data, term)
    with item.locating("script"):
        script = read_script(item.source.folder, data.script, imports)
    function = computed(item, data, script, term)
    ran = run_all(item, data, script, imports)
    drawn = result_plots(item, data.plots, ran.results)
    plots = on_paper(item, data, ran.plots, drawn)
    found = observed(item, data.claims, ran.results)
    paper = _details(item, data, script, function, ran, found, plots)
    answer = _answer(item, label, data, function, ran, found, paper, drawn)
    return SolvedPart(
        answer,
        figures=tuple(figures(data, plots, ran.plots, drawn)),
        warnings=(
            *(function.warnings if function else ()),
            *ran.warnings,
            *unstated(item, answer, "answer", ran.results),
        ),
        files={data.script: script.handed_in, **ran.data},
    )


def _details(  # noqa: PLR0913, PLR0917 (everything that the template shows)
    item: Item,
    data: Program,
    script: Script,
    function: Computed | None,
    ran: Ran,
    found: Sequence[Observation],
    plots: tuple[PlotOnPaper, ...],
) -> _Details:
    return _Details(
        script=data.script,
        task=function.task if function else None,
        listing=listed(item, data, script),
        runs=ran.shown,
        data=tuple(data.data),
        plots=plots,
        calls=tuple(data.calls.items()),
        observations=tuple(map(seen, found)),
        answer=_text(item, data.answer, "answer"),
    )


def _answer(  # noqa: PLR0913, PLR0917 (the answer's own parts)
    item: Item,
    label: str,
    data: Program,
    function: Computed | None,
    ran: Ran,
    found: Sequence[Observation],
    paper: _Details,
    drawn: Sequence[ResultPlot],
) -> Answer:
    formulas = [one.latex for one in paper.observations if one.latex]
    short = formulas[:_MOST_IN_SUMMARY] or [Latex(r"\text{exit code}\ 0")]
    latex = function.task.latex if function else Latex(r",\quad ".join(short))
    text = paper.listing.text if function else ran.output
    claim = observations_claim(data.script, ran.output, ran.results, found)
    claim = replace(claim, data={**claim.data, **_on_paper(paper), "told": _told(paper)})
    if drawn:
        claim = replace(claim, data={**claim.data, "plots": [one.claimed for one in drawn]})
    checks: tuple[Check, ...] = (function.check,) if function else ()
    return Answer(
        id=item.id,
        title=item.title,
        points=item.points,
        label=label,
        latex=latex,
        summary=latex,
        text=text,
        checks=(*checks, *ran.checks, *checks_of(found)),
        claims=(*((function.claim,) if function else ()), claim),
        is_open=not (function or found or drawn or paper.answer.blocks),
        details=paper,
    )


def _on_paper(paper: _Details) -> dict[str, object]:
    """Return what is listed for the claim: the lines of the script, and of how many runs the output."""
    listed = [[excerpt.first_line, excerpt.last_line] for excerpt in paper.listing.excerpts]
    return {"listed": listed, "shown": sum(bool(run.output) for run in paper.runs)}


def _told(paper: _Details) -> dict[str, object]:
    """Return what the words around listings, runs and results say."""
    runs = [[bool(run.arguments), run.is_cut] for run in paper.runs if run.output]
    return {
        "is_whole": paper.listing.is_whole,
        "runs": runs,
        "data": list(paper.data),
        "plots": len(paper.plots),
        "calls": [list(call) for call in paper.calls],
        "seen": [one.form for one in paper.observations],
        "has_answer": bool(paper.answer.blocks),
    }


def _text(item: Item, text: str, *keys: str | int) -> Prose:
    with item.locating(*keys):
        return read(text)
