"""The keys of a part about backpropagation in numbers."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from backproof.terms.fields import Names
from backproof.terms.reading import Data


class Network(Data, frozen=True, kw_only=True):
    """A network with the numbers `at` of all its variables, differentiated by `wrt`.

    With a step length `step`, `updates` steps of gradient descent follow, by which the variables `update`
    change: by default all of `wrt`. Approximate values have `decimals`. Values are exact if they can be
    printed; otherwise, or with `exact = false`, all of them are decimals.
    """

    definition: str
    at: dict[str, Any]
    wrt: Names = msgspec.field(default_factory=list)
    step: int | float | str | None = None
    updates: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    update: Names = msgspec.field(default_factory=list)
    decimals: Annotated[int, msgspec.Meta(ge=1, le=12)] = 4
    exact: bool | None = None
