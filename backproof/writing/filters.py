"""The filters of templates: ones that produce LaTeX, and those of Jinja's that preserve it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import pass_environment
from jinja2.environment import Environment
from jinja2.filters import make_attrgetter

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing import numerals
from backproof.writing.escape import escape
from backproof.writing.listing import listing, verbatim
from backproof.writing.prose import prose, prose_inline
from backproof.writing.tables import figure, matrix, table

# Jinja's filters that preserve LaTeX. Those that rewrite text (upper, truncate, wordwrap, ...) or produce
# HTML (safe, escape, urlize, tojson, ...) are left out, and so is `random`: builds must be reproducible.
_KEPT = (
    "abs", "attr", "batch", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items",
    "last", "length", "list", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select",
    "selectattr", "slice", "sort", "string", "sum", "unique", "wordcount",
)  # fmt: skip
_LONGEST_RANGE = 1_000_000
_MOST_DIGITS = 100
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def math(value: object) -> Latex:
    """Return LaTeX unchanged; raises InputError for anything that no printer has made."""
    if not isinstance(value, Latex):
        raise InputError(
            Diagnostic(
                f"'math' takes LaTeX made by a printer, and this is {_described(value)}",
                hint="data is inserted without the filter; fixed LaTeX belongs to the template's own text",
            )
        )
    return value


def trim(value: str) -> str:
    """Remove white space at both ends; LaTeX stays LaTeX."""
    return Latex(value.strip()) if isinstance(value, Latex) else str(value).strip()


def number(value: float, digits: int = 2) -> Latex:
    """Format a number for math mode to `digits` significant digits: 1.2e-15 as 1.2 × 10^{-15}."""
    return Latex(numerals.number_latex(value, _few(digits)))


def fixed(value: float, decimals: int = 2) -> Latex:
    """Format a number with a fixed number of decimals: 2.00."""
    return Latex(f"{value:.{_few(decimals)}f}")


def _few(digits: int) -> int:
    if not isinstance(digits, int) or not 0 <= digits <= _MOST_DIGITS:
        message = f"a number of {digits!r:.20} digits"
        raise InputError(Diagnostic(message, expected=f"a whole number from 0 to {_MOST_DIGITS}"))
    return digits


def points(value: float) -> Latex:
    """Format points with their noun: 1 point, 7.5 points."""
    return Latex(f"{numerals.decimal(value)}~point{'' if value == 1 else 's'}")


def decimal(value: float) -> Latex:
    """Format a number of at most four decimals without an exponent, for text: 12.125."""
    return Latex(numerals.decimal(value))


def date(value: datetime.date | datetime.datetime) -> Latex:
    """Format a date as `Monday, September 22, 2025`, with the time if it has one, in any locale."""
    day = f"{_WEEKDAYS[value.weekday()]}, {_MONTHS[value.month - 1]}~{value.day}, {value.year}"
    return Latex(f"{clock(value)}, {day}" if isinstance(value, datetime.datetime) else day)


def clock(value: datetime.datetime) -> Latex:
    """Format the time of day as `11:59 PM`."""
    hour = value.hour % 12 or 12
    return Latex(f"{hour}:{value.minute:02}~{'AM' if value.hour < 12 else 'PM'}")


@pass_environment
def join(
    environment: Environment, values: Iterable[Any], separator: str = "", attribute: Any = None
) -> Latex:
    """Join the values, each escaped, with the separator between them."""
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return Latex(escape(separator).join(map(escape, values)))


def code(text: str) -> Latex:
    """Format text as inline code."""
    return Latex(rf"\texttt{{{escape(text)}}}")


def _described(value: object) -> str:
    text = repr(value)
    return f"a {type(value).__name__}: {text if len(text) <= 40 else text[:39] + '…'}"


_FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "math": math,
        "trim": trim,
        "number": number,
        "fixed": fixed,
        "points": points,
        "decimal": decimal,
        "date": date,
        "clock": clock,
        "join": join,
        "code": code,
        "listing": listing,
        "verbatim": verbatim,
        "prose": prose,
        "prose_inline": prose_inline,
    }
)


def _bounded_range(*bounds: int) -> range:
    """Return the range; InputError for one that no document goes through."""
    found = range(*bounds)
    # More numbers than an index can have are more than this one, too.
    if found[_LONGEST_RANGE:]:
        raise InputError(Diagnostic("a range is too long", expected=f"at most {_LONGEST_RANGE:,} numbers"))
    return found


GLOBALS: Mapping[str, Any] = MappingProxyType(
    {
        "range": _bounded_range,
        "zip": zip,
        "enumerate": enumerate,
        "listing": listing,
        "verbatim": verbatim,
        "table": table,
        "matrix": matrix,
        "figure": figure,
    }
)


def all_filters(jinja: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return all filters: those of Jinja's that preserve LaTeX, and the project's own."""
    return {name: jinja[name] for name in _KEPT if name in jinja} | dict(_FILTERS)
