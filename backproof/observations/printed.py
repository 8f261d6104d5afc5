"""Results in a printed text: `name = value`, tables with headings, numbers at the braces of a pattern."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from backproof.observations.values import Series, Value

_NUMBER = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf)"
# The name begins a line or follows other words; of a list, this is the beginning alone.
_NAMED = re.compile(
    rf"(?:^|(?<=[,;:|(])|(?<=\s))\s*(?P<name>[^\W\d_][\w/^|' -]*?)\s*(?:==?|:)\s*"
    rf"(?P<value>[\[(]|(?:True|False|{_NUMBER})(?![\w.]))"
)
# Units that stand right behind the numbers of a column.
_UNITS = "%|ns|us|µs|μs|ms|s|min|h|B|kB|KB|MB|GB|Hz|kHz|dB|x|×"
_CELL = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>{_UNITS})?")
_FEWEST_ROWS = 2


def named_results(output: str) -> dict[str, Value]:
    """Return the results that a text states by name; a name stated several times has a series of values."""
    found: dict[str, list[Value]] = {}
    for line in _joined(output.splitlines()):
        for match in _NAMED.finditer(line):
            value = _value(_whole(line, match.start("value")) or match["value"])
            if value is not None:
                found.setdefault(identifier(match["name"]), []).append(value)
    single = {name: values[0] if len(values) == 1 else Series(values) for name, values in found.items()}
    return {**single, **_objects(output), **_tables(output)}


def _objects(output: str) -> dict[str, Value]:
    """Return the entries of the JSON objects that stand on lines of their own; the last of a name counts."""
    found: dict[str, Value] = {}
    for line in output.splitlines():
        if not line.strip().startswith("{"):
            continue
        with suppress(ValueError, RecursionError):
            for name, content in json.loads(line).items():
                value = listed(content)
                if value is not None:
                    found[identifier(name)] = value
    return found


def _tables(output: str) -> dict[str, Series]:
    """Return the columns of all tables by their headings; the first one that has a heading keeps it.

    A table is a line of headings above at least two lines with as many cells, of which all, or all but the
    first, are numbers. The numbers of a column may have a unit, all of them the same.
    """
    found: dict[str, Series] = {}
    lines = output.splitlines()
    for place, line in enumerate(lines):
        headings = _cells(line)
        if len(headings) < 2 or any(_CELL.fullmatch(cell) for cell in headings):
            continue
        rows = list(_rows(lines[place + 1 :], len(headings)))
        if len(rows) < _FEWEST_ROWS:
            continue
        columns = list(zip(*rows, strict=True))
        labels = [] if _is_number(rows[0][0]) else list(columns[0])
        for heading, column in list(zip(headings, columns, strict=True))[bool(labels) :]:
            if len({_unit(cell) for cell in column}) > 1:
                continue
            numbers = [_number(cell) for cell in column]
            found.setdefault(identifier(heading), Series(numbers, labels))
    return found


def read_by(patterns: Mapping[str, str], output: str) -> dict[str, Value]:
    """Return the numbers that stand for the braces of each pattern, such as "loss {} after"."""
    found: dict[str, Value] = {}
    for name, pattern in patterns.items():
        parts = [r"\s+".join(map(re.escape, part.split())) for part in pattern.split("{}")]
        compiled = re.compile(rf"\s*({_NUMBER})\s*".join(parts))
        numbers = [float(number) for match in compiled.finditer(output) for number in match.groups()]
        if numbers:
            found[name] = numbers[0] if len(numbers) == 1 else Series(numbers)
    return found


def identifier(name: str) -> str:
    """Return a name as claims write it: letters, digits and underscores."""
    plain = unicodedata.normalize("NFKC", name)
    return re.sub(r"\W+", "_", plain.strip()).strip("_") or "_"


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, those of an array that is printed over several lines as one."""
    held = ""
    for line in lines:
        held = f"{held} {line.strip()}" if held else line
        if held.count("[") > held.count("]") and len(held) < 10_000:
            continue
        yield held
        held = ""
    if held:
        yield held


def _whole(line: str, start: int) -> str:
    """Return the list or tuple that begins at a place, up to its end; "" if there is none."""
    depth = 0
    for place in range(start, len(line)):
        depth += (line[place] in "[(") - (line[place] in "])")
        if not depth:
            return line[start : place + 1] if place > start else ""
    return ""


def _value(text: str) -> Value | None:
    """Return the value of a number, a truth, a list, or an array as numpy prints it."""
    text = text.strip()
    if text in ("True", "False"):
        return text == "True"
    if re.fullmatch(_NUMBER, text):
        return _number(text)
    spaced = re.sub(r"(?<=[\d.\]])\s+(?=[-+\d.\[n])", ", ", text)
    try:
        found = ast.literal_eval(spaced)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return listed(found)


def listed(value: object) -> Value | None:
    """Return lists and numbers, however deep, as series of floats; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value) if isinstance(value, float) else value
    if isinstance(value, list | tuple):
        items = [listed(item) for item in value]
        return Series(items) if all(item is not None for item in items) else None
    return None


def _cells(line: str) -> list[str]:
    """Return the cells of a line: between bars, tabs, or two spaces if it has any, else between spaces."""
    line = line.strip().strip("|")
    for separator in (r"\s*\|\s*", r"\t+", r"\s*,\s*|\s{2,}"):
        if re.search(separator, line.strip()):
            return [cell.strip() for cell in re.split(separator, line.strip()) if cell.strip()]
    return line.split()


def _rows(lines: Sequence[str], width: int) -> Iterator[list[str]]:
    """Yield the rows of a table, up to the first line that is none; a line of dashes is passed over."""
    for line in lines:
        if line.strip() and not line.strip(" -=+|:\t"):
            continue
        rows = [_cells(line), line.replace("|", " ").split()]
        cells = next((row for row in rows if len(row) == width and all(map(_is_number, row[1:]))), None)
        if cells is None:
            return
        yield cells


def _is_number(cell: str) -> bool:
    return _CELL.fullmatch(cell) is not None


def _unit(cell: str) -> str:
    match = _CELL.fullmatch(cell)
    return (match["unit"] or "") if match else ""


def _number(cell: str) -> float | int:
    """Return the number of a cell as it stands, but for hundredths; its unit is left out."""
    match = _CELL.fullmatch(cell)
    assert match
    number = match["number"]
    if match["unit"] == "%":
        return float(number) / 100
    return int(number) if re.fullmatch(r"[-+]?\d+", number) else float(number)
