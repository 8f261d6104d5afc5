"""Letters of an answer beside the symbols of its question."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.language.reading import symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.printing import Matrix, name_latex


def coefficients_letter(*matrices: Matrix) -> str:
    """Return the letter of coefficients: c, or a Greek one if c is a symbol of the question."""
    return r"\gamma" if "c" in symbols_of(*matrices) else "c"


def refuse_shared_names(result: Result, symbols: Sequence[str]) -> None:
    """Raise an InputError if a symbol is printed as a matrix or vector of the answer is."""
    items = (*result.given, *(item for outcome in result.outcomes for item in outcome.found))
    printed = {name for item in items for name in item.names}
    for name in symbols:
        if name_latex(name) in printed:
            raise InputError(
                Diagnostic(
                    f"the symbol '{name}' is the name of something else in this question",
                    expected="another name",
                    hint=f"write {name}1 in place of {name}",
                )
            )
