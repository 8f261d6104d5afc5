"""A term whose values vary: its declaration and its references, from which each variant's text is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backproof.diagnostic import InputError
from backproof.terms.reading import Source
from backproof.variants.declaration import Declaration, declared, error
from backproof.variants.drawing import Drawing
from backproof.variants.recipes.schemas import Image
from backproof.variants.recipes.values import NothingDrawnError, drawn
from backproof.variants.substitution import Reference, references, substituted


@dataclass(frozen=True)
class Template:
    """A term with values that vary. Its `name` is part of what they are drawn from."""

    name: str
    source: Source
    declaration: Declaration
    references: tuple[Reference, ...]

    def values(self, seed: int | str, attempts: Mapping[str, int]) -> dict[str, Any]:
        """Draw the values of a seed, each in the attempt that is stated for its name.

        Raises InputError at a recipe that no value was found for.
        """
        values: dict[str, Any] = {}
        for name, recipe in self.declaration.recipes.items():
            drawing = Drawing("variant", self.name, seed, name, attempts.get(name, 0))
            try:
                values[name] = drawn(recipe, drawing, values)
            except NothingDrawnError as fault:
                raise self._not_drawn(name, fault.key) from fault
        return values

    def text(self, values: Mapping[str, Any]) -> str:
        """Return the term file of a variant: as many lines, with the values in place."""
        return substituted(self.source, self.references, values)

    def _not_drawn(self, name: str, key: str) -> InputError:
        message = f"no matrix or list keeps to the recipe of '{name}': mostly '{key}' failed"
        return error(self.source, name, message, key, hint="allow larger entries, or ask for less")


def template_of(name: str, source: Source, content: Mapping[str, Any]) -> Template:
    """Return the term of that name, as read, for its variants; InputError at the first fault."""
    declaration = declared(source, content["variants"])
    found = references(source, declaration.recipes)
    used = {reference.name for reference in found}
    used |= {recipe.of for recipe in declaration.recipes.values() if isinstance(recipe, Image)}
    for value in declaration.recipes:
        if value not in used:
            hint = f"refer to it by {{{{ {value} }}}} in a string"
            raise error(source, value, f"the value '{value}' is used nowhere", hint=hint)
    return Template(name, source, declaration, found)


def reference_text(name: str, source: Source, content: Mapping[str, Any]) -> str:
    """Return the text of the variant that all others are compared with."""
    template = template_of(name, source, content)
    return template.text(template.values(template.declaration.reference, {}))
