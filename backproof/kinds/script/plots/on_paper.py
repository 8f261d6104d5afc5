"""The figures of a part about a script: their captions, and their texts for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.answer import Figure
from backproof.kinds.script.keys import Program
from backproof.kinds.script.plots.results import ResultPlot
from backproof.kinds.script.runs.running import Plot
from backproof.terms.term import Item
from backproof.texts.markdown import read, require_visible
from backproof.texts.prose import Prose


@dataclass(frozen=True)
class PlotOnPaper:
    """A figure: its name among the drawings, the script's name for it if that saved it, and its caption."""

    figure: str
    saved_as: str
    caption: Prose


def on_paper(
    item: Item, data: Program, saved: Sequence[Plot], drawn: Sequence[ResultPlot]
) -> tuple[PlotOnPaper, ...]:
    """Return the figures that the script saves, then those drawn of results, with captions.

    Raises InputError unless each has a text for those who do not see it, and no caption is left over.
    """
    _require_alternatives(item, data, saved)
    if len(data.captions) > len(saved):
        message = f"{len(data.captions)} captions for {len(saved)} figures"
        raise item.error(
            message, "captions", expected=f"{len(saved)}, one for each figure that the script saves"
        )
    entries: list[tuple[str, str, tuple[str | int, ...]]] = [
        (plot.name, data.captions[place] if place < len(data.captions) else "", ("captions", place))
        for place, plot in enumerate(saved)
    ]
    entries += [("", one.keys.caption, ("plots", one.place, "caption")) for one in drawn]
    found = []
    for number, (saved_as, caption, keys) in enumerate(entries, start=1):
        with item.locating(*keys):
            found.append(PlotOnPaper(f"{item.id}-plot-{number}", saved_as, read(caption)))
    return tuple(found)


def figures(
    data: Program, paper: Sequence[PlotOnPaper], saved: Sequence[Plot], drawn: Sequence[ResultPlot]
) -> Iterator[Figure]:
    """Yield what each figure on paper shows."""
    of_files = zip(paper, saved, data.alternatives, strict=False)
    for plot, file, alternative in of_files:
        yield Figure(plot.figure, f"{__package__}.saved", {"content": file.pdf, "alternative": alternative})
    for plot, of_results in zip(paper[len(saved) :], drawn, strict=True):
        yield of_results.figure(plot.figure)


def _require_alternatives(item: Item, data: Program, saved: Sequence[Plot]) -> None:
    given = len(data.alternatives)
    for place, text in enumerate(data.alternatives):
        if not text.strip():
            raise item.error("this text is empty", "alternatives", place, expected="what the figure shows")
        with item.locating("alternatives", place):
            require_visible(text)
    if given > len(saved):
        raise item.error(f"{given} alternatives for {len(saved)} figures", "alternatives")
    if given < len(saved):
        message = f"the figure '{saved[given].name}' of {data.script} has no text for those who do not see it"
        hint = 'say what it shows: alternatives = ["The loss falls from 2 to 0.1 within 50 steps."]'
        raise item.error(message, "alternatives" if given else "script", hint=hint)
