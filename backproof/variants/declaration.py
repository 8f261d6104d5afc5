"""The table [variants] of a term: what may vary, and how far the variants may differ in difficulty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from backproof.diagnostic import InputError, did_you_mean
from backproof.terms.choices import spelt
from backproof.terms.fields import Id, Name, Seed
from backproof.terms.places import KeyPath
from backproof.terms.reading import Data, Source
from backproof.variants.recipes.contradictions import contradictions
from backproof.variants.recipes.schemas import RECIPES, Image, Integer, Matrix, Recipe, Sample

VALUES: KeyPath = ("variants", "values")
_MOST_VALUES = 100


class Band(Data, frozen=True, kw_only=True):
    """The distance that an answer may have from the reference's; rules, outcomes and sizes are the same.

    The largest number and the largest denominator differ by a factor of at most `numbers`, the count of
    fractions by one of at most `fractions`, and that of the operations in formulas by one of at most
    `operations`. Row operations are of the same kinds in the same order, or the same "kinds" alone, with a
    count that differs by that factor at most.
    """

    numbers: Annotated[int, Meta(ge=1, le=1_000_000)] = 4
    fractions: Annotated[int, Meta(ge=1, le=1000)] = 2
    operations: Annotated[int, Meta(ge=1, le=1000)] = 2
    row_operations: Literal["in order", "kinds"] = "in order"


class Difficulty(Band, frozen=True, kw_only=True):
    """The band of all answers, and by the id of an answer what is different for it."""

    answers: dict[Id, dict[str, Any]] = msgspec.field(default_factory=dict)


class Variants(Data, frozen=True, kw_only=True):
    """The values that vary, by name; the seed of the variant that all others are compared with."""

    values: Annotated[dict[Name, dict[str, Any]], Meta(min_length=1, max_length=_MOST_VALUES)]
    reference: Seed = 0
    attempts: Annotated[int, Meta(ge=1, le=10_000)] = 100
    difficulty: Difficulty = Difficulty()


@dataclass(frozen=True)
class Declaration:
    """The recipes by name, in the order in which they are drawn, with what is stated about all variants."""

    recipes: Mapping[str, Recipe]
    reference: int
    attempts: int
    band: Band
    bands: Mapping[str, Band]

    def band_of(self, answer: str) -> Band:
        """Return the band of an answer."""
        return self.bands.get(answer, self.band)


def declared(source: Source, table: Mapping[str, Any]) -> Declaration:
    """Read the table; InputError at the line of the first fault."""
    found = source.convert(table, Variants, VALUES[:1])
    recipes: dict[str, Recipe] = {}
    for name, keys in found.values.items():
        recipe = _recipe(source, name, keys)
        _require_agreement(source, name, recipe, recipes)
        recipes[name] = recipe
    common = {key: getattr(found.difficulty, key) for key in Band.__struct_fields__}
    bands = {
        answer: source.convert(common | own, Band, ("variants", "difficulty", "answers", answer))
        for answer, own in found.difficulty.answers.items()
    }
    return Declaration(recipes, found.reference, found.attempts, Band(**common), bands)


def error(source: Source, name: str, message: str, *keys: str, **words: str | None) -> InputError:
    """Return an error about the recipe of a value, or about one of its keys."""
    return source.error((*VALUES, name, *keys), message, **words)


def _recipe(source: Source, name: str, keys: Mapping[str, Any]) -> Recipe:
    stated = spelt(keys.get("recipe"), tuple(RECIPES))
    if not isinstance(stated, str) or stated not in RECIPES:
        message = f"'{stated}' is no recipe" if stated is not None else f"'{name}' has no recipe"
        hint = did_you_mean(str(stated), RECIPES)
        raise error(source, name, message, "recipe", expected=f"one of {', '.join(RECIPES)}", hint=hint)
    return source.convert(keys, RECIPES[stated], (*VALUES, name))


def _require_agreement(source: Source, name: str, recipe: Recipe, before: Mapping[str, Recipe]) -> None:
    """Refuse what no value can meet, as far as the keys alone tell."""
    match recipe:
        case Matrix():
            for found in contradictions(recipe):
                raise error(source, name, found.message, found.key, expected=found.expected)
        case Image() if not isinstance(before.get(recipe.of), Matrix):
            known = [other for other, found in before.items() if isinstance(found, Matrix)]
            message = f"no matrix '{recipe.of}' is drawn before '{name}'"
            expected = f"one of {', '.join(known)}" if known else "a value with the recipe matrix above it"
            raise error(source, name, message, "of", expected=expected)
        case Integer() if recipe.low > recipe.high:
            message = f"there is no whole number for '{name}'"
            raise error(source, name, message, "low", expected=f"at most {recipe.high}, which is high")
        case Integer() if all(n in recipe.without for n in range(recipe.low, recipe.high + 1)):
            message = f"there is no whole number for '{name}'"
            expected = f"not all from {recipe.low} to {recipe.high} to be left out"
            raise error(source, name, message, "without", expected=expected)
        case Sample() if recipe.count > len(recipe.among):
            message = f"{recipe.count} items are to be drawn from {len(recipe.among)}"
            raise error(source, name, message, "count", expected="no more than there are")
        case Sample() if twice := [item for at, item in enumerate(recipe.among) if item in recipe.among[:at]]:
            message = f"'{twice[0]}' is among the items twice"
            raise error(source, name, message, "among", expected="each once, as none is drawn twice")
