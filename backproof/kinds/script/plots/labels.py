"""The labels of a figure of results, whose formulas have the commands of an author's texts."""

from __future__ import annotations

from dataclasses import replace

from backproof.diagnostic import Diagnostic, InputError
from backproof.texts.formulas import formula


def require_label(text: str) -> None:
    """Raise InputError, with the column in the text, unless all that is in dollars is a formula.

    A dollar without its partner is one of money.
    """
    if "\n" in text:
        column = text.index("\n") + 1
        raise InputError(Diagnostic("a label has one line", None, 1, column, expected=r"\\ for a backslash"))
    parts = text.split("$")
    if len(parts) % 2 == 0:
        return
    for index in range(1, len(parts), 2):
        try:
            formula(parts[index])
        except InputError as error:
            fault = error.diagnostics[0]
            start = sum(len(part) + 1 for part in parts[:index])
            moved = replace(fault, line=1, column=start + (fault.column or 1), source=None)
            raise InputError(moved) from None
