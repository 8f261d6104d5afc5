"""The filters of HTML templates: those of LaTeX templates that make plain values, and texts for a page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import pass_environment
from jinja2.environment import Environment
from jinja2.filters import make_attrgetter
from markupsafe import Markup

from backproof.web.markup import Html, escape
from backproof.writing import filters as latex_filters
from backproof.writing import numerals


def _plain(latex: str) -> str:
    """Return the words of a date or of points, which LaTeX sets with ties."""
    return latex.replace("~", "\u00a0")


def _points(value: float) -> str:
    """Format points with their noun: 1 point, 7.5 points."""
    return _plain(latex_filters.points(value))


def _decimal(value: float) -> str:
    """Format a number of at most four decimals without an exponent: 12.125."""
    return numerals.decimal(value)


def _date(value: datetime.date | datetime.datetime) -> str:
    """Format a date as `Monday, September 22, 2025`, with the time if it has one."""
    return _plain(latex_filters.date(value))


def _figure(value: float, digits: int = 2) -> str:
    """Format a number of the evidence to that many significant digits: 1.2e-15."""
    return f"{value:.{digits}g}"


def _trim(value: str) -> str:
    """Remove white space at both ends; HTML stays HTML."""
    return Html(value.strip()) if isinstance(value, Markup) else str(value).strip()


def _machine_date(value: datetime.date | datetime.datetime) -> str:
    """Format a date for the attribute of a `time` element."""
    return value.isoformat()


@pass_environment
def _join(
    environment: Environment, values: Iterable[Any], separator: str = "", attribute: Any = None
) -> Html:
    """Join the values, each escaped, with the separator between them."""
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return Html(escape(separator).join(map(escape, values)))


_FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "points": _points,
        "decimal": _decimal,
        "date": _date,
        "machine_date": _machine_date,
        "figure": _figure,
        "trim": _trim,
        "join": _join,
    }
)
_OF_LATEX = {"math", "number", "fixed", "clock", "code", "listing", "verbatim", "prose", "prose_inline"}


def all_filters(known: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return the filters of LaTeX templates without those that make LaTeX, and those that make HTML."""
    return {name: each for name, each in known.items() if name not in _OF_LATEX} | dict(_FILTERS)
