"""Small changes to numbers, texts, rows and lists, from which faults in dimensions are made."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from backproof.spaces.language.result import Dimension, Rows

# The kind of a fault, what it changes, and the dimension with it.
Fault = tuple[str, str, Dimension]


def wrong_rows(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Rows with one entry changed."""
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            for new in numbers(text)[:2]:
                yield f"({i}, {j}) = {new} for {text}", put(rows, i, put(row, j, new))


def numbers(text: str) -> list[str]:
    """Wrong numbers near a right one: its negative, one more, half of it, a little more."""
    try:
        value = Fraction(text)
    except ValueError:
        return [f"-({text})", f"{text} + 1"]
    wrong = [-value, value + 1, value / 2, value + Fraction(1, 10**9)]
    return list(dict.fromkeys(str(number) for number in wrong if number != value))


def resigned(text: str) -> str:
    """The text with its first sign turned, else with its first digit changed, else with a minus before it."""
    for old, new in (("- ", "+ "), ("+ ", "- "), ("-", "")):
        if old in text:
            return text.replace(old, new, 1)
    place = next((i for i, c in enumerate(text) if c.isdigit()), None)
    return f"-{text}" if place is None else f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"


def negated(text: str) -> str:
    """The text with a minus before it, or without its minus."""
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


def put(items: tuple[Any, ...], place: int, new: Any) -> tuple[Any, ...]:
    """The items with another one at a place."""
    return (*items[:place], new, *items[place + 1 :])


def twice(items: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    """The items with one of them repeated."""
    return (*items[: place + 1], *items[place:])


def cut(items: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    """The items without the one at a place."""
    return items[:place] + items[place + 1 :]
