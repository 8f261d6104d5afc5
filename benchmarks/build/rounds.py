"""One round of everything that is measured, in turns, so that a busy machine slows all alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from . import report
from .edits import PLACES, text_of
from .measure import Sample
from .peers import Computing, Tool
from .project import Bare, Project

Samples = defaultdict[str, list[Sample]]


def of_project(project: Project, bare: Bare, number: int, samples: Samples) -> None:
    """Everything of ours, bare TeX before each."""
    project.make()
    samples[report.NOTHING].append(project.make())
    for place in PLACES:
        samples[report.PASS].append(bare.one_pass())
        found = after(project, lambda place=place: project.edit_wording(place, number))
        found = found.against(samples[report.PASS][-1])
        samples[report.WORDING].append(found)
        samples[report.placed(report.WORDING, place)].append(found)
    samples[report.PASS].append(bare.one_pass())
    found = after(project, lambda: project.edit_expression(number))
    samples[report.EXPRESSION].append(found.against(samples[report.PASS][-1]))
    samples[report.FIXED_POINT].append(bare.fixed_point())
    found = project.cold_with_new_preamble(number)
    samples[report.NEW_PREAMBLE].append(found.against(samples[report.FIXED_POINT][-1]))
    samples[report.COLD].append(project.cold().against(samples[report.FIXED_POINT][-1]))


def of_watch(project: Project, bare: Bare, number: int, samples: Samples) -> None:
    """A save in each template while `watch` runs."""
    for place in PLACES:
        samples[report.PASS].append(bare.one_pass())
        found = project.saved_to_new_pdf(place, number).against(samples[report.PASS][-1])
        samples[report.WATCH].append(found)
        samples[report.placed(report.WATCH, place)].append(found)


def of_peer(peer: Tool, number: int, samples: Samples) -> None:
    """Another tool's cold, idle and edited builds."""
    samples[f"{peer.name}: {report.COLD}"].append(peer.cold())
    idle = peer.make()
    samples[f"{peer.name}: {report.NOTHING}"].append(idle)
    if f"{peer.name}: {report.NOTHING}" == report.IDLE_LATEXMK:
        samples[report.NOTHING][-1] = samples[report.NOTHING][-1].against(idle)
    for place in PLACES:
        found = after(peer, lambda place=place: peer.edit_wording(place, number))
        samples[f"{peer.name}: {report.WORDING}"].append(found)
    if isinstance(peer, Computing):
        found = after(peer, lambda: peer.edit_expression(number))
        samples[f"{peer.name}: {report.EXPRESSION}"].append(found)


def after(tool: Tool, edit: Callable[[], str]) -> Sample:
    """The build after an edit, and whether the edit is on the page: what it says stands there once more."""
    before = text_of(tool.pdf)
    shown = edit()
    sample = tool.make()
    return replace(sample, stale=text_of(tool.pdf).count(shown) <= before.count(shown))
