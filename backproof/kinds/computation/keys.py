"""The keys of a part about formulas in numbers."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from backproof.terms.fields import Names
from backproof.terms.reading import Data

_MOST = 40


class Computation(Data, frozen=True, kw_only=True):
    """Formulas such as "H = -sum(p*log(p))", each over the numbers `at` and the formulas before it.

    `ask` names the values that are boxed, by default the last. Approximate values have `decimals`.
    Values are exact if they can be printed; otherwise, or with `exact = false`, all of them are decimals.
    """

    formulas: Annotated[list[str], msgspec.Meta(min_length=1, max_length=_MOST)]
    at: dict[str, Any] = msgspec.field(default_factory=dict)
    ask: Names = msgspec.field(default_factory=list)
    decimals: Annotated[int, msgspec.Meta(ge=1, le=12)] = 4
    exact: bool | None = None
