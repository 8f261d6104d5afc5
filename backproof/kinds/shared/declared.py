"""Properties of variables, which parts of several kinds declare by name or as hypotheses."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from backproof.calculus.identities.hypotheses.given import stated_properties
from backproof.terms.fields import Names
from backproof.terms.reading import Data
from backproof.terms.term import Item


class Declared(Data, frozen=True, kw_only=True):
    """Properties, such as { A = "symmetric" }, and hypotheses that state some: "A: symmetric", "c > 0"."""

    properties: dict[str, str] = msgspec.field(default_factory=dict)
    given: Names = msgspec.field(default_factory=list)


D = TypeVar("D", bound=Declared)


def declared_as(item: Item, kind: type[D]) -> D:
    """Return the data of a question or part, its hypotheses among its properties.

    InputError at a hypothesis that states no property of a variable.
    """
    data = item.data_as(kind)
    stated: dict[str, tuple[str, ...]] = {name: (words,) for name, words in data.properties.items()}
    for place, text in enumerate(data.given):
        with item.locating("given", place):
            stated = stated_properties([text], stated)
    return msgspec.structs.replace(
        data, properties={name: ", ".join(dict.fromkeys(words)) for name, words in stated.items()}
    )
