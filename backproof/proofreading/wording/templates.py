"""Templates that word a part: those of its kind, or the author's own in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from backproof.answer import Answer, Solution

_AS_PARTS = ("dimension",)
_KIND = re.compile(r"kinds/(\w+)/")
# Templates whose words stand in parts of any kind.
_SHARED = (
    "macros.tex.j2", "parts.tex.j2", "worked.tex.j2", "rules.tex.j2", "rules_task.tex.j2", "matrices.tex.j2",
    "observed.tex.j2", "identities.tex.j2",
)  # fmt: skip


def _kinds_of(solution: Solution) -> Iterator[tuple[Answer, str]]:
    """Yield the answers of a question with the kinds whose templates state their tasks."""
    parts = getattr(solution.details, "parts", ())
    for answer, part in zip(solution.answers, parts, strict=False):
        if kind := _KIND.match(part.statement_template):
            yield answer, kind[1]


def _is_reworded(solution: Solution, kind: str, own: Sequence[str]) -> bool:
    """Return whether one of the author's own templates may have worded what parts of a kind say."""
    return any(name in (*_SHARED, solution.template) or name.startswith(f"kinds/{kind}/") for name in own)


def worded_by_kinds(solutions: Sequence[Solution], own: Sequence[str]) -> Mapping[str, str]:
    """Return the kinds of the answers that none of the author's own templates has worded, by their ids."""
    return {
        answer.id: kind
        for solution in solutions
        for answer, kind in (*_of_whole_questions(solution), *_kinds_of(solution))
        if not _is_reworded(solution, kind, own)
    }


def _of_whole_questions(solution: Solution) -> Iterator[tuple[Answer, str]]:
    """Yield the answers of a question of a kind that words each of its answers as it words a part."""
    question = _KIND.match(solution.template)
    if question and question[1] in _AS_PARTS:
        yield from ((answer, question[1]) for answer in solution.answers)


def answers_of_templates(solution: Solution, own: Sequence[str]) -> Iterator[Answer]:
    """Yield the answers of a question that none of the author's own templates may have worded."""
    if question := _KIND.match(solution.template):
        yield from () if _is_reworded(solution, question[1], own) else solution.answers
    for answer, kind in _kinds_of(solution):
        if not _is_reworded(solution, kind, own):
            yield answer
