"""Sentences about a run: what they say of its tables is computed anew from the output's text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.proofreading.faults import Fault
from backproof.proofreading.wording.sentences import Sentence, judged, states

_ITEM = re.compile(r"\\item(?![A-Za-z]).*?(?=\\item(?![A-Za-z])|\\end\{itemize\})", re.DOTALL)
_OF_A_DERIVATIVE = re.compile(r"\bd\w+/d\w+$")
_AGREEMENT = 1e-8
_FAR = 10.0


@dataclass(frozen=True)
class Table:
    """Rows of numbers in an output, with their header's words and the line above it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]

    def column(self, number: int) -> list[float]:
        """Return a column of numbers."""
        return [row[number] for row in self.rows]

    @property
    def curves(self) -> list[list[tuple[float, float]]]:
        """Each column against the first, from its largest value down."""
        return [
            sorted(zip(self.column(0), self.column(j), strict=True), reverse=True)
            for j in range(1, len(self.rows[0]))
        ]


def tables(output: str) -> Iterator[Table]:
    """Yield the tables of numbers that an output prints, each below a header."""
    lines = output.splitlines()
    number = 0
    while number < len(lines):
        rows: list[tuple[float, ...]] = []
        for line in lines[number:]:
            row = _numbers(line)
            if len(row) < 2 or (rows and len(row) != len(rows[0])):
                break
            rows.append(row)
        if rows:
            above = [line.strip() for line in lines[max(0, number - 2) : number]]
            header = re.split(r"\s{2,}", above[-1]) if above else []
            yield Table(above[0] if len(above) > 1 else "", tuple(header), tuple(rows))
        number += max(len(rows), 1)


def _numbers(line: str) -> tuple[float, ...]:
    """Return the numbers of a line that holds nothing else."""
    try:
        return tuple(float(word) for word in line.split())
    except ValueError:
        return ()


def judge(output: str, latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for each sentence of a part that its run's output contradicts."""
    found = list(tables(output))
    errors = [table for table in found if _OF_A_DERIVATIVE.search(table.title)]
    training = next((table for table in found if table.header[:2] == ("step", "loss")), None)
    if errors:
        yield from judged(OF_CHECKS, errors, latex, start)
        for at, item in _items(latex):
            table = next((table for table in errors if _is_about(item, table)), None)
            if table is not None:
                yield from judged(OF_WEIGHTS, table, item, start + at)
    if training:
        yield from judged(OF_TRAINING, training, latex, start)


def _items(latex: str) -> Iterator[tuple[int, str]]:
    for found in _ITEM.finditer(latex):
        yield found.start(), found[0]


def _is_about(item: str, table: Table) -> bool:
    """Return whether an item begins with the weight by whose gradient a table is titled, as dF/dW1."""
    name = re.match(r"\\item\s*\$([^$]*)\$", item)
    weight = re.sub(r"\\(?:mathrm|mathit|operatorname)|[^A-Za-z0-9]", "", name[1]) if name else ""
    return bool(weight) and re.sub(r"[^A-Za-z0-9/]", "", table.title).endswith(f"/d{weight}")


def _best(curve: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return min(curve, key=lambda point: math.inf if math.isnan(point[1]) else point[1])


def _worst(errors: Sequence[Table]) -> float:
    """Return the largest of the smallest errors of all columns."""
    found = [_best(curve)[1] for table in errors for curve in table.curves]
    return math.nan if any(map(math.isnan, found)) else max(found)


def _agree(errors: Sequence[Table]) -> bool:
    """Return whether each column comes below 1e-8, or is far larger on both sides of its best step."""
    return all(
        _best(curve)[1] <= _AGREEMENT or min(curve[0][1], curve[-1][1]) > _FAR * _best(curve)[1]
        for table in errors
        for curve in table.curves
    )


def _slopes(table: Table, *, large: bool) -> list[float]:
    """Return each curve's slope on log scales for steps above its best one, or below it."""
    found = []
    for curve in table.curves:
        best = _best(curve)
        far = [
            (math.log(h), math.log(error))
            for h, error in curve
            if (h > best[0] if large else h < best[0])
            and h > 0
            and 0 < error < math.inf
            and _FAR * best[1] <= error
        ]
        if len(far) > 2:
            (x, y), (u, v) = far[0], far[-1]
            found.append((y - v) / (x - u))
    return found


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else math.nan


def _falls(table: Table, found: re.Match[str]) -> bool:
    power = float(found[1].strip("{}"))
    fitted = [float(text) for text in re.findall(r"\d+\.\d+", found[2] or "")]
    slopes = _slopes(table, large=True)
    return abs(_median(slopes) - power) < 0.25 and all(
        min(slopes) - 0.1 <= slope <= max(slopes) + 0.1 for slope in fitted
    )


def _exactly_from(table: Table, found: re.Match[str]) -> bool:
    first, last, steps = table.rows[0], table.rows[-1], int(found[3])
    return states(found[1], first[1]) and states(found[2], last[1]) and steps == int(last[0])


def _rises(table: Table) -> list[int]:
    losses = table.column(1)
    return [int(table.rows[i][0]) for i in range(1, len(losses)) if not losses[i] < losses[i - 1]]


def _listed_rises(table: Table, found: re.Match[str]) -> bool:
    return [int(number) for number in re.findall(r"\d+", found[1])] == _rises(table)


_STEP = r"\$\\?[A-Za-z]+\$"
OF_CHECKS: tuple[Sentence[list[Table]], ...] = (
    Sentence(r"gradients agree with central differences", lambda errors, _: _agree(errors)),
    Sentence(r"gradients do not agree with central", lambda errors, _: not _agree(errors)),
    Sentence(rf"step size {_STEP} is at most \$([^$]*)\$", lambda errors, m: states(m[1], _worst(errors))),
    Sentence(
        r"\\text\{error\} \\le ([^,$\\]*(?:\\times[^,$\\]*)?)", lambda errors, m: states(m[1], _worst(errors))
    ),
    Sentence(r", below the \$", lambda errors, _: _agree(errors)),
    Sentence(r", above the \$", lambda errors, _: not _agree(errors)),
    Sentence(r"the (\d+) choices of sizes", lambda errors, m: len(errors[0].curves) == int(m[1])),
)
OF_WEIGHTS: tuple[Sentence[Table], ...] = (
    Sentence(r"error falls like \$\\?[A-Za-z]+\s*\^(\{?\d+\}?)\$(?: \(([^()]*)\))?", _falls),
    Sentence(
        r"grows like \$1/\\?[A-Za-z]+\$",
        lambda table, _: abs(_median(_slopes(table, large=False)) + 1) < 0.5,
    ),
    Sentence(
        rf"the largest {_STEP} is the best",
        lambda table, _: all(_best(curve) == curve[0] for curve in table.curves),
    ),
    Sentence(
        r"smallest errors lie between \$([^$]*)\$ and \$([^$]*)\$",
        lambda table, m: (
            states(m[1], min(_best(curve)[1] for curve in table.curves))
            and states(m[2], max(_best(curve)[1] for curve in table.curves))
        ),
    ),
)
OF_TRAINING: tuple[Sentence[Table], ...] = (
    Sentence(r"descent lowers the loss", lambda table, _: table.rows[-1][1] < table.rows[0][1]),
    Sentence(r"descent does not lower the", lambda table, _: not table.rows[-1][1] < table.rows[0][1]),
    Sentence(r"from \$([^$]*)\$ to \$([^$]*)\$ in (\d+) steps", _exactly_from),
    Sentence(r"it is \$([^$]*)\$ at the start and \$([^$]*)\$ after (\d+) steps", _exactly_from),
    Sentence(
        r"\\text\{loss\}\\colon\\ (\S+(?: \\times \S+)?) \\to (\d[\d.]*(?: \\times 10\^\{-?\d+\})?)",
        lambda table, m: states(m[1], table.rows[0][1]) and states(m[2], table.rows[-1][1]),
    ),
    Sentence(
        r"by a factor of \$([^$]*)\$", lambda table, m: states(m[1], table.rows[0][1] / table.rows[-1][1])
    ),
    Sentence(r"loss decreases at every printed step", lambda table, _: not _rises(table)),
    Sentence(r"loss does not decrease at steps? ([^.]*)\.", _listed_rises),
    Sentence(r"norm of the gradient ends at \$([^$]*)\$", lambda table, m: states(m[1], table.rows[-1][-1])),
)
