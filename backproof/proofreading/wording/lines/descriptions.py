"""Lines that bring the description of a space to coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from backproof.proofreading.wording.skeletons import FORMULA, formulas

_FEW = 3
_COEFFICIENTS = "Row operations on the coefficient matrix do not change the solutions:"
_RELATIONS = "as columns preserve the linear relations among them:"
_VALUES = f"Row operations on the matrix with these values {_RELATIONS}"
_THESE = f"Row operations on the matrix with these {_RELATIONS}"
_IMAGES = f"Row operations on the matrix with the images {_RELATIONS}"
_DETERMINED = "which may be chosen freely, and linear relations hold for solutions if they hold for these."
# The words of each sort; where a sort has a number of lines, with what is said of these.
_OF_SORTS: Mapping[str, str] = MappingProxyType({
    "equation": f"A solution of # is determined by its # {_DETERMINED} "
    f"⟦The characteristic roots give solutions with the values # |⟧{_VALUES}",
    "functions": "All of these functions satisfy # A solution of this equation is determined by its # "
    f"{_DETERMINED} ⟦The functions have the values # |⟧{_VALUES}",
    "coordinates": "The functions are combinations of # which are independent, as different products of "
    f"powers, exponentials and waves are. Their coordinates are # {_THESE}",
    "real parts": "Real combinations of these are those of the vectors of their real parts, followed by the "
    f"imaginary parts: # {_THESE}",
    "complex space": "The space consists of the real combinations of the following, each with the vector of "
    f"its real parts, followed by the imaginary parts: # {_THESE}",
    "general solution": "The characteristic roots give all solutions of the equation, # and for these the "
    f"{{conditions}} # {_COEFFICIENTS}",
    "initial values": "A solution of the equation is determined by its initial values # which may be chosen "
    f"freely. For these, the {{conditions}} # {_COEFFICIENTS}",
    "pair": "{start} two spaces are spanned by #",
    "quotient": "In the coordinates of # a map has the kernel $W$: # Two elements lie in one coset if and "
    "only if they have the same image, so § is isomorphic to the image of $T$. The images {names} of a basis "
    f"span it: # {_IMAGES}",
})  # fmt: skip
_OF_MATRICES = (
    "The entries of each image, row by row, form a column. Row operations preserve the linear relations "
    "among the columns:"
)


def of_description(kind: str, described: Mapping[str, Any]) -> str:
    """Return the words about a description of a sort, of a space that is solved as one of a kind."""
    given, lines = described["given"], described["lines"]
    names = FORMULA if given > _FEW else formulas(given)
    conditions = "conditions say" if lines > 1 else "condition says"
    start = "In the coordinates of # the" if described["has_unknown"] else "The"
    if words := _OF_SORTS.get(described["sort"]):
        return words.format(names=names, conditions=conditions, start=start)
    if described["sort"] == "image":
        whose = "" if kind == "polynomials" else f"{names} "
        return f"The images {whose}of a basis span the image: # {_made(kind, described)}"
    if not lines:
        return f"⟦Every element of the space is # |⟧{_COEFFICIENTS}"
    return f"{start} {conditions} # {_COEFFICIENTS}"


def _made(kind: str, described: Mapping[str, Any]) -> str:
    """Return how the matrix of images is made."""
    if kind == "polynomials":
        rows = " ".join([FORMULA] * described["coordinates"])
        return f"With one column for each image and one row for the coefficients of each of {rows}:"
    return _OF_MATRICES if kind == "matrices" else _IMAGES
