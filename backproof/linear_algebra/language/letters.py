"""Letters of an answer beside the symbols of its question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.language.reading import symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.printing import Matrix, name_latex

# Usual letters in place of one that is taken.
_OTHERS = {"A": "MBC", "b": "dfgh", "y": "wuvz", "x": "vwuz", "v": "wuz"}
_ANY = "wuvzqrmkhgABCDEFGHKLMNPQRSTUVWXYZ"


def coefficients_letter(*matrices: Matrix) -> str:
    """Return the letter of coefficients: c, or a Greek one if c is a symbol of the question."""
    return r"\gamma" if "c" in symbols_of(*matrices) else "c"


def free_letter(letter: str, taken: Iterable[str]) -> str:
    """Return the letter, or another one if a name is printed as it is."""
    printed = {name_latex(name) for name in taken}
    letters: Iterable[str] = (letter, *_OTHERS.get(letter, ()), *_ANY)
    return str(next(x for x in letters if x not in printed))


def combination_letters(*matrices: Matrix) -> tuple[str, str]:
    """Return the letters of coefficients and of their combination: c and y unless these are symbols."""
    return coefficients_letter(*matrices), free_letter("y", (*symbols_of(*matrices), "v"))


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
