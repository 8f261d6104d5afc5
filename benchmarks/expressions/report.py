"""The report of a campaign: a table of counts, and each finding with the command that reproduces it."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.expressions.judge import (
    ALARM,
    CODE,
    CRASH,
    LIE,
    LIE_TOLD,
    PROGRAM_ALARM,
    REFUSED,
    RESULT_ALARM,
    SLOW,
    UNREAD,
    WRONG,
    WRONG_TOLD,
    Outcome,
)

KINDS = (
    WRONG,
    WRONG_TOLD,
    LIE,
    LIE_TOLD,
    ALARM,
    RESULT_ALARM,
    PROGRAM_ALARM,
    CODE,
    CRASH,
    REFUSED,
    SLOW,
    UNREAD,
)
_PHASES = ("derive", "steps", "program", "code")


def details(index: int, outcome: Outcome, seed: int) -> Iterator[str]:
    """The findings of one case, and how to see them again."""
    if outcome.findings:
        yield f"#{index}  {outcome.case}"
        yield from (f"    {finding.kind}: {finding.says}" for finding in outcome.findings)
        yield f"    python -m benchmarks.expressions --seed {seed} --only {index}"


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Findings by kind, verdicts on lines, times, sizes, and what was refused."""
    yield f"{'finding':28}{'times':>8}{'expressions':>14}"
    times = Counter(finding.kind for o in outcomes for finding in o.findings)
    cases = Counter(kind for o in outcomes for kind in {finding.kind for finding in o.findings})
    yield from (f"{kind:28}{times[kind]:8}{cases[kind]:14}" for kind in KINDS)
    yield f"{'any':28}{sum(times.values()):8}{sum(bool(o.findings) for o in outcomes):14}"
    yield _counted("expressions", Counter(o.state for o in outcomes))
    yield _counted("lines", Counter(line for o in outcomes if o.state == "judged" for line in o.lines))
    for phase in _PHASES:
        yield _times(phase, [o.seconds[phase] for o in outcomes if phase in o.seconds])
    sizes = [o.nodes for o in outcomes if o.nodes]
    if sizes:
        yield f"nodes of the results: median {statistics.median(sizes):.0f}, largest {max(sizes)}"
    refusals = Counter(re.sub("[`'].*?[`']|\\d+", "…", o.lines[0]) for o in outcomes if o.state == "refused")
    yield from (f"refused {count:5} × {message[:120]}" for message, count in refusals.most_common())


def _counted(what: str, counts: Counter[str]) -> str:
    return f"{what}: " + ", ".join(f"{count} {state}" for state, count in counts.most_common())


def _times(phase: str, seconds: Sequence[float]) -> str:
    """Format the times of a phase: the median, the 99th percentile and the maximum."""
    if not seconds:
        return f"{phase}: never reached"
    ordered = sorted(seconds)
    most = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    middle, longest = statistics.median(ordered), ordered[-1]
    return f"{phase}: median {middle:.3f} s, 99 % within {most:.2f} s, longest {longest:.2f} s"


def as_data(index: int, outcome: Outcome) -> dict[str, object]:
    """An outcome for a file."""
    case = outcome.case
    return {
        "index": index,
        "text": case.text,
        "wrt": case.wrt,
        "order": case.order,
        "shapes": dict(case.shapes),
        "properties": dict(case.properties),
        "functions": case.functions,
        "state": outcome.state,
        "findings": [(finding.kind, finding.says) for finding in outcome.findings],
        "seconds": outcome.seconds,
        "nodes": outcome.nodes,
        "lines": outcome.lines,
    }
