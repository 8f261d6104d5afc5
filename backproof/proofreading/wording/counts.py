"""The numbers beside the answers: points, checks, lines of a file, the date; and what the head must name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from backproof.answer import Answer, Solution
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page, Passage, letters
from backproof.proofreading.wording.sentences import states

_HEADED = re.compile(
    r"\\(?P<level>section|subsection)\b[^\n]*?\\points\{(?P<points>[\d.]+)~\w+(?:, bonus)?\}[^\n]*"
    r"(?:\n\\label\{[^\n]*)?"
)
# A part without a title has its label before the points that stand beside its statement.
_BESIDE = re.compile(
    r"\\label\{part:([^{}]*)\}(?:(?!\\label\{part:).)*?\\begin\{labelled\}\{[^{}]*\}\{(?P<points>[\d.]+)~",
    re.DOTALL,
)
_LABEL = re.compile(r"\\label\{part:([^{}]*)\}")
_CHECKED = re.compile(r"\\checkedline\{[^{}\d]*(\d+)")
_LINES = re.compile(r"lines\s+(\d+)\s+to\s+(\d+)\s+of\s+\\texttt\{([^{}]*)\}")
_COUNTED = re.compile(r"(?<![\d.,/^])(\d+(?:\.\d+)?)(?:[ ~]|\\,)(?:check|point)(s?)\b")
_DATE = re.compile(r"(?:(\d+:\d\d)~([AP]M),\s+)?(\w+day),\s+(\w+)~(\d+),\s+(\d{4})")
_ROW = re.compile(r"\\hyperref\[part:([^\]]*)\](.*?)\\\\", re.DOTALL)
# Its rows and columns are none of the summary's.
_MATRIX = re.compile(r"\\begin\{(\w*matrix|array)\}.*?\\end\{\1\}", re.DOTALL)
_DEFAULT_HEAD = "%head\n"
_REACH = re.compile(r"values up to (\S+)$")


class Sheet(Protocol):
    """Statements of the head of a homework."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def due(self) -> datetime: ...  # noqa: D102
    @property
    def points(self) -> float: ...  # noqa: D102
    @property
    def maximum(self) -> float: ...  # noqa: D102
    @property
    def questions(self) -> Sequence[Any]: ...  # noqa: D102
    @property
    def author(self) -> Any: ...  # noqa: D102


def judge(text: str, page: Page, solutions: Sequence[Solution], sheet: Sheet | None) -> Iterator[Fault]:
    """Yield a fault for each number that is not that of the answers, and each missing name in the head."""
    answers = {answer.id: answer for solution in solutions for answer in solution.answers}
    yield from _points(text[: page.end], solutions, answers, sheet)
    yield from _rows(page, answers)
    for passage in page.passages:
        yield from _checks(passage, answers)
        yield from _lines(passage, page, solutions)
        yield from _nouns(passage.latex, passage.start)
    for answer in answers.values():
        yield from _reach(answer, page)
    yield from _appendix(text, page.end, answers)
    if sheet is not None:
        yield from _named(page.passages[0], (sheet.title, sheet.author.name, sheet.author.id))
        yield from _dated(page.passages[0], sheet)
        yield from _totals(page.passages[0], sheet, answers)


def judge_sheet(text: str, page: Page, solutions: Sequence[Solution], sheet: Sheet) -> Iterator[Fault]:
    """Yield a fault for each number of points that is not that of a task, and for another head."""
    answers = {answer.id: answer for solution in solutions for answer in solution.answers}
    yield from _points(text[: page.end], solutions, answers, sheet)
    for passage in page.passages:
        yield from _nouns(passage.latex, passage.start)
    yield from _named(page.passages[0], (sheet.title,))
    yield from _dated(page.passages[0], sheet)


def _points(
    text: str, solutions: Sequence[Solution], answers: dict[str, Answer], sheet: Sheet | None
) -> Iterator[Fault]:
    """Hold the points in headings, and beside statements, against those of the question or the part."""
    number = 0
    for found in _HEADED.finditer(text):
        label = _LABEL.search(found[0])
        worth = answers[label[1]].points if label and label[1] in answers else None
        if found["level"] == "section":
            number += 1
            worth = _worth(solutions[number - 1], sheet)
        yield from _unlike(found, worth)
    for found in _BESIDE.finditer(text):
        yield from _unlike(found, answers[found[1]].points if found[1] in answers else None)


def _worth(solution: Solution, sheet: Sheet | None) -> float:
    """Return the points of a question: of parts to choose from a few count, of bonus parts none."""
    stated = {question.id: float(question.points) for question in sheet.questions} if sheet else {}
    return stated.get(solution.id, sum(answer.points for answer in solution.answers))


def _unlike(found: re.Match[str], worth: float | None) -> Iterator[Fault]:
    if worth is not None and float(found["points"]) != worth:
        yield Fault(found.start("points"), f"{found['points']} points are stated, not {worth:g}")


def _rows(page: Page, answers: dict[str, Answer]) -> Iterator[Fault]:
    """Hold the points and the numbers of checks in the summary's rows against the answers."""
    head = page.passages[0]
    for found in _ROW.finditer(_MATRIX.sub(lambda matrix: " " * len(matrix[0]), head.latex)):
        cells = re.split(r"(?<!\\)&", found[2])
        answer = answers.get(found[1])
        if answer is None or len(cells) != 4:
            continue
        stated = [re.match(r"\s*([\d.]+|none\b)", cell) for cell in cells[2:]]
        numbers = [0 if match[1] == "none" else float(match[1]) for match in stated if match]
        if numbers != [answer.points, len(answer.checks)]:
            yield Fault(
                head.start + found.start(2),
                f"the row of {answer.id} states other points or checks",
            )


def _totals(head: Passage, sheet: Sheet, answers: dict[str, Answer]) -> Iterator[Fault]:
    """Hold the last row of the summary against the sums."""
    last = re.search(r"\\hline\s*&([^&]*)&([^&]*)&([^&]*?)\\\\", head.latex)
    if last is None:
        return
    worth = sheet.points
    checks = sum(len(answer.checks) for answer in answers.values())
    numbers = [float(found[1]) for cell in last.groups()[1:] if (found := re.match(r"\s*([\d.]+)", cell))]
    if numbers != [worth, checks]:
        yield Fault(head.start + last.start(2), "the last row of the summary states other sums")
    cap = re.search(r"([\d.]+)~point", last[1])
    if bool(cap) != (sheet.maximum < worth) or (cap and float(cap[1]) != sheet.maximum):
        yield Fault(head.start + last.start(1), f"the points are at most {sheet.maximum:g}")


def _checks(passage: Passage, answers: dict[str, Answer]) -> Iterator[Fault]:
    """Hold the number of checks below a part against its answer; it is stated once."""
    answer = answers.get(passage.part)
    for number, found in enumerate(_CHECKED.finditer(passage.latex)):
        at = passage.start + found.start(1)
        if answer and int(found[1]) != len(answer.checks):
            yield Fault(at, f"{passage.part} has {len(answer.checks)} checks, not {found[1]}")
        if number:
            yield Fault(at, f"the number of checks of {passage.part} is stated twice")


def _lines(passage: Passage, page: Page, solutions: Sequence[Solution]) -> Iterator[Fault]:
    """Hold "lines 3 to 9 of a.py" against the listings of the part."""
    files = {letters(name): text for solution in solutions for name, text in solution.files.items()}
    listed = [listing.letters for listing in page.listings if listing.part == passage.part]
    for found in _LINES.finditer(passage.latex):
        content = files.get(letters(found[3].replace(r"\_", "")), "")
        encoded = content.encode() if isinstance(content, str) else content
        lines = [line.decode("ascii", "ignore") for line in encoded.splitlines()]
        chosen = lines[int(found[1]) - 1 : int(found[2])] or [""]
        if not (chosen[0].strip() and chosen[-1].strip()) or letters("".join(chosen)) not in listed:
            yield Fault(passage.start + found.start(), f"{found[0]} are not the lines that are listed")


def _nouns(latex: str, start: int) -> Iterator[Fault]:
    """Yield a fault for "14 check" and "1 points"."""
    for found in _COUNTED.finditer(latex):
        if (float(found[1]) == 1) == bool(found[2]):
            yield Fault(start + found.start(), f"'{found[0]}': number and noun do not agree")


def _appendix(text: str, end: int, answers: dict[str, Answer]) -> Iterator[Fault]:
    """Hold the table of the evidence against the checks: their numbers, and each method's worst figure."""
    rest = text[end:]
    yield from _nouns(rest, end)
    total = re.search(r"All (\d+) check", rest)
    if total and int(total[1]) != sum(len(answer.checks) for answer in answers.values()):
        yield Fault(end + total.start(), f"{total[1]} is not the number of checks")
    for found in re.finditer(r"\\label\{check:([^{}]*)\}.*?&\s*(\d+)\s*&(.*?)\\\\", rest):
        answer = answers.get(found[1])
        if answer is None:
            yield Fault(end + found.start(), f"there is no answer {found[1]}")
        elif int(found[2]) != len(answer.checks) or not _measured(answer, found[3]):
            yield Fault(end + found.start(2), f"the evidence of {answer.id} is not that of its checks")


def _measured(answer: Answer, cell: str) -> bool:
    """Return whether each figure in a row is the worst of a method, with its tolerance in parentheses."""
    worst: dict[str, tuple[float, float]] = {}
    for check in answer.checks:
        before, limit = worst.get(check.method, (-1.0, 1.0))
        if check.tolerance > 0 and check.figure / check.tolerance > before / limit:
            worst[check.method] = check.figure, check.tolerance
    return all(
        any(states(figure, found[0]) and states(tolerance, found[1]) for found in worst.values())
        for figure, tolerance in re.findall(r"\$([^$]*)\$ \$\(([^$]*)\)\$", cell)
    )


def _reach(answer: Answer, page: Page) -> Iterator[Fault]:
    """Yield a fault unless a part states up to where a script was compared, if something ended that."""
    limits = [float(found[1]) for check in answer.checks if (found := _REACH.search(check.subject))]
    stated = [f.latex for f in page.formulas if f.part == answer.id and f.question]
    for limit in dict.fromkeys(limits):
        if not any(states(latex, limit) for latex in stated):
            at = dict(page.labels).get(answer.id, page.end)
            yield Fault(at, f"{answer.id} does not state that it was compared up to {limit:g}")


def _named(head: Passage, names: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for a missing title or author; a homework's own head may leave names out."""
    words = set(re.findall(r"\w+", head.latex))
    for name in names if _DEFAULT_HEAD in head.latex else ():
        missing = [word for word in re.findall(r"\w+", str(name)) if word.isascii() and word not in words]
        if missing and str(name).isascii() and str(name).replace(" ", "").isalnum():
            yield Fault(head.start, f"the head does not state '{name}'")


def _dated(head: Passage, sheet: Sheet) -> Iterator[Fault]:
    """Yield a fault for another date than the due date."""
    for found in _DATE.finditer(head.latex):
        clock, half, *day = found.groups()
        shown = " ".join((*day, clock or "12:00", half or "AM"))
        try:
            stated = datetime.strptime(shown, "%A %B %d %Y %I:%M %p")
        except ValueError:
            stated = None
        due = sheet.due.replace(tzinfo=None, second=0, microsecond=0)
        if stated is None or (stated if clock else stated.date()) != (due if clock else due.date()):
            yield Fault(head.start + found.start(), f"{found[0]} is not the due date")
        elif f"{stated:%A}" != day[0]:
            yield Fault(head.start + found.start(), f"{found[0]} is no {day[0]}")
