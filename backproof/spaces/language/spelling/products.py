"""Entries that lack product signs, such as x^2|x|, and how they are written with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backproof.diagnostic import Diagnostic, InputError

_MOST_PRODUCTS = 40


class MissingProductError(InputError):
    """Two factors without a product sign; `place` is where it belongs in the text."""

    def __init__(self, place: int, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.place = place


def with_products(text: str, error: MissingProductError, read: Callable[[str], object]) -> InputError:
    """The error; if product signs are all that the entry lacks, its hint is the entry with them."""
    start, end = _entry_around(text, error.place)
    shown, place = text[start:end], error.place - start
    for _ in range(_MOST_PRODUCTS):
        shown = f"{shown[:place].rstrip()}*{shown[place:].lstrip()}"
        try:
            read(shown)
        except MissingProductError as further:
            place = further.place
        except InputError:
            break
        else:
            hint = f"write * between factors: {shown.strip()}"
            return InputError(replace(error.diagnostics[0], hint=hint))
    return error


def _entry_around(text: str, place: int) -> tuple[int, int]:
    """Start and end of the entry at a place: between commas and brackets, without those of a tuple."""
    start = max(text.rfind(mark, 0, place) for mark in ",[{") + 1
    end = min((at for mark in ",]}=" if (at := text.find(mark, place)) >= 0), default=len(text))
    while text[start:end].count("(") > text[start:end].count(")") and text[start:end].lstrip().startswith(
        "("
    ):
        start = text.index("(", start) + 1
    while text[start:end].count(")") > text[start:end].count("(") and text[start:end].rstrip().endswith(")"):
        end = text.rindex(")", start, end)
    return start, end
